#!/usr/bin/env bats
# verify: what it proves, and what it says when the archive is not whole, or not what the source is.

load ../lab/lab
load ../lab/rsyncd
load ../lab/backups

setup_file() {
  lab_open
  rsyncd_start
  as_user mkdir "${LAB}/home/data" "${LAB}/home/room"
  as_user sh -c "head -c 3000000 /dev/urandom >'${LAB}/home/data/large'; echo small >'${LAB}/home/data/small'"
  as_user touch -d '2026-01-06 03:05' "${LAB}/home/data/small" "${LAB}/home/data/large"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  duplicity: { volsize: 1M, options: ["--num-retries=1", "--backend-retry-delay=1"] }
  target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: { file: ~/.rsync.secret } }
  backup: {}
jobs:
  plain: { verify: {} }
  compared: { verify: { compare_data: true } }
  strict: { verify: { compare_data: true, max_difference: 1 } }
  chained: { verify: { after: backup, after_warned: true }, prune: { after: backup, keep_full: 1 } }
  open: { encryption: none, verify: {}, prune: { keep_full: 1 }, conditions: { free: { path: ~/room, at_least: 1K } } }
  snapshot: { source: ~/snapshot, verify: {} }
  changed: { encryption: { passphrase: { file: ~/now, copy: none }, previous: [{ file: ~/before, copy: none }] }, verify: {}, drill: { files: 2 } }
hosts:
  the-server:
    scheduler: cron
    jobs: [plain, compared, strict, chained, open, snapshot, changed]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

# remote JOB PATTERN: the file on the server, the first when there are several.
remote() {
  find "${RSYNCD_DIR}/the-server/$1" -name "$2" | sort | head -n 1
}

# flip FILE: another byte in the middle.
flip() {
  python3 - "$1" <<'END'
import sys
with open(sys.argv[1], "r+b") as file:
    middle = file.seek(0, 2) // 2
    file.seek(middle)
    byte = file.read(1)[0]
    file.seek(middle)
    file.write(bytes([byte ^ 1]))
END
}

# verify_fails JOB CODE [TEXT…]: it does, and says each TEXT.
verify_fails() {
  run job "$1" verify
  assert_failure "$2"
  assert_equal "$(outcome_of "$1" verify)" failed
  local text
  for text in "${@:3}"; do
    assert_output --partial "${text}"
  done
}

@test "without a backup there is nothing to verify" {
  run job plain verify
  assert_failure 75
  assert_equal "$(outcome_of plain verify)" skipped
}

@test "it says what it proved, and what it did not" {
  backs_up plain
  run job plain verify
  assert_success
  assert_output --partial 'could be read: 3 files and directories'
  assert_output --partial 'nothing was compared with the source'
  assert_equal "$(outcome_of plain verify)" ok
}

@test "it leaves nothing behind" {
  run find "$(state_of plain)/scratch" "$(state_of plain)/tmp" -mindepth 1
  refute_output --regexp 'manifest|sigtar|vol[0-9]'
}

@test "a flipped byte in a volume is found, and what to do is said" {
  flip "$(remote plain '*.vol2.*')"
  verify_fails plain 21 'a volume at the target is damaged' 'backup --full'
  run job plain backup --full
  assert_success
  run job plain verify
  assert_success
}

@test "a missing volume is found" {
  sleep 1
  backs_up plain --full
  rm "$(find "${RSYNCD_DIR}/the-server/plain" -name '*.vol2.*' | sort | tail -n 1)"
  run job plain verify
  assert_failure
  assert_equal "$(outcome_of plain verify)" failed
  assert_output --partial 'a volume is missing at the target'
  assert_output --partial 'backup --full'
}

@test "signatures that only this host still has whole do not hide those that are damaged at the target" {
  backs_up open
  flip "$(remote open '*.sigtar.gz')"
  run job open verify
  assert_failure
  assert_equal "$(outcome_of open verify)" failed
}

@test "a manifest that was cut short, which to duplicity is one of fewer volumes, is found" {
  local manifest
  rm -r "${RSYNCD_DIR}/the-server/open" "$(state_of open)"
  backs_up open
  manifest=$(remote open '*.manifest')
  cp "${manifest}" "${LAB}/manifest"
  head -n 2 "${LAB}/manifest" >"${manifest}"
  verify_fails open 65 "${manifest##*/} is not as this host uploaded it"
}

@test "until verify finds the archive whole again, prune deletes nothing" {
  sleep 1
  backs_up open --full
  run job open prune
  assert_success
  assert_output --partial 'skipped: verify found the archive damaged'
  assert_equal "$(find "${RSYNCD_DIR}/the-server/open" -name 'duplicity-full.*.manifest' | wc -l)" 2
  run job open verify
  assert_success
  run job open prune
  assert_success
  assert_equal "$(find "${RSYNCD_DIR}/the-server/open" -name 'duplicity-full.*.manifest' | wc -l)" 1
}

@test "a newest backup of which the target has lost the manifest is not passed over for an older one" {
  sleep 1
  as_user sh -c "echo more >'${LAB}/home/data/more'"
  backs_up open
  as_user rm "${LAB}/home/data/more"
  rm "$(remote open 'duplicity-inc.*.manifest')"
  verify_fails open 65 'the newest backup, of' 'is not whole at the target'
  # A backup that was skipped or failed since leaves what is to be there.
  local path
  for path in room:skipped data:failed; do
    mv "${LAB}/home/${path%:*}" "${LAB}/home/away"
    run job open backup
    mv "${LAB}/home/away" "${LAB}/home/${path%:*}"
    assert_equal "$(outcome_of open backup)" "${path#*:}"
    verify_fails open 65 'the newest backup, of' 'is not whole at the target'
  done
}

@test "damaged metadata of an encrypted archive is not taken for a wrong passphrase alone" {
  sleep 1
  backs_up plain --full
  truncate -s 50 "$(find "${RSYNCD_DIR}/the-server/plain" -name '*.manifest.gpg' | sort | tail -n 1)"
  verify_fails plain 31 'a manifest or signatures at the target are damaged'
}

@test "a source that is gone by now matters only to who compares" {
  as_user mkdir "${LAB}/home/snapshot"
  as_user touch "${LAB}/home/snapshot/file"
  backs_up snapshot
  rm -r "${LAB}/home/snapshot"
  run job snapshot verify
  assert_success
  assert_output --partial '2 files and directories'
  backs_up compared
  mv "${LAB}/home/data" "${LAB}/home/elsewhere"
  verify_fails compared 78 "the source ${LAB}/home/data is missing"
  mv "${LAB}/home/elsewhere" "${LAB}/home/data"
}

@test "what changed since the backup is named and counted, and is no failure" {
  backs_up compared
  as_user sh -c "echo changed >'${LAB}/home/data/small'"
  run job compared verify
  assert_success
  assert_output --partial 'Difference found: File small has mtime'
  assert_output --partial 'compared with the source: 1 of them differ'
  assert_equal "$(outcome_of compared verify)" ok
}

@test "an archive of a former passphrase is verified, and drilled" {
  lab_secret now 'the one of today'
  lab_secret before 'the one before'
  cp -p "${LAB}/home/now" "${LAB}/now"
  cat "${LAB}/home/before" >"${LAB}/home/now"
  backs_up changed
  cat "${LAB}/now" >"${LAB}/home/now"
  local action
  for action in verify drill drill; do
    run job changed "${action}"
    assert_success
    assert_equal "$(outcome_of changed "${action}")" ok
  done
  assert_output --partial 'trying the one in'
  lab_secret before 'neither of them'
  verify_fails changed 31 "or the passphrase is not the archive's"
}

@test "more differences than the spec allows fail" {
  as_user sh -c "echo small >'${LAB}/home/data/small'; rm -f '${LAB}/home/data/new'"
  backs_up strict
  as_user sh -c "echo changed >'${LAB}/home/data/small'; echo new >'${LAB}/home/data/new'"
  verify_fails strict 65 '3 files and directories differ from the source, where 1 may'
  as_user rm "${LAB}/home/data/new"
}

@test "a file that is not as it was backed up, although its time is, fails" {
  as_user touch -d '2026-01-06 03:05' "${LAB}/home/data/small"
  backs_up compared
  as_user sh -c "echo CHANGED >'${LAB}/home/data/small'; touch -d '2026-01-06 03:05' '${LAB}/home/data/small'"
  verify_fails compared 65 'Data for file small is different' '1 file(s) are not as they were backed up'
}

@test "as the next step of a backup it has an outcome of its own" {
  backs_up chained
  assert_output --partial 'nothing was compared with the source'
  assert_equal "$(outcome_of chained verify)" ok
}

@test "prune comes after it, and each decides for itself whether a warning is good enough" {
  as_user mkdir "${LAB}/home/data/closed"
  as_user chmod 0 "${LAB}/home/data/closed"
  run job chained backup
  as_user chmod 700 "${LAB}/home/data/closed"
  as_user rmdir "${LAB}/home/data/closed"
  assert_success
  assert_output --partial 'backup warned'
  assert_output --partial 'verify ok'
  refute_output --partial 'prune'
  backs_up chained
  assert_output --regexp 'backup ok.*verify ok.*prune ok'
}

@test "a duplicity that reads nothing and exits 0 has not verified anything" {
  printf '#!/bin/sh\nexit 0\n' >"${LAB}/bin/duplicity"
  chmod 755 "${LAB}/bin/duplicity"
  verify_fails chained 65 'did not say that it had read any file'
}
