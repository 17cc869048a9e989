#!/usr/bin/env bats
# Crontab lines that are duplicity itself: a real cron daemon makes backups by them that restore, of a directory to another
# one and, as the guide has it, to an rsync daemon that is an onion service; the job's script goes on with them, and nothing
# runs with a secret that is not there. (The onion service is a stand-in: Tor itself is in test/tor.)

load ../lab/lab
load ../lab/backups
load ../lab/cron
load ../lab/rsyncd
load ../lab/socks5

onion=aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/disk"
  lab_tree "${LAB}/home/data"
  rsyncd_start
  socks5_start "${onion}" 127.0.0.1 "${RSYNCD_PORT}"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  encryption: { passphrase: { file: ~/.duplicity.secret }, cipher: AES256 }
  backup: { schedule: "* * * * *", full_if_older_than: 2M }
jobs:
  bare:
    target: { url: "file://${LAB}/home/disk" }
    prune: { schedule: "0 12 1 1 *", keep_full: 1 }
  guide:
    target:
      url: rsync://rsync_user@${onion}::backups/
      password: { file: ~/.rsync.secret }
      proxy: { socks5: "127.0.0.1:${SOCKS5_PORT}" }
hosts:
  the-server:
    scheduler: cron
    style: inline
    jobs: [bare, guide]
$(lab_host)
END
  lab_compile
  # duplicity, and how it was called.
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
printf '%s\n' "\$*" >>'${LAB}/home/calls'
exec /usr/bin/duplicity "\$@"
END
  chmod 755 "${LAB}/bin/duplicity"
}

teardown_file() {
  lab_close
}

# line ACTION: what cron gives to the shell, as LAB_USER.
line() {
  local command
  command=$(grep -A 1 "^# bare: $1" "${LAB}/host/cron/holdfast.crontab" | tail -n 1 | cut -d ' ' -f 6-)
  as_user HOME="${LAB}/home" LOGNAME="${LAB_USER}" /bin/sh -c "${command}"
}

backed_up() {
  [[ "$(fulls_in "$(archive_of bare)")" -eq 1 ]] \
    && compgen -G "${RSYNCD_DIR}/the-server/guide/duplicity-inc.*.manifest.gpg" >/dev/null
}

# calls: how duplicity was called since the last time.
calls() {
  cat "${LAB}/home/calls"
  rm "${LAB}/home/calls"
}

@test "cron makes backups by the bare lines, and they restore" {
  # An rsync daemon makes no directory for duplicity.
  backs_up guide
  lab_change_tree "${LAB}/home/data"
  cron_start "${LAB}/host/cron/holdfast.crontab"
  wait_until 150 backed_up
  cron_stop
  wait_until 60 user_is_idle
  restores bare "${LAB}/home/data"
  restores guide "${LAB}/home/data"
}

@test "the script goes on with what the lines have made, and they with what it has" {
  backs_up bare
  assert_equal "$(fulls_in "$(archive_of bare)")" 1
  rm "${LAB}/home/calls"
  as_user touch "${LAB}/home/data/new"
  run line backup
  assert_success
  assert_output --partial 'NewFiles 2'
  local by_line
  by_line=$(calls)
  backs_up bare
  assert_equal "$(calls)" "${by_line}"
  restores bare "${LAB}/home/data"
}

@test "prune deletes by the line what it deletes by the script, with the same words" {
  backs_up bare --full
  assert_equal "$(fulls_in "$(archive_of bare)")" 2
  rm "${LAB}/home/calls"
  run line prune
  assert_success
  assert_equal "$(fulls_in "$(archive_of bare)")" 1
  local by_line
  by_line=$(calls)
  backs_up bare --full
  run job bare prune
  assert_success
  assert_equal "$(fulls_in "$(archive_of bare)")" 1
  assert_equal "$(calls | grep -e ^remove)" "${by_line}"
  restores bare "${LAB}/home/data"
}

@test "a secret that is not there ends the line before duplicity starts" {
  local secret="${LAB}/home/.duplicity.secret"
  as_user mv "${secret}" "${secret}.away"
  rm -f "${LAB}/home/calls"
  run line backup
  assert_failure
  assert_output --partial .duplicity.secret
  assert [ ! -e "${LAB}/home/calls" ]
}

@test "with an empty secret nothing is stored" {
  local secret="${LAB}/home/.duplicity.secret"
  as_user touch "${LAB}/home/data/newer" "${secret}"
  local before
  before=$(ls "$(archive_of bare)")
  run line backup
  assert_failure
  assert_equal "$(ls "$(archive_of bare)")" "${before}"
  as_user mv "${secret}.away" "${secret}"
  run line backup
  assert_success
  restores bare "${LAB}/home/data"
}
