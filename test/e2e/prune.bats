#!/usr/bin/env bats
# Retention: what prune removes, what stays and can be restored, and what it says when the server refuses.

load ../lab/lab
load ../lab/backups
load ../lab/clock
load ../lab/rsyncd

setup_file() {
  lab_open
  rsyncd_start
  as_user mkdir "${LAB}/home/data" "${LAB}/home/aging" "${LAB}/home/disk"
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
  aged:
    source: ~/aging
    target: { url: "file://${LAB}/home/disk" }
    duplicity: { volsize: 1M }
    backup: {}
    prune: { keep_full: 12 }
hosts:
  the-server:
    scheduler: cron
    jobs: [yearly, kept, aged]
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

# The rest is about one archive: fulls of 100, 60 and 20 days ago, the last in two volumes, each with an incremental of five
# days later, of which every test gets a copy.

day=86400

@test "three old full backups with incrementals" {
  local age
  for age in 100 60 20; do
    clock_set "$((-age * day))"
    as_user touch "${LAB}/home/aging/full-${age}"
    [ "${age}" -gt 20 ] || as_user sh -c "head -c 1500000 /dev/urandom >'${LAB}/home/aging/random'"
    run job aged backup --full
    assert_success
    clock_set "$((-(age - 5) * day))"
    as_user touch "${LAB}/home/aging/incremental-${age}"
    run job aged backup
    assert_success
    date -u -d "${age} days ago" +%Y-%m-%d >"${LAB}/full.${age}"
    date -u -d "$((age - 5)) days ago" +%Y-%m-%d >"${LAB}/incremental.${age}"
  done
  clock_right
  assert_equal "$(sets)" "${sets_of_all}"
  cp -a "$(archive_of aged)" "${LAB}/archive"
  cp -a "$(state_of aged)" "${LAB}/state"
}

sets_of_all='full 100
incremental 100
full 60
incremental 60
full 20
incremental 20'

# sets: what is complete in the archive, oldest first.
sets() {
  local age
  for age in 100 60 20; do
    ! compgen -G "$(archive_of aged)/duplicity-full.$(tr -d - <"${LAB}/full.${age}")T*.manifest.gpg" >/dev/null || echo "full ${age}"
    ! compgen -G "$(archive_of aged)/duplicity-inc.*.to.$(tr -d - <"${LAB}/incremental.${age}")T*.manifest.gpg" >/dev/null \
      || echo "incremental ${age}"
  done
}

# prunes POLICIES [WORD…]: runs a prune of these policies on a fresh copy of the archive, whose last backup ended well just now.
prunes() {
  fresh_archive
  prunes_as_is "$@"
}

fresh_archive() {
  rm -rf "$(archive_of aged)" "$(state_of aged)"
  cp -a "${LAB}/archive" "$(archive_of aged)"
  cp -a "${LAB}/state" "$(state_of aged)"
  local now
  now=$(date +%s)
  sed -i "s/\"last_ok\":[0-9]*/\"last_ok\":${now}/" "$(state_of aged)/status.json"
}

prunes_as_is() {
  sed "/aged:/,/keep_full/ s/keep_full: 12/$1/" "${LAB}/backup.yaml" >"${LAB}/policies.yaml"
  node "${repo}/dist/holdfast.cjs" compile "${LAB}/policies.yaml" -o "${LAB}/policies" >/dev/null 2>&1
  run as_user "${LAB}/policies/the-server/jobs/aged.sh" prune "${@:2}"
}

@test "what is older than an age goes, once all that needs it is older" {
  prunes 'older_than: 56d' --dry-run
  assert_success
  assert_output --partial "would remove the full backup of $(cat "${LAB}/full.100")"
  assert_output --partial "with 1 incremental, the last of $(cat "${LAB}/incremental.100")"
  refute_output --partial "$(cat "${LAB}/full.60")"
  assert_equal "$(sets)" "${sets_of_all}"
  prunes 'older_than: 56d'
  assert_success
  assert_output --partial "removing the full backup of $(cat "${LAB}/full.100")"
  assert_equal "$(sets)" 'full 60
incremental 60
full 20
incremental 20'
  restores aged "${LAB}/home/aging"
}

@test "the newest backup stays, however old it is" {
  prunes 'older_than: 10d'
  assert_success
  assert_equal "$(sets)" 'full 20
incremental 20'
  restores aged "${LAB}/home/aging"
}

@test "incrementals of old full backups go, the full backups stay" {
  prunes 'keep_incrementals_of: 2'
  assert_success
  assert_output --partial "removing the 1 incremental since $(cat "${LAB}/full.100")"
  assert_equal "$(sets)" 'full 100
full 60
incremental 60
full 20
incremental 20'
  local restored
  restored=$(new_directory)
  run job aged restore "${restored}" --time "$(cat "${LAB}/full.60")"
  assert_success
  assert_equal "$(ls "${restored}")" full-100
}

@test "policies add up, and a second prune has nothing to do" {
  prunes 'keep_full: 2, older_than: 90d, keep_incrementals_of: 1'
  assert_success
  assert_equal "$(sets)" 'full 60
full 20
incremental 20'
  prunes_as_is 'keep_full: 2, older_than: 90d, keep_incrementals_of: 1'
  assert_success
  assert_output --partial 'nothing to remove; full backups kept: 2'
  restores aged "${LAB}/home/aging"
}

@test "each policy says so when the target refuses to delete" {
  local policy
  for policy in 'keep_full: 1' 'older_than: 30d' 'keep_incrementals_of: 1'; do
    fresh_archive
    chmod 555 "$(archive_of aged)"
    prunes_as_is "${policy}"
    assert_failure 65
    assert_output --partial 'does the target refuse to delete?'
    chmod 755 "$(archive_of aged)"
    assert_equal "$(sets)" "${sets_of_all}"
  done
}

@test "a full backup that was cut short does not count, though the cache does not know of it" {
  fresh_archive
  as_user touch "$(archive_of aged)/duplicity-full.$(date -u +%Y%m%dT%H%M%SZ).vol1.difftar.gpg"
  prunes_as_is 'keep_full: 2'
  assert_success
  assert_output --partial '1 backup(s) at the target were cut short'
  assert_equal "$(outcome_of aged prune)" warned
  assert_equal "$(sets)" 'full 60
incremental 60
full 20
incremental 20'
}

# keeps_all TEXT: a prune that would leave one full backup ends with 65, says TEXT and removes nothing.
keeps_all() {
  local before
  before=$(ls "$(archive_of aged)")
  prunes_as_is 'keep_full: 1, older_than: 1d'
  assert_failure 65
  assert_output --partial "$1"
  assert_equal "$(ls "$(archive_of aged)")" "${before}"
}

@test "nothing goes while the newest backup lacks its signatures: duplicity would remove all" {
  fresh_archive
  rm "$(archive_of aged)"/*-signatures* "$(state_of aged)/archive/aged"/*-signatures*
  keeps_all 'have lost their signatures'
}

@test "nothing goes while a volume of the newest backups is missing" {
  local volumes
  for volumes in vol1 'vol[12]'; do
    fresh_archive
    # shellcheck disable=SC2086 # a pattern, indeed
    rm "$(archive_of aged)"/duplicity-full."$(tr -d - <"${LAB}/full.20")"T*.${volumes}.*
    keeps_all 'are missing at the target'
  done
}

@test "a full backup that has lost its volumes does not count, though it does for duplicity" {
  fresh_archive
  rm "$(archive_of aged)"/duplicity-full."$(tr -d - <"${LAB}/full.60")"T*.vol1.*
  # A fourth, older one.
  local file directory
  for directory in "$(archive_of aged)" "$(state_of aged)/archive/aged"; do
    for file in "${directory}"/duplicity-full*."$(tr -d - <"${LAB}/full.100")"T*; do
      cp -a "${file}" "${file/.20??????T??????Z/.20200101T000000Z}"
    done
  done
  prunes_as_is 'keep_full: 2'
  assert_success
  assert_output --partial 'removing the full backup of 2020-01-01T00:00:00'
  assert_equal "$(sets)" "${sets_of_all}"
  refute [ -e "$(archive_of aged)/duplicity-full.20200101T000000Z.manifest.gpg" ]
}

@test "nothing goes while the newest backup is not at the target" {
  fresh_archive
  rm "$(archive_of aged)"/*.to."$(tr -d - <"${LAB}/incremental.20")"T*
  keeps_all 'is not at the target'
}

@test "nothing goes when duplicity does not tell what is there" {
  fresh_archive
  printf '#!/bin/sh\n' >"${LAB}/bin/duplicity"
  chmod 755 "${LAB}/bin/duplicity"
  keeps_all 'duplicity did not tell'
  rm "${LAB}/bin/duplicity"
}
