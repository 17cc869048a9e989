#!/usr/bin/env bats
# Hooks: which run when, what they are given, what their failure means, and that "finally" is never forgotten.

load ../lab/lab
load ../lab/backups

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user sh -c "echo one >'${LAB}/home/data/file'"
  # note WORD: one line for each hook that ran. A file FAIL.WORD says with which code it ends, HANG.WORD that it does not.
  cat >"${LAB}/note" <<END
#!/bin/sh
printf '%s\n' "\$1 \${HOLDFAST_ACTION} \${HOLDFAST_OUTCOME-undecided} \${HOLDFAST_EXIT_CODE-none}" >>'${LAB}/home/notes'
echo "said by \$1"
if [ -e "${LAB}/HANG.\$1" ]; then
  sleep 600
fi
if [ -e "${LAB}/FAIL.\$1" ]; then
  read -r code <"${LAB}/FAIL.\$1"
  exit "\${code}"
fi
END
  chmod 755 "${LAB}/note"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret } }
  backup: { schedule: daily 13:05, full_if_older_than: 1M }
jobs:
  every:
    hooks:
      before: [{ run: ["${LAB}/note", before-1] }, { run: ["${LAB}/note", before-2], timeout: 1s }]
      after: [{ run: ["${LAB}/note", after-1] }, { run: ["${LAB}/note", after-2] }]
      on_success: [{ run: ["${LAB}/note", on_success] }]
      on_failure: [{ run: ["${LAB}/note", on_failure] }]
      finally: [{ run: ["${LAB}/note", finally-1], timeout: 2s }, { run: ["${LAB}/note", finally-2] }]
  chained:
    prune: { after: backup, keep_full: 2 }
    hooks:
      before: [{ run: ["${LAB}/note", backup-before], actions: [backup] }, { run: ["${LAB}/note", prune-before], actions: [prune] }]
      finally: [{ run: ["${LAB}/note", both-finally] }]
  words:
    hooks:
      before:
        - run: [/usr/bin/printf, "%s\n", "it's", "\$HOME", "a b", "*", "", "two\nlines", "-n", "ü"]
        - shell: |
            env | sort >"\${HOME}/environment"
            if read -r line; then exit 9; fi
            echo "sh says \$0"
            sleep 600 >/dev/null 2>&1 &
        - shell: |
            false
            echo 'not stopped'
hosts:
  the-server:
    scheduler: cron
    jobs: [every, chained, words]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

setup() {
  rm -f "${LAB}/home/notes" "${LAB}"/FAIL.* "${LAB}"/HANG.*
}

# noted LINE…: exactly these hooks have run since it was last asked.
noted() {
  run cat "${LAB}/home/notes"
  rm -f "${LAB}/home/notes"
  assert_output "$(printf '%s\n' "$@")"
}

# fails WORD CODE
fails() {
  echo "$2" >"${LAB}/FAIL.$1"
}

log_of() {
  # shellcheck disable=SC2012 # their names are times
  ls "$(state_of "$1")/log"/*"-$2.log" | tail -n 1
}

# ends_as OUTCOME CODE: what the last backup of "every" came to.
ends_as() {
  assert_equal "$(outcome_of every backup)" "$1"
  assert_equal "${status}" "$2"
}

@test "a good run: each in its turn, with the outcome once it is decided" {
  run job every backup
  ends_as ok 0
  noted 'before-1 backup undecided none' 'before-2 backup undecided none' 'after-1 backup ok 0' 'after-2 backup ok 0' \
    'on_success backup ok 0' 'finally-1 backup ok 0' 'finally-2 backup ok 0'
}

@test "what a hook prints is in the log, and seen by whoever watches; a scheduled run stays silent" {
  run job every backup
  assert_line 'said by before-1'
  assert_line 'said by finally-2'
  run job every scheduled backup
  assert_success
  assert_output ''
  run cat "$(log_of every backup)"
  assert_line 'said by before-1'
  assert_line 'said by finally-2'
}

@test "a failing before hook ends the run before duplicity, and finally runs" {
  fails before-1 3
  run job every backup
  ends_as failed 70
  assert_output --partial 'error: hooks.before[0] failed with exit code 3'
  refute_output --partial 'Source'
  noted 'before-1 backup undecided none' 'on_failure backup failed 70' 'finally-1 backup failed 70' 'finally-2 backup failed 70'
}

@test "a before hook that exits with 75 skips the run; without a good backup that is young, 75" {
  fails before-2 75
  run job every backup
  ends_as skipped 0
  assert_output --partial 'skipped: hooks.before[1] says so'
  noted 'before-1 backup undecided none' 'before-2 backup undecided none' 'finally-1 backup skipped 0' 'finally-2 backup skipped 0'
  local state
  state=$(state_of every)
  cp -p "${state}/status.json" "${LAB}/status.json"
  as_user sh -c "printf '' >'${state}/status.json'"
  run job every backup
  ends_as skipped 75
  cp -p "${LAB}/status.json" "${state}/status.json"
}

@test "a failing after, on_success or finally hook makes a good run failed, and keeps none from running" {
  local hook
  for hook in after-1 finally-1; do
    rm -f "${LAB}"/FAIL.* "${LAB}/home/notes"
    fails "${hook}" 4
    run job every backup
    ends_as failed 70
    assert_output --regexp "error: hooks.(after|finally)\[0\] failed with exit code 4"
    run grep -c '^finally-2 backup failed 70$' "${LAB}/home/notes"
    assert_output 1
  done
  rm -f "${LAB}"/FAIL.* "${LAB}/home/notes"
  fails on_success 4
  run job every backup
  ends_as failed 70
  noted 'before-1 backup undecided none' 'before-2 backup undecided none' 'after-1 backup ok 0' 'after-2 backup ok 0' \
    'on_success backup ok 0' 'on_failure backup failed 70' 'finally-1 backup failed 70' 'finally-2 backup failed 70'
}

@test "duplicity fails: its code stays, and a failing on_failure hook changes nothing" {
  fails on_failure 5
  mv "${LAB}/home/.duplicity.secret" "${LAB}/home/.away"
  run job every backup
  mv "${LAB}/home/.away" "${LAB}/home/.duplicity.secret"
  ends_as failed 77
  assert_output --partial 'error: hooks.on_failure[0] failed with exit code 5'
  noted 'before-1 backup undecided none' 'before-2 backup undecided none' 'after-1 backup failed 77' 'after-2 backup failed 77' \
    'on_failure backup failed 77' 'finally-1 backup failed 77' 'finally-2 backup failed 77'
}

@test "a hook that takes too long is ended, and named" {
  : >"${LAB}/HANG.before-2"
  run job every backup
  ends_as failed 70
  assert_output --partial 'hooks.before[1] was not done within 1 s, and ended'
  wait_until 5 user_is_idle
}

@test "SIGTERM during a before hook: interrupted, and finally runs" {
  : >"${LAB}/HANG.before-1"
  job every backup >"${LAB}/output" 2>&1 3>&- &
  local run_pid=$!
  wait_until 10 grep -q before-1 "${LAB}/home/notes"
  kill -TERM "$(pgrep -o -U "${LAB_USER}" -f jobs/every.sh)"
  status=0
  wait "${run_pid}" || status=$?
  ends_as interrupted 143
  noted 'before-1 backup undecided none' 'on_failure backup interrupted 143' 'finally-1 backup interrupted 143' \
    'finally-2 backup interrupted 143'
}

@test "SIGTERM while finally runs ends that hook alone" {
  : >"${LAB}/HANG.finally-1"
  job every backup >"${LAB}/output" 2>&1 3>&- &
  local run_pid=$!
  wait_until 20 grep -q finally-1 "${LAB}/home/notes"
  kill -TERM "$(pgrep -o -U "${LAB_USER}" -f jobs/every.sh)"
  status=0
  wait "${run_pid}" || status=$?
  ends_as failed 70
  run cat "${LAB}/home/notes"
  assert_line 'finally-2 backup failed 70'
}

@test "SIGKILL after before began: the next run of any action runs finally first, once" {
  : >"${LAB}/HANG.before-1"
  job every backup >"${LAB}/output" 2>&1 3>&- &
  local run_pid=$!
  wait_until 10 grep -q before-1 "${LAB}/home/notes"
  kill_all_of "${LAB_USER}"
  wait "${run_pid}" || :
  rm "${LAB}/HANG.before-1"
  noted 'before-1 backup undecided none'
  run job every backup --dry-run
  assert_success
  refute [ -e "${LAB}/home/notes" ]
  run job every backup
  ends_as ok 0
  run head -n 3 "${LAB}/home/notes"
  assert_output 'finally-1 backup interrupted none
finally-2 backup interrupted none
before-1 backup undecided none'
  rm "${LAB}/home/notes"
  run job every backup
  run head -n 1 "${LAB}/home/notes"
  assert_output 'before-1 backup undecided none'
}

@test "a finally hook that fails when made up for is a warning, and the backup is made" {
  : >"${LAB}/HANG.before-1"
  job every backup >"${LAB}/output" 2>&1 3>&- &
  local run_pid=$!
  wait_until 10 grep -q before-1 "${LAB}/home/notes"
  kill_all_of "${LAB_USER}"
  wait "${run_pid}" || :
  rm "${LAB}/HANG.before-1" "${LAB}/home/notes"
  # The hook fails once.
  printf '%s\n' '#!/bin/sh' "[ \"\$1\" != finally-1 ] || [ -e '${LAB}/home/failed-once' ] || { >'${LAB}/home/failed-once'; exit 6; }" >"${LAB}/once"
  cp "${LAB}/note" "${LAB}/note.kept"
  cat "${LAB}/once" >"${LAB}/note"
  run job every backup
  cat "${LAB}/note.kept" >"${LAB}/note"
  ends_as warned 0
  assert_output --partial 'warning: hooks.finally[0] failed with exit code 6'
}

@test "a dry run says what would run; restore, list and check run none" {
  run job every backup --dry-run
  assert_success
  assert_output --partial 'would run hooks.before[0]'
  assert_output --partial 'would run hooks.finally[1]'
  run job every list
  assert_success
  run job every restore "$(new_directory)"
  assert_success
  run job every check
  refute [ -e "${LAB}/home/notes" ]
}

@test "locked: no hook runs" {
  : >"${LAB}/HANG.before-1"
  job every backup >"${LAB}/output" 2>&1 3>&- &
  local run_pid=$!
  wait_until 10 grep -q before-1 "${LAB}/home/notes"
  run job every backup
  assert_failure 75
  noted 'before-1 backup undecided none'
  kill_all_of "${LAB_USER}"
  wait "${run_pid}" || :
}

@test "each step of a run has its own hooks" {
  run job chained backup
  assert_success
  noted 'backup-before backup undecided none' 'both-finally backup ok 0' 'prune-before prune undecided none' 'both-finally prune ok 0'
}

@test "words arrive as they are written, the environment is the documented one, and shell code stops at what fails" {
  run job words backup
  assert_failure 70
  assert_line "it's"
  assert_line "\$HOME"
  assert_line 'a b'
  assert_line '*'
  assert_line 'two'
  assert_line 'lines'
  assert_line 'ü'
  assert_line 'sh says hooks.before[1]'
  assert_output --partial 'error: hooks.before[2] failed with exit code 1'
  refute_output --partial 'not stopped'
  run sed -e 's/=.*//' "${LAB}/home/environment"
  assert_output 'HOLDFAST_ACTION
HOLDFAST_HOST
HOLDFAST_JOB
HOLDFAST_LOG
HOME
LANG
LOGNAME
PATH
PWD
USER'
  # What a hook leaves running ends with it.
  wait_until 5 user_is_idle
}
