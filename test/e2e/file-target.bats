#!/usr/bin/env bats
# A disk as target, several sources, and every action of the script as people use it by hand.

load ../lab/lab

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/disk with 'quotes'" "${LAB}/home/etc"
  lab_tree "${LAB}/home/data"
  as_user sh -c "echo setting >'${LAB}/home/etc/conf'"
  lab_spec <<END
version: 1
jobs:
  laptop:
    source: [~/data, ~/etc]
    select: [{ include: ~/data/names/plain }, { exclude: ~/data/names }]
    target: { url: "file://${LAB}/home/disk%20with%20'quotes'" }
    encryption: { passphrase: { file: ~/.duplicity.secret } }
    backup: { full_if_older_than: 1M }
    prune: { after: backup, keep_full: 2 }
hosts:
  the-server:
    scheduler: cron
    jobs: [laptop]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

@test "backup, and prune right after it" {
  run job laptop backup
  assert_success
  assert_equal "$(outcome_of laptop backup)" ok
  assert_equal "$(outcome_of laptop prune)" ok
}

@test "what the lists say is in and the rest is out" {
  run --separate-stderr job laptop list
  assert_success
  assert_line --regexp 'data/names/plain$'
  refute_line --regexp "data/names/it's\$"
  assert_line --regexp 'etc/conf$'
}

@test "restore, by path, of one of several sources" {
  local restored
  restored=$(new_directory)
  run job laptop restore "${restored}" --path "${LAB#/}/home/data/sizes" --time 9D
  assert_success
  assert_output --partial "to ${restored}, of 9D, or of the oldest backup if none is as old"
  run same_tree "${LAB}/home/data/sizes" "${restored}"
  assert_success
}

@test "backup --full makes another full" {
  sleep 1
  run job laptop backup --full
  assert_success
  run find "${LAB}/home/disk with 'quotes'" -name '*full*.manifest.gpg'
  assert_equal "${#lines[@]}" 2
}

@test "without its disk the job refuses instead of filling the mount point" {
  mv "${LAB}/home/disk with 'quotes'" "${LAB}/home/unplugged"
  run job laptop backup
  assert_failure 78
  assert_output --partial "disk with 'quotes'"
  assert [ ! -e "${LAB}/home/disk with 'quotes'" ]
  mv "${LAB}/home/unplugged" "${LAB}/home/disk with 'quotes'"
  run job laptop backup
  assert_success
}

@test "help lists the actions" {
  run job laptop help
  assert_success
  local action
  for action in backup prune restore list status check cleanup duplicity help; do
    assert_output --partial "${action}"
  done
}

@test "a wrong word gets the usage" {
  local words
  for words in backups 'backup --ful' 'restore' 'list --time' 'scheduled' 'scheduled restore' 'status --max-age x'; do
    # shellcheck disable=SC2086 # words, indeed
    run job laptop ${words}
    assert_equal "${words}: ${status}" "${words}: 64"
  done
}

@test "who cannot give files away gets their modes and times back all the same" {
  install -m 640 /dev/null "${LAB}/home/etc/of-root"
  chgrp "${LAB_USER}" "${LAB}/home/etc/of-root"
  touch -d '2020-02-02 02:02:02' "${LAB}/home/etc/of-root"
  run job laptop backup
  assert_success
  local restored
  restored=$(new_directory)
  run job laptop restore "${restored}" --path "${LAB#/}/home/etc"
  assert_success
  assert_output --partial 'restore ok'
  run stat -c '%a %Y' "${restored}/of-root"
  assert_output "640 $(date -d '2020-02-02 02:02:02' +%s)"
}

@test "another passphrase than the archive's is refused, and poisons nothing" {
  cp -p "${LAB}/home/.duplicity.secret" "${LAB}/home/.right.secret"
  lab_secret .duplicity.secret 'not the passphrase'
  sleep 1
  run job laptop backup
  assert_failure 78
  assert_output --partial "passphrase in ${LAB}/home/.duplicity.secret is not the one"
  run job laptop check
  assert_failure 78
  assert_output --partial "passphrase in ${LAB}/home/.duplicity.secret is not the one"
  mv "${LAB}/home/.right.secret" "${LAB}/home/.duplicity.secret"
  run job laptop backup
  assert_success
  rm -r "$(state_of laptop)/archive"
  run job laptop restore "$(new_directory)"
  assert_success
}

@test "an old enough last backup is overdue" {
  sleep 2
  run job laptop status --max-age 1s
  assert_failure 2
  assert_output --partial laptop
}
