#!/usr/bin/env bats
# What is not as it should be before a backup: each fault has its exit code and outcome, and a message that says what
# is wrong and what to do. Each test has a job of its own.

load ../lab/lab
load ../lab/rsyncd
load ../lab/socks5

# A name that only the proxy knows.
proxied=backups.example.org

setup_file() {
  lab_open
  rsyncd_start
  socks5_start "${proxied}" 127.0.0.1 "${RSYNCD_PORT}"
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user sh -c "echo precious >'${LAB}/home/data/file'"
  lab_secret .wrong.secret 'not the password'
  lab_secret .open.secret 'everybody may read this'
  chmod 644 "${LAB}/home/.open.secret"
  lab_secret .empty.secret ''
  : >"${LAB}/home/.empty.secret"
  lab_secret .blank.secret ''
  NOBODY_LISTENS=$(free_port)
  export NOBODY_LISTENS
  lab_spec <<END
version: 1
secrets:
  passphrase: { file: ~/.duplicity.secret }
  password: { file: ~/.rsync.secret }
defaults:
  source: ~/data
  target: disk
  encryption: { passphrase: passphrase }
  duplicity: { options: ["--num-retries=1", "--backend-retry-delay=1"] }
  backup: {}
  prune: { keep_full: 2 }
targets:
  disk: { url: "file://${LAB}/home/disk" }
  server: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: password }
  server-itself: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: password, path: . }
  proxied:
    url: rsync://rsync_user@${proxied}::backups/
    password: password
    proxy: { socks5: "127.0.0.1:${SOCKS5_PORT}" }
jobs:
  good: { target: server }
  wrong-password:
    target:
      url: rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/
      password: { file: ~/.wrong.secret }
  daemon-down: { target: { url: "rsync://rsync_user@127.0.0.1:${NOBODY_LISTENS}::backups/", password: password } }
  read-only: { target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::readonly/", password: password } }
  no-module: { target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::nothing/", password: password } }
  silent-proxy: { target: proxied, backup: { timeout: 8s } }
  silent-from-the-start: { target: proxied, backup: { timeout: 4s } }
  proxy-down:
    target:
      url: rsync://rsync_user@127.0.0.1::backups/
      password: password
      proxy: { socks5: "127.0.0.1:${NOBODY_LISTENS}" }
  missing-secret: { encryption: { passphrase: { file: ~/.missing.secret } } }
  empty-secret: { encryption: { passphrase: { file: ~/.empty.secret } } }
  blank-secret: { encryption: { passphrase: { file: ~/.blank.secret } } }
  open-secret: { encryption: { passphrase: { file: ~/.open.secret } } }
  odd-secret: { encryption: { passphrase: { file: ~/.odd.secret } }, backup: { timeout: 20s } }
  missing-source: { source: ~/no-such-directory }
  missing-disk: { target: { url: "file://${LAB}/home/no-such-disk" } }
  partly-unreadable: { source: ~/partly }
  first: { target: server-itself }
hosts:
  the-server:
    scheduler: cron
    jobs: [good, wrong-password, daemon-down, read-only, no-module, silent-proxy, silent-from-the-start,
      proxy-down, missing-secret, empty-secret, blank-secret, open-secret, odd-secret, missing-source, missing-disk, partly-unreadable, first]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

teardown() {
  ! mountpoint -q "$(state_of good)/tmp" || umount "$(state_of good)/tmp"
}

# fails_with CODE JOB TEXT…: a backup of JOB ends with CODE, is on record as failed, and its message has each TEXT.
fails_with() {
  local code=$1 job=$2 text
  shift 2
  run job "${job}" backup
  assert_failure "${code}"
  for text in "$@"; do
    assert_output --partial "${text}"
  done
  assert_equal "$(outcome_of "${job}" backup)" failed
}

@test "wrong rsync password" {
  fails_with 77 wrong-password 'auth failed' .wrong.secret
}

@test "rsync daemon down" {
  fails_with 69 daemon-down "127.0.0.1" "${NOBODY_LISTENS}"
}

@test "module read-only" {
  fails_with 69 read-only 'read only'
}

@test "no such module" {
  fails_with 77 no-module nothing
}

@test "proxy down" {
  fails_with 69 proxy-down "127.0.0.1" "${NOBODY_LISTENS}"
}

@test "a proxy that accepts and never answers runs into the time limit, and nothing is left running" {
  run job silent-proxy backup
  assert_success
  socks5_stop
  socks5_start "${proxied}" 127.0.0.1 "${RSYNCD_PORT}" silent
  run job silent-proxy backup
  assert_failure 124
  assert_output --partial '8 s'
  assert_equal "$(outcome_of silent-proxy backup)" timed-out
  wait_until 5 user_is_idle
}

@test "a proxy that never answers holds up the look before the first backup no longer than that" {
  run job silent-from-the-start backup
  assert_failure 124
  assert_output --partial 'does not answer'
  assert_equal "$(outcome_of silent-from-the-start backup)" timed-out
  wait_until 5 user_is_idle
}

@test "passphrase file missing" {
  fails_with 77 missing-secret .missing.secret
}

@test "passphrase file empty" {
  fails_with 77 empty-secret .empty.secret empty
}

@test "passphrase file with an empty first line" {
  fails_with 77 blank-secret .blank.secret empty
}

@test "passphrase file that others can read" {
  fails_with 77 open-secret .open.secret 'chmod 600'
}

@test "a passphrase of which gpg would take a part only, with a carriage return, or that makes duplicity hang" {
  lab_secret .odd.secret $'first line\nsecond line'
  fails_with 77 odd-secret .odd.secret 'more than one line'
  lab_secret .odd.secret $'from Windows\r'
  fails_with 77 odd-secret .odd.secret 'carriage return'
  lab_secret .odd.secret $'caf\351'
  fails_with 77 odd-secret .odd.secret 'not UTF-8'
}

@test "source missing" {
  fails_with 78 missing-source 'no-such-directory is missing'
}

@test "target disk missing" {
  fails_with 78 missing-disk 'no-such-disk is missing'
  assert [ ! -e "${LAB}/home/no-such-disk" ]
  mkdir "${LAB}/home/no-such-disk"
  fails_with 78 missing-disk 'no-such-disk cannot be written'
}

@test "under the scheduler, a failure speaks" {
  run job missing-source scheduled backup
  assert_failure 78
  assert_output --partial no-such-directory
}

@test "a file that cannot be read makes a warned run, not a good one" {
  as_user mkdir "${LAB}/home/partly"
  install -m 600 /dev/null "${LAB}/home/partly/root's own"
  as_user touch "${LAB}/home/partly/mine"
  run job partly-unreadable backup
  assert_success
  assert_output --partial "root's own"
  assert_equal "$(outcome_of partly-unreadable backup)" warned
}

@test "an archive in which the user may not write" {
  local archive=${LAB}/home/disk/the-server/partly-unreadable
  chmod 555 "${archive}"
  run job partly-unreadable backup
  chmod 755 "${archive}"
  assert_failure 51
  assert_output --partial "${LAB_USER} may not do that at the target"
  assert_equal "$(outcome_of partly-unreadable backup)" failed
}

@test "started as the wrong user" {
  run setpriv --reuid=nobody --clear-groups env -i "${LAB}/host/jobs/good.sh" backup
  assert_failure 77
  assert_output --partial "${LAB_USER}"
  assert [ ! -e "$(state_of good)" ]
}

@test "a secret of somebody else's" {
  chown root "${LAB}/home/.duplicity.secret"
  run job good check
  chown "${LAB_USER}" "${LAB}/home/.duplicity.secret"
  assert_failure 77
  assert_output --partial "chown it to ${LAB_USER}"
}

@test "duplicity not installed" {
  # shellcheck disable=SC2016 # for the inner shell to expand
  run unshare -m sh -c 'mount --bind /dev/null /usr/bin/duplicity && exec "$1" backup' - "${LAB}/host/jobs/good.sh"
  assert_failure 78
  assert_output --partial duplicity
  assert_output --partial install
}

@test "a duplicity on which nobody can rely is found by check" {
  local version
  for version in 0.7.19 2.0.2 '3.0.1 August 05, 2024'; do
    printf '#!/bin/sh\necho "duplicity %s"\n' "${version}" >"${LAB}/bin/duplicity"
    chmod 755 "${LAB}/bin/duplicity"
    run job good check
    rm "${LAB}/bin/duplicity"
    assert_failure 78
    assert_output --partial "error: duplicity ${version}"
  done
}

@test "disk full in the temporary directory, then room again" {
  # shellcheck disable=SC2016 # for the inner shell to expand
  run unshare -m sh -c '
    mkdir -p "$2" && chown "$3:" "$2" && mount -t tmpfs -o "size=4m,mode=700,uid=$(id -u "$3"),gid=$(id -g "$3")" none "$2" \
      && exec "$1" backup' - "${LAB}/host/jobs/good.sh" "$(state_of good)" "${LAB_USER}"
  assert_failure
  assert_output --partial "$(state_of good)"
  refute_output --partial Traceback
  run job good backup
  assert_success
}

@test "a second archive in the same directory is refused before it does harm" {
  run job first backup
  assert_success
  sed -e 's/^  first:/  second:/' -e "s/ first]\$/ second]/" -e 's|^  source: ~/data|  source: ~/other|' \
    "${LAB}/backup.yaml" >"${LAB}/other.yaml"
  as_user mkdir "${LAB}/home/other"
  as_user touch "${LAB}/home/other/file"
  node "${repo}/dist/holdfast.cjs" compile "${LAB}/other.yaml" -o "${LAB}/other"
  run as_user "${LAB}/other/the-server/jobs/second.sh" backup
  assert_failure
  run as_user "${LAB}/other/the-server/jobs/second.sh" backup --full
  assert_failure
  run as_user "${LAB}/other/the-server/jobs/second.sh" prune
  local restored
  restored=$(new_directory)
  run job first restore "${restored}"
  assert_success
  run same_tree "${LAB}/home/data" "${restored}"
  assert_success
  run job first backup
  assert_success
}

@test "too little room for temporary files, for a restore too" {
  run job good backup
  assert_success
  mount -t tmpfs -o "size=20m,uid=$(id -u "${LAB_USER}")" none "$(state_of good)/tmp"
  local words
  for words in backup "restore $(new_directory)"; do
    # shellcheck disable=SC2086 # words, indeed
    run job good ${words}
    assert_failure 35
    assert_output --partial "$(state_of good)/tmp has too little room"
  done
}

@test "after every fault, the good job is as good as ever" {
  run job good backup
  assert_success
  assert_equal "$(outcome_of good backup)" ok
}
