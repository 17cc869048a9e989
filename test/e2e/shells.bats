#!/usr/bin/env bats
# The same script in seven shells: a backup, a restore, verify, drill, status, and refusals.

load ../lab/lab
load ../lab/shells

setup_file() {
  lab_open
  lab_tree "${LAB}/home/data"
  as_user mkdir "${LAB}/home/disk"
  # A hook that tells of itself, and fails when LAB/fail names it.
  printf '%s\n' '#!/bin/sh' "echo \"\${HOLDFAST_ACTION} \$* \${HOLDFAST_OUTCOME-undecided}\" >>'${LAB}/home/hooks'" \
    "if grep -q \"\$1\" '${LAB}/fail' 2>/dev/null; then exit 3; fi" >"${LAB}/hook"
  chmod 755 "${LAB}/hook"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret } }
  backup: { full_if_older_than: 1M }
  prune: { keep_full: 2, after: backup }
  hooks:
    before: [{ run: ["${LAB}/hook", before, "it's \$HOME"] }]
    on_success: [{ run: ["${LAB}/hook", on_success] }]
    on_failure: [{ run: ["${LAB}/hook", on_failure] }]
    finally: [{ shell: "${LAB}/hook finally; exit 0" }]
  verify: { compare_data: true, max_difference: 0% }
  drill: { files: 2 }
jobs: { dash: {}, bash: {}, busybox: {}, mksh: {}, yash: {}, ksh93: {}, zsh: {} }
hosts:
  the-server:
    scheduler: cron
    jobs: [dash, bash, busybox, mksh, yash, ksh93, zsh]
$(lab_host)
END
  lab_compile
  shells_make
  local shell
  for shell in "${shells[@]}"; do
    shells_use "${shell}" "${LAB}/host/jobs/${shell}.sh"
  done
}

teardown_file() {
  lab_close
}

# hooks_ran LINE…: exactly these, since it was last asked.
hooks_ran() {
  run cat "${LAB}/home/hooks"
  rm "${LAB}/home/hooks"
  assert_output "$(printf '%s\n' "$@")"
}

# works_in SHELL
works_in() {
  local restored
  rm -f "${LAB}/home/hooks"
  run job "$1" help
  assert_success
  assert_output --partial restore
  run job "$1" backup
  assert_success
  hooks_ran "backup before it's \$HOME undecided" 'backup on_success ok' 'backup finally ok' \
    "prune before it's \$HOME undecided" 'prune on_success ok' 'prune finally ok'
  echo before >"${LAB}/fail"
  run job "$1" backup
  rm "${LAB}/fail"
  assert_failure 70
  hooks_ran "backup before it's \$HOME undecided" 'backup on_failure failed' 'backup finally failed'
  run job "$1" scheduled backup
  assert_success
  assert_output ""
  echo due >"$(state_of "$1")/hooks-prune"
  run job "$1" prune
  assert_success
  run grep -c 'prune finally interrupted' "${LAB}/home/hooks"
  assert_output 1
  rm "${LAB}/home/hooks"
  assert_equal "$(outcome_of "$1" backup)" ok
  assert_equal "$(outcome_of "$1" prune)" ok
  run --separate-stderr job "$1" list
  assert_success
  assert_line --regexp 'names/per%cent #hash ;semi & amp \| pipe$'
  restored=$(new_directory)
  run job "$1" restore "${restored}"
  assert_success
  run same_tree "${LAB}/home/data" "${restored}"
  assert_success
  restored=$(new_directory)
  run job "$1" restore "${restored}" --path "names/it's"
  assert_success
  run cmp "${LAB}/home/data/names/it's" "${restored}"
  assert_success
  run job "$1" verify
  assert_success
  assert_output --partial 'compared with the source: 0 of them differ, 0% may'
  run job "$1" drill
  assert_success
  assert_output --partial 'restoring everything'
  run job "$1" drill
  assert_success
  assert_output --partial 'files restored: 0 as the source has them, 2 as their checksums'
  run job "$1" nonsense
  assert_failure 64
  chmod 644 "${LAB}/home/.duplicity.secret"
  run job "$1" backup
  chmod 600 "${LAB}/home/.duplicity.secret"
  assert_failure 77
  assert_output --partial 'chmod 600'
}

@test "dash" {
  works_in dash
}

@test "bash" {
  works_in bash
}

@test "busybox ash" {
  works_in busybox
}

@test "mksh" {
  works_in mksh
}

@test "yash" {
  works_in yash
}

@test "ksh93" {
  works_in ksh93
}

@test "zsh" {
  works_in zsh
}
