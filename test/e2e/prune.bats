#!/usr/bin/env bats
# Retention: what prune removes, what stays and can be restored, and what it says when the server refuses.

load ../lab/lab
load ../lab/rsyncd

setup_file() {
  lab_open
  rsyncd_start
  as_user mkdir "${LAB}/home/data"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  encryption: { passphrase: { file: ~/.duplicity.secret } }
  duplicity: { options: ["--num-retries=1", "--backend-retry-delay=1"] }
jobs:
  yearly:
    target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: { file: ~/.rsync.secret } }
    backup: {}
    prune: { keep_full: 12 }
  kept:
    target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::keeping/", password: { file: ~/.rsync.secret } }
    backup: {}
    prune: { keep_full: 1 }
hosts:
  the-server:
    scheduler: cron
    jobs: [yearly, kept]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

# fulls JOB: how many full backups are on the server.
fulls() {
  find "${RSYNCD_DIR}/the-server/$1" -name '*full*.manifest.gpg' | wc -l
}

@test "thirteen fulls" {
  local number
  for number in {1..13}; do
    echo "full ${number}" >"${LAB}/home/data/number"
    run job yearly backup --full
    assert_success
    date -u +%Y-%m-%dT%H:%M:%S+00:00 >"${LAB}/time.${number}"
    sleep 1
  done
  assert_equal "$(fulls yearly)" 13
}

@test "a dry run of prune removes nothing" {
  run job yearly prune --dry-run
  assert_success
  assert_equal "$(fulls yearly)" 13
}

@test "after prune twelve remain" {
  run job yearly prune
  assert_success
  assert_equal "$(outcome_of yearly prune)" ok
  assert_equal "$(fulls yearly)" 12
}

@test "each of the twelve can be restored" {
  local number restored
  for number in {2..13}; do
    restored=$(new_directory)
    run job yearly restore "${restored}" --time "$(cat "${LAB}/time.${number}")"
    assert_success
    assert_equal "$(cat "${restored}/number")" "full ${number}"
  done
}

@test "a second prune has nothing to do" {
  run job yearly prune
  assert_success
  assert_equal "$(fulls yearly)" 12
}

@test "prune says so when the server refuses to delete" {
  run job kept backup --full
  assert_success
  sleep 1
  run job kept backup --full
  assert_success
  run job kept prune
  assert_equal "${status}" 65
  assert_output --partial 2
  assert_equal "$(outcome_of kept prune)" failed
  assert_equal "$(fulls kept)" 2
}
