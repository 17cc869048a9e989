#!/usr/bin/env bats
# A source that is not what it was makes no good backup, nothing is pruned on its account, and there is a way out. Files that
# cannot be read are named.

load ../lab/lab
load ../lab/backups

setup_file() {
  lab_open
  local source
  for source in disk stick data shop half many one two bad worse; do
    as_user mkdir "${LAB}/home/${source}"
    as_user touch "${LAB}/home/${source}/file"
  done
  as_user touch "${LAB}/home/data/.here"
  for source in half many; do
    (cd "${LAB}/home/${source}" && as_user touch "${LAB}/home/${source}"/{1..39})
  done
  lab_spec <<END
version: 1
defaults:
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  backup: {}
  prune: { keep_full: 1 }
jobs:
  mounted: { source: ~/stick, guard: { mounted: ~/stick } }
  sentinel: { source: ~/data, guard: { sentinel: ["~/data/.here", "~/data/file"] } }
  hooked:
    source: ~/shop
    guard: { sentinel: ~/shop/open }
    hooks: { before: [{ shell: "touch ~/shop/open" }], finally: [{ shell: "rm ~/shop/open" }] }
  limited: { source: ~/many, guard: { max_shrink: 30% } }
  halved: { source: ~/half, prune: { after: backup, after_warned: true, keep_full: 1 } }
  several: { source: [~/one, ~/two] }
  unreadable: { source: ~/bad }
  refused: { source: ~/worse, backup: { unreadable: fail } }
hosts:
  the-server:
    scheduler: cron
    jobs: [mounted, sentinel, hooked, limited, halved, several, unreadable, refused]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

teardown() {
  ! mountpoint -q "${LAB}/home/stick" || umount "${LAB}/home/stick"
}

# refuses JOB TEXT [WORD…]: no backup is made, and TEXT is said.
refuses() {
  local before
  before=$(ls "$(archive_of "$1")" 2>/dev/null || :)
  run job "$1" backup "${@:3}"
  assert_failure 78
  assert_output --partial "$2"
  assert_equal "$(outcome_of "$1" backup)" failed
  assert_equal "$(ls "$(archive_of "$1")" 2>/dev/null || :)" "${before}"
}

@test "a source on which nothing is mounted" {
  refuses mounted "nothing is mounted on ${LAB}/home/stick"
  run job mounted check
  assert_failure 78
  assert_output --partial 'nothing is mounted'
  mount -t tmpfs -o "uid=$(id -u "${LAB_USER}")" none "${LAB}/home/stick"
  as_user touch "${LAB}/home/stick/file"
  backs_up mounted
  run job mounted check
  assert_success
  umount "${LAB}/home/stick"
  refuses mounted 'nothing is mounted' --full
}

@test "a sentinel that is missing" {
  backs_up sentinel
  rm "${LAB}/home/data/.here"
  refuses sentinel "the sentinel ${LAB}/home/data/.here is missing"
  refuses sentinel 'is missing' --accept-shrink
  as_user touch "${LAB}/home/data/.here"
  backs_up sentinel
}

@test "a sentinel that a hook provides" {
  backs_up hooked
  refute [ -e "${LAB}/home/shop/open" ]
}

@test "a source that has lost more than the spec allows is refused, until that is accepted" {
  backs_up limited
  rm "${LAB}/home/many"/{1..12}
  backs_up limited
  rm "${LAB}/home/many"/{13..22}
  refuses limited 'the source has 19 files and directories, and had 29: more than 30 % are gone'
  # What was refused is no measure.
  refuses limited 'and had 29'
  run job limited backup --accept-shrink --dry-run
  assert_success
  refuses limited 'and had 29'
  backs_up limited --accept-shrink
  backs_up limited
}

@test "a source that has lost more than half makes backups warned and prune wait, until that is accepted" {
  run job halved backup
  assert_success
  mv "${LAB}/home/half" "${LAB}/kept"
  as_user cp -r "${LAB}/kept" "${LAB}/home/half"
  rm "${LAB}/home/half"/{1..30}
  local words
  for words in backup 'backup --full'; do
    # shellcheck disable=SC2086 # words, indeed
    run job halved ${words}
    assert_success
    assert_output --partial 'the source has 11 files, and had 41 before'
    assert_output --partial 'prune skipped'
    assert_equal "$(outcome_of halved backup)" warned
  done
  assert_equal "$(fulls_in "$(archive_of halved)")" 2
  run job halved backup --accept-shrink
  assert_success
  assert_equal "$(outcome_of halved backup)" ok
  assert_equal "$(outcome_of halved prune)" ok
  assert_equal "$(fulls_in "$(archive_of halved)")" 1
  backs_up halved
}

@test "one of several sources that has become empty is refused, until that is accepted" {
  backs_up several
  rm "${LAB}/home/two/file"
  refuses several "nothing is left of the source ${LAB}/home/two, which was not empty"
  refuses several 'nothing is left' --full
  backs_up several --accept-shrink
  backs_up several
  # What is empty for good is no cause for alarm; what was filled again is.
  as_user touch "${LAB}/home/two/file"
  backs_up several
  rm "${LAB}/home/two/file"
  refuses several 'nothing is left'
}

@test "files that cannot be read are named, and make a backup warned" {
  as_user touch "${LAB}/home/bad/"{a,b,c,d}
  chmod 000 "${LAB}/home/bad/"{a,b,c,d}
  run job unreadable backup
  assert_success
  assert_equal "$(outcome_of unreadable backup)" warned
  assert_output --partial "warning: 4 file(s) could not be read and are not in the backup: ${LAB}/home/bad/a, ${LAB}/home/bad/b, ${LAB}/home/bad/c and others"
  rm -f "${LAB}/home/bad/"{b,c,d}
  run job unreadable backup
  assert_output --partial "1 file(s) could not be read and are not in the backup: ${LAB}/home/bad/a"
  refute_output --partial 'and others'
  chmod 000 "${LAB}/home/bad"
  refuses unreadable "the source ${LAB}/home/bad cannot be read"
}

@test "files that cannot be read make a backup fail where the spec says so, and nothing is pruned" {
  backs_up refused
  backs_up refused --full
  as_user touch "${LAB}/home/worse/secret"
  chmod 000 "${LAB}/home/worse/secret"
  run job refused backup
  assert_failure 65
  assert_output --partial "${LAB}/home/worse/secret"
  assert_equal "$(outcome_of refused backup)" failed
  run job refused prune
  assert_output --partial 'the last backup did not end well'
  assert_equal "$(fulls_in "$(archive_of refused)")" 2
  chmod 600 "${LAB}/home/worse/secret"
  backs_up refused
}
