#!/usr/bin/env bats
# status for a person, for a program and for a monitoring plugin, after every outcome, in every shell.

load ../lab/lab
load ../lab/shells

setup_file() {
  lab_open
  shells_make
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk" "${LAB}/home/room"
  as_user sh -c "head -c 3000 /dev/urandom >'${LAB}/home/data/file'"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  backup: { schedule: "5 13 * * 2" }
  prune: { schedule: "5 4 1 * *", keep_full: 2 }
  max_age: 8d
  conditions: { free: { path: ~/room, at_least: 1K } }
jobs: { chain: {}, dash: {}, bash: {}, busybox: {}, mksh: {}, yash: {}, ksh93: {}, zsh: {} }
hosts:
  the-server:
    scheduler: cron
    jobs: [chain, dash, bash, busybox, mksh, yash, ksh93, zsh]
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

# of JOB EXPRESSION: a Python expression over what "status --json" says (s) and the file itself (f).
of() {
  job "$1" status --json >"${LAB}/printed.json"
  [[ -e $(state_of "$1")/status.json ]] || echo '{"actions":{}}' >"${LAB}/empty.json"
  local file
  file=$(state_of "$1")/status.json
  [[ -e ${file} ]] || file=${LAB}/empty.json
  python3 -c '
import json, sys
s, f = (json.load(open(name)) for name in sys.argv[1:3])
print(eval(sys.argv[3]))' "${LAB}/printed.json" "${file}" "$2"
}

# age_record JOB SECONDS: what is on record happened that much earlier.
age_record() {
  python3 - "$(state_of "$1")/status.json" "$2" <<'END'
import re, sys
name, seconds = sys.argv[1], int(sys.argv[2])
text = open(name).read()
text = re.sub(r'"((?:last_)?(?:started|ok|newest_full))":(\d+)', lambda m: f'"{m[1]}":{int(m[2]) - seconds}', text)
open(name, "w").write(text)
END
}

@test "what is on record of a full, of incrementals after it, and of another full" {
  run job chain backup
  assert_success
  run of chain '"next_run_at" in f["actions"]["backup"], f["actions"]["backup"]["fulls"], f["actions"]["backup"]["incrementals"]'
  assert_output '(True, 1, 0)'
  local i
  for i in 1 2; do
    sleep 1.1
    as_user sh -c "echo ${i} >>'${LAB}/home/data/file'"
    run job chain backup
    assert_success
  done
  run of chain '[f["actions"]["backup"][key] for key in ("outcome", "exit_code", "duplicity_exit", "fulls", "incrementals", "errors", "files", "last_ok_files")]'
  assert_output "['ok', 0, 0, 1, 2, 0, 2, 2]"
  # Times are duplicity's own, and the two ways to write them say the same.
  run of chain '(lambda b, d: [b["source_bytes"] > 3000, b["sent_bytes"] > 0,
    abs(b["newest_full"] - b["started"]) < 60,
    all(int(d.datetime.strptime(b[key + "_at"], "%Y-%m-%dT%H:%M:%S%z").timestamp()) == b[key] for key in ("started", "last_ok", "newest_full", "next_run"))
  ])(f["actions"]["backup"], __import__("datetime"))'
  assert_output '[True, True, True, True]'
  sleep 1.1
  run job chain backup --full
  assert_success
  run of chain 'f["actions"]["backup"]["fulls"], f["actions"]["backup"]["incrementals"]'
  assert_output '(2, 0)'
  local manifest
  manifest=$(find "$(state_of chain)/archive/chain" -name 'duplicity-full.*.manifest' | sort | tail -n 1)
  run of chain "f['actions']['backup']['newest_full'] == __import__('calendar').timegm(__import__('time').strptime('${manifest}'.split('.')[-2], '%Y%m%dT%H%M%SZ'))"
  assert_output True
  # The last full is never one that was not finished.
  as_user touch "${manifest%duplicity-full*}duplicity-full.29991231T000000Z.manifest.part"
  run job chain status
  assert_line --regexp 'newest full: [0-9]+ s ago \(20.*, incrementals since: 0'
  rm "${manifest%duplicity-full*}duplicity-full.29991231T000000Z.manifest.part"
}

@test "the next run is when the schedule says, by the host's clock" {
  run of chain '(lambda d, now, due: [due.weekday(), due.hour, due.minute, due.second, 0 < (due - now).total_seconds() <= 7 * 86400])(
    __import__("datetime"), *(__import__("datetime").datetime.fromtimestamp(t) for t in (s["now"], s["actions"]["backup"]["next_run"])))'
  assert_output '[1, 13, 5, 0, True]'
  run of chain '(lambda due: [due.tm_mday, due.tm_hour, due.tm_min])(__import__("time").localtime(s["actions"]["prune"]["next_run"]))'
  assert_output '[1, 4, 5]'
  run of chain 's["actions"]["prune"]["outcome"]'
  assert_output None
}

# skips_backup JOB
skips_backup() {
  mv "${LAB}/home/room" "${LAB}/home/away"
  run job "$1" backup
  mv "${LAB}/home/away" "${LAB}/home/room"
  assert_output --partial 'skipped: '
}

@test "a backup that is skipped says nothing of the one before" {
  skips_backup chain
  assert_success
  run of chain '[f["actions"]["backup"][key] for key in ("outcome", "last_unskipped")]'
  assert_output "['skipped', 'ok']"
  run job chain prune
  assert_success
  assert_output --partial 'full backups kept: 2'
  run job chain status --max-age 8d
  assert_success
  mv "${LAB}/home/data" "${LAB}/home/elsewhere"
  run job chain backup
  mv "${LAB}/home/elsewhere" "${LAB}/home/data"
  assert_failure 78
  local i
  for i in 1 2; do
    skips_backup chain
    assert_success
    run job chain status --max-age 8d
    assert_failure 1
    assert_output --partial 'WARNING: chain: backup failed and was skipped since; last good backup'
  done
  run job chain status
  assert_line --regexp '^ +before that: failed'
  run job chain prune
  assert_success
  assert_output --partial 'skipped: the last backup did not end well'
  run job chain backup
  assert_success
  run of chain '"last_unskipped" in f["actions"]["backup"]'
  assert_output False
  run job chain status --max-age 8d
  assert_success
}

# every_outcome SHELL: status is JSON, and says so, after each.
every_outcome() {
  local job=$1 source=${LAB}/home/data
  run of "${job}" 's["actions"]["backup"]["outcome"], s["overdue"], s["locked"], s["max_age"]'
  assert_output "(None, True, None, 691200)"
  run job "${job}" status
  assert_line --partial 'OVERDUE: no good backup on record'
  assert_line --regexp '^ +backup +never run'
  run job "${job}" prune
  assert_failure 75
  run of "${job}" 's["actions"]["prune"]["outcome"], s["actions"]["prune"]["exit_code"]'
  assert_output "('skipped', 75)"
  chmod 644 "${LAB}/home/.duplicity.secret"
  run job "${job}" backup
  chmod 600 "${LAB}/home/.duplicity.secret"
  assert_failure 77
  run of "${job}" 's["actions"]["backup"]["outcome"], s["actions"]["backup"]["exit_code"], "duplicity_exit" in s["actions"]["backup"], s["overdue"]'
  assert_output "('failed', 77, False, True)"
  run job "${job}" backup
  assert_success
  run of "${job}" 's["actions"]["backup"]["outcome"], s["actions"]["backup"]["running"], s["overdue"], s["actions"]["backup"]["incrementals"]'
  assert_output "('ok', False, False, 0)"
  run job "${job}" status --max-age 8d
  assert_success
  assert_output --regexp "^OK: ${job}: last good backup [0-9]+ s ago \(20[^)]*\) \| age=[0-9]+s;;691200;0$"
  exec {hold}>>"$(state_of "${job}")/lock"
  flock "${hold}"
  run job "${job}" scheduled backup
  assert_failure 75
  flock -u "${hold}"
  exec {hold}>&-
  run of "${job}" 's["locked"]["action"], s["locked"]["started"] <= s["now"], s["actions"]["backup"]["outcome"]'
  assert_output "('backup', True, 'ok')"
  run job "${job}" status
  assert_line --regexp 'newest start that found the job locked: 20'
  refute_output --partial OVERDUE
  refute_output --partial MISSED

  age_record "${job}" 777600
  run job "${job}" status
  assert_line --regexp 'OVERDUE: last good backup 9 days ago'
  assert_line --regexp '^ +backup +ok +9 days ago \(20.*\), took [0-9]+ s, exit code 0'
  assert_line --regexp 'MISSED: a run was due [0-9]+ (days|hours|minutes) ago'
  assert_line --regexp 'next: in [0-9]+ (days|hours|minutes|s) \(20'
  run job "${job}" status --max-age 8d
  assert_failure 2
  assert_output --partial 'last good backup 9 days ago'
  # What stays from run to run does so over a run that failed.
  mv "${source}" "${source}.away"
  run job "${job}" backup
  mv "${source}.away" "${source}"
  assert_failure 78
  run of "${job}" 's["actions"]["backup"]["outcome"], s["now"] - s["actions"]["backup"]["last_ok"] > 777000, s["actions"]["backup"]["last_ok_files"]'
  assert_output "('failed', True, 2)"
  skips_backup "${job}"
  assert_failure 75
  run job "${job}" status --max-age 1Y
  assert_failure 1
}

@test "every outcome, in dash" {
  every_outcome dash
}

@test "every outcome, in bash" {
  every_outcome bash
}

@test "every outcome, in busybox ash" {
  every_outcome busybox
}

@test "every outcome, in mksh" {
  every_outcome mksh
}

@test "every outcome, in yash" {
  every_outcome yash
}

@test "every outcome, in ksh93" {
  every_outcome ksh93
}

@test "every outcome, in zsh" {
  every_outcome zsh
}

@test "to a plugin, whatever keeps it from looking is unknown" {
  run su -s /bin/sh nobody -c "'${LAB}/host/jobs/dash.sh' status --max-age 8d"
  assert_failure 3
}
