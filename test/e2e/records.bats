#!/usr/bin/env bats
# What status, log and lock say while a run lasts, after it was killed, and when somebody spoilt the record.

load ../lab/lab
load ../lab/held
load ../lab/shells

setup_file() {
  lab_open
  shells_make
  as_user mkdir -p "${LAB}/home/data" "${LAB}/home/disk"
  as_user touch "${LAB}/home/data/file"
  held_start busy killed orphaned "${shells[@]}"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  backup: {}
  prune: { keep_full: 1 }
jobs: { busy: {}, killed: {}, orphaned: {}, dash: {}, bash: {}, busybox: {}, mksh: {}, yash: {}, ksh93: {}, zsh: {} }
hosts:
  the-server:
    scheduler: cron
    jobs: [busy, killed, orphaned, dash, bash, busybox, mksh, yash, ksh93, zsh]
$(lab_host)
END
  lab_compile
  local shell
  for shell in "${shells[@]}"; do
    shells_use "${shell}" "${LAB}/host/jobs/${shell}.sh"
  done
}

teardown_file() {
  lab_close
}

teardown() {
  rm -f "${LAB}/held"
}

# script_of JOB: the process of its script.
script_of() {
  pgrep -o -U "${LAB_USER}" -f "jobs/$1.sh"
}

# started_at JOB: when its last backup was started, as its record has it.
started_at() {
  sed -n 's/.*"backup":{.*"started_at":"\([^"]*\)".*/\1/p' "$(state_of "$1")/status.json"
}

# spoilt_by JOB TEXT: with TEXT as its status.json, every action says clearly how it is, and the next backup mends it.
spoilt_by() {
  local file words
  file=$(state_of "$1")/status.json
  for words in 'status:0' 'status --json:0' 'status --max-age 1Y:2' 'prune:75' 'backup:0'; do
    printf '%s' "$2" >"${file}"
    # shellcheck disable=SC2086 # words, indeed
    run job "$1" ${words%:*}
    assert_equal "$1 ${words%:*}:${status}" "$1 ${words}"
    [[ ${words} != *json* ]] || python3 -m json.tool <<<"${output}" >/dev/null
    refute_output --regexp '(illegal|bad|invalid|integer|number|arithmetic|syntax|unexpected|out of range|/sh: |\.sh: )'
  done
  assert_equal "$(outcome_of "$1" backup)" ok
}

@test "who comes second is told which processes run, what they do and since when" {
  run job busy backup
  assert_success
  held_backup busy
  local script since
  script=$(script_of busy)
  since=$(started_at busy)
  sleep 1.1
  run job busy backup
  assert_failure 75
  assert_output --regexp "process ${script} \(backup of busy, since ${since/+/\\+}\), process [0-9]+ \(duplicity of busy's backup, since ${since/+/\\+}\)"
  [[ ${output} =~ process\ ([0-9]+)\ \(duplicity ]]
  local engine=${BASH_REMATCH[1]}
  run tr '\0' ' ' <"/proc/${engine}/cmdline"
  assert_output --partial ' duplicity incremental --name=busy '
  kill -KILL "${script}"
  wait "${run_pid}" || :
  run job busy backup
  assert_failure 75
  refute_output --partial "process ${script} "
  assert_output --partial "process ${engine} (duplicity of busy's backup, since ${since})"
  rm "${LAB}/held"
  wait_until 5 duplicity_is_gone
}

@test "starts that find the job locked leave the log of the run alone, and share one of their own" {
  held_backup busy
  local log i
  log=$(find "$(state_of busy)/log" -name '*-backup.log' | sort | tail -n 1)
  for i in {1..90}; do
    run job busy scheduled backup
    assert_equal "${i}: ${status}" "${i}: 75"
  done
  assert_output --partial 'another run of this job holds the lock'
  held_release
  run tail -n 1 "${log}"
  assert_output --partial 'busy: backup ok after'
  run find "$(state_of busy)/log" -name '*locked*' -printf '%f\n'
  assert_output locked.log
}

@test "a run that lasts is running, and one that was killed is interrupted" {
  run job killed backup
  assert_success
  held_backup killed
  run job killed status
  assert_success
  assert_line --regexp '^ +backup +running '
  run job killed status --max-age 1h
  assert_success
  assert_output --partial 'OK: killed'
  kill_all_of "${LAB_USER}"
  wait "${run_pid}" || :
  wait_until 5 user_is_idle
  run job killed status
  assert_success
  assert_line --regexp '^ +backup +interrupted '
  run job killed status --max-age 1h
  assert_failure 1
  assert_output --partial 'WARNING: killed: backup interrupted'
}

@test "a process that got the number of a killed one is not taken for it" {
  held_backup killed
  kill_all_of "${LAB_USER}"
  wait "${run_pid}" || :
  rm "${LAB}/held"
  as_user sleep 60 3>&- &
  sleep 0.3
  local stranger
  stranger=$(pgrep -U "${LAB_USER}" -f '^sleep 60')
  sed -i "s/^[0-9]*/${stranger}/" "$(state_of killed)/holder"
  run job killed status
  kill "${stranger}"
  assert_line --regexp '^ +backup +interrupted '
}

# lock_is_free JOB
lock_is_free() {
  flock --nonblock "$(state_of "$1")/lock" true
}

@test "nothing but duplicity holds the lock on when the script is killed, at whatever moment" {
  run job orphaned backup
  assert_success
  held_backup orphaned
  run find "/proc/$(pgrep -P "$(script_of orphaned)" -x tee)/fd" -lname '*lock'
  assert_output ''
  held_release
  local i
  for i in {1..40}; do
    job orphaned backup >/dev/null 2>&1 3>&- &
    run_pid=$!
    sleep "0.0$((RANDOM % 10))"
    pkill -KILL -o -U "${LAB_USER}" -f jobs/orphaned.sh || :
    wait "${run_pid}" || :
    wait_until 5 duplicity_is_gone
    wait_until 2 lock_is_free orphaned
  done
  run job orphaned backup
  assert_success
}

@test "a record that is no longer one" {
  local shell text
  for shell in "${shells[@]}"; do
    run job "${shell}" backup
    assert_success
    # Nothing, no line of ours, half a line, no number, one too large to count with, one that is no octal.
    for text in '' 'garbage "backup":{' $'{"job":"x","actions":{\n"backup":{"outcome":"ok"' \
      $'{"job":"x","actions":{\n"backup":{"outcome":"ok",\n' \
      $'{"actions":{\n"backup":{"outcome":"ok","last_ok":12x,"last_ok_at":"never"}\n}}\n' \
      $'{"actions":{\n"backup":{"outcome":"ok","last_ok":99999999999999999999999,"last_ok_at":"never"}\n}}\n' \
      $'{"actions":{\n"backup":{"outcome":"ok","last_ok":0899,"last_ok_at":"never"}\n}}\n'; do
      spoilt_by "${shell}" "${text}"
    done
  done
}

@test "a directory in the place of the record" {
  run job killed backup
  assert_success
  local file
  file=$(state_of killed)/status.json
  mv "${file}" "${LAB}/"
  as_user mkdir "${file}"
  local words
  for words in backup prune; do
    run job killed "${words}"
    assert_failure 78
    assert_output --partial "${file} is a directory; remove it"
  done
  run job killed status --max-age 1h
  assert_failure 2
  assert_output --partial 'no good backup on record'
  rmdir "${file}"
  mv "${LAB}/status.json" "${file}"
}

@test "a scheduled backup that ended well leaves nothing that the next run needs a process to delete" {
  run job busy scheduled backup
  assert_success
  run compgen -G "$(state_of busy)/tmp/*"
  assert_output ''
}
