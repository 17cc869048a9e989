#!/usr/bin/env bats
# templates/job/status.sh by itself, and what report.sh makes of it, in every shell: each action has one line, and nobody
# touches another's.

load ../lab/lab
load ../lab/shells

setup_file() {
  lab_open
  shells_make
  cat >"${LAB}/harness.sh" <<END
state_dir=\$1 max_age_s= job=important host=the-server newline='
'
. '${repo}/templates/job/status.sh'
. '${repo}/templates/job/report.sh'
. '${repo}/templates/job/lock.sh'
load_status
shift
"\$@"
END
  cat >"${LAB}/three-records.sh" <<'END'
step=backup
record '"outcome":"interrupted","started":1'
step=prune
record '"outcome":"ok","started":2,"last_ok":2,"last_ok_at":"1970-01-01T00:00:02Z"'
step=backup
record '"outcome":"ok","started":3,"last_ok":3,"last_ok_at":"1970-01-01T00:00:03Z"'
END
  cat >"${LAB}/recall.sh" <<'END'
for name in backup prune verify; do
  recall "${name}"
  printf '%s\n' "${name} ${last_outcome:-none} ${last_ok:-never} ${last_ok_at:-never} ${last_duration:-untimed}"
done
END
  cat >"${LAB}/kept.json" <<'END'
{"actions":{
"backup":{"outcome":"ok","octal":05,"last_ok":5,"last_octal":05,"last_text":"a"b","last_escape":"a\b","last_ok_at":"1970-01-01T00:00:05Z","last_none":,"last_word":x,"last_good":0},
"prune":{"outcome":"ok","last_ok"
}}
END
  cat >"${LAB}/kept.sh" <<'END'
printf '%s' "${status_lines}"
find_record backup
take_kept
printf '%s\n' "${kept}"
keep ok 7
keep good
keep new '"word"'
printf '%s\n' "${kept}"
END
  cat >"${LAB}/ends-meanwhile.sh" <<'END'
step=backup
record '"outcome":"interrupted","started":1'
action=backup
recall backup
(record '"outcome":"ok","started":1')
outcome_now
printf '%s\n' "${outcome}"
END
}

teardown_file() {
  lab_close
}

# in_shell SHELL STATE FILE: the FILE's commands, in SHELL.
in_shell() {
  "${LAB}/shells/$1/sh" "${LAB}/harness.sh" "$2" . "$3"
}

@test "records replace their own line, and the file is JSON" {
  local shell state
  for shell in "${shells[@]}"; do
    state=$(mktemp -d "${LAB}/state.XXXXXX")
    run in_shell "${shell}" "${state}" "${LAB}/three-records.sh"
    assert_success
    assert_output ""
    run python3 -c '
import json, sys
status = json.load(open(sys.argv[1]))
print(status["job"], status["host"], *status["actions"])
print(status["actions"]["backup"]["started"], status["actions"]["prune"]["last_ok"])' "${state}/status.json"
    assert_output "important the-server backup prune
3 2"
  done
}

@test "what is recalled is what was recorded" {
  local shell state
  for shell in "${shells[@]}"; do
    state=$(mktemp -d "${LAB}/state.XXXXXX")
    in_shell "${shell}" "${state}" "${LAB}/three-records.sh"
    run in_shell "${shell}" "${state}" "${LAB}/recall.sh"
    assert_success
    assert_output "backup ok 3 1970-01-01T00:00:03Z untimed
prune ok 2 1970-01-01T00:00:02Z untimed
verify none never never untimed"
  done
}

@test "what is kept stays until it is kept anew or forgotten; what is no JSON does not" {
  local shell state
  for shell in "${shells[@]}"; do
    state=$(mktemp -d "${LAB}/state.XXXXXX")
    cp "${LAB}/kept.json" "${state}/status.json"
    run in_shell "${shell}" "${state}" "${LAB}/kept.sh"
    assert_success
    assert_output '"backup":{"outcome":"ok","last_ok":5,"last_ok_at":"1970-01-01T00:00:05Z","last_good":0},
,"last_ok":5,"last_ok_at":"1970-01-01T00:00:05Z","last_good":0
,"last_ok_at":"1970-01-01T00:00:05Z","last_ok":7,"last_new":"word"'
  done
}

@test "before the first run nothing is recalled" {
  local shell state
  for shell in "${shells[@]}"; do
    state=$(mktemp -d "${LAB}/state.XXXXXX")
    run in_shell "${shell}" "${state}" "${LAB}/recall.sh"
    assert_success
    assert_line "backup none never never untimed"
  done
}

@test "a run that ends while its record is read was not interrupted" {
  local shell state
  for shell in "${shells[@]}"; do
    state=$(mktemp -d "${LAB}/state.XXXXXX")
    run in_shell "${shell}" "${state}" "${LAB}/ends-meanwhile.sh"
    assert_success
    assert_output ok
  done
}
