#!/usr/bin/env bats
# What is on record, for node_exporter's textfile collector: valid to promtool, and read by the parser that Prometheus
# offers.

load ../lab/lab
load ../lab/backups
load ../lab/shells

setup_file() {
  PROMTOOL=$(sh "${BATS_TEST_DIRNAME}/../lab/promtool.sh")
  export PROMTOOL
  lab_open
  shells_make
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk" "${LAB}/home/own" "${LAB}/home/room"
  as_user sh -c "echo precious >'${LAB}/home/data/file'"
  mkdir "${LAB}/text files"
  chown "${LAB_USER}:" "${LAB}/text files"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  backup: { schedule: daily 13:05 }
  prune: { keep_full: 2 }
jobs:
  own: { metrics: { textfile: ~/own }, conditions: { free: { path: ~/room, at_least: 1K } } }
  astray: { metrics: { textfile: "${LAB}/missing" } }
  dash: {}
  bash: {}
  busybox: {}
  mksh: {}
  yash: {}
  ksh93: {}
  zsh: {}
hosts:
  the-server:
    scheduler: cron
    metrics: { textfile: "${LAB}/text files" }
    jobs: [own, astray, dash, bash, busybox, mksh, yash, ksh93, zsh]
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

# assert_valid FILE: to promtool, which also finds fault with names and texts.
assert_valid() {
  run "${PROMTOOL}" check metrics <"$1"
  assert_success
  assert_output ''
}

# metric FILE EXPRESSION: over a dictionary m from names, actions and outcomes to values.
metric() {
  /usr/bin/python3 - "$1" "$2" <<'END'
import sys
from prometheus_client.parser import text_string_to_metric_families
m = {}
text = open(sys.argv[1], encoding="utf-8").read()
assert text.endswith("\n")
names = [family.name for family in text_string_to_metric_families(text)]
assert len(names) == len(set(names))
for family in text_string_to_metric_families(text):
    assert family.type == "gauge" and family.documentation, family
    for sample in family.samples:
        assert sample.labels["host"] == "the-server"
        key = sample.name.removeprefix("holdfast_"), *(sample.labels[k] for k in ("action", "outcome") if k in sample.labels)
        assert key not in m
        m[key] = sample.value
print(eval(sys.argv[2]))
END
}

# writes_in SHELL
writes_in() {
  local file="${LAB}/text files/holdfast_the-server_$1.prom"
  backs_up "$1"
  assert_valid "${file}"
  run metric "${file}" '[m[("last_run_outcome", "backup", o)] for o in ("ok", "failed", "warned", "skipped", "timed-out", "interrupted")]'
  assert_output '[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]'
  run metric "${file}" '[m[("last_run_exit_code", "backup")], m[("source_files", "backup")], m[("unreadable_files", "backup")], m[("full_backups", "backup")], m[("incrementals", "backup")], m[("max_age_seconds",)]]'
  assert_output '[0.0, 2.0, 0.0, 1.0, 0.0, 172800.0]'
  run metric "${file}" "[m[(name, 'backup')] == $(job "$1" status --json | python3 -c 'import json, sys; print({k: v for k, v in json.load(sys.stdin)["actions"]["backup"].items() if k in ("started", "next_run", "last_ok", "newest_full")})')[key] for name, key in (('last_run_timestamp_seconds', 'started'), ('next_run_timestamp_seconds', 'next_run'), ('last_ok_timestamp_seconds', 'last_ok'), ('newest_full_timestamp_seconds', 'newest_full'))]"
  assert_output '[True, True, True, True]'
  run stat -c '%a %U' "${file}"
  assert_output "644 ${LAB_USER}"
  mv "${LAB}/home/data" "${LAB}/home/away"
  run job "$1" backup
  mv "${LAB}/home/away" "${LAB}/home/data"
  assert_failure 78
  run metric "${file}" '[m[("last_run_outcome", "backup", o)] for o in ("ok", "failed")], m[("last_run_exit_code", "backup")]'
  assert_output '([0.0, 1.0], 78.0)'
  run job "$1" prune
  assert_success
  run metric "${file}" 'm[("last_run_outcome", "prune", "skipped")], m[("last_run_exit_code", "prune")], m[("last_run_outcome", "backup", "failed")]'
  assert_output '(1.0, 0.0, 1.0)'
  assert_valid "${file}"
  run find "${LAB}/text files" -name '*.new'
  assert_output ''
  # What a job keeps to itself stays so.
  run stat -c '%a' "$(state_of "$1")/status.json"
  assert_output 600
}

@test "dash" {
  writes_in dash
}

@test "bash" {
  writes_in bash
}

@test "busybox ash" {
  writes_in busybox
}

@test "mksh" {
  writes_in mksh
}

@test "yash" {
  writes_in yash
}

@test "ksh93" {
  writes_in ksh93
}

@test "zsh" {
  writes_in zsh
}

@test "a job's own directory comes before its host's" {
  backs_up own
  run ls "${LAB}/home/own"
  assert_output holdfast_the-server_own.prom
  run job own check
  assert_success
  assert_line 'own: ok: metrics directory'
}

@test "a run that is skipped hides no failure before it" {
  local outcomes='[o for o in ("ok", "failed", "skipped") if m[("last_run_outcome", "backup", o)]]' path
  for path in data room; do
    mv "${LAB}/home/${path}" "${LAB}/home/away"
    run job own backup
    mv "${LAB}/home/away" "${LAB}/home/${path}"
  done
  assert_output --partial 'backup skipped'
  run metric "${LAB}/home/own/holdfast_the-server_own.prom" "${outcomes}"
  assert_output "['failed', 'skipped']"
  backs_up own
  run metric "${LAB}/home/own/holdfast_the-server_own.prom" "${outcomes}"
  assert_output "['ok']"
}

@test "what another user left in the place of the new file is not written through" {
  echo mine >"${LAB}/of-others"
  chown "${LAB_USER}:" "${LAB}/of-others"
  as_user ln -s "${LAB}/of-others" "${LAB}/home/own/holdfast_the-server_own.new"
  rm "${LAB}/home/own/holdfast_the-server_own.prom"
  job own backup
  run cat "${LAB}/of-others"
  assert_output mine
  assert_valid "${LAB}/home/own/holdfast_the-server_own.prom"
  run find "${LAB}/home/own" -type l
  assert_output ''
}

@test "a directory that is missing is named in the log, and stops nothing" {
  run job astray backup
  assert_success
  assert_line "astray: metrics: cannot write ${LAB}/missing/holdfast_the-server_astray.prom"
  run job astray check
  assert_failure 78
  assert_output --partial "${LAB}/missing is not a directory that ${LAB_USER} can write"
}

@test "a dry run, and a start that finds the job locked, leave the figures as they are" {
  backs_up own
  local before hold
  before=$(cat "${LAB}/home/own/holdfast_the-server_own.prom")
  run job own backup --dry-run
  assert_success
  exec {hold}>>"$(state_of own)/lock"
  flock "${hold}"
  run job own backup
  assert_failure 75
  exec {hold}>&-
  assert_equal "$(cat "${LAB}/home/own/holdfast_the-server_own.prom")" "${before}"
}

@test "the alert of the documentation comes for every job without a good backup that is young enough" {
  {
    printf 'groups:\n- name: backups\n  rules:\n'
    sed -n '/^- alert: /,/^$/{ /^[- ]/s/^/  /p; }' "${BATS_TEST_DIRNAME}/../../docs/notifications.md"
  } >"${LAB}/rules.yaml"
  cat >"${LAB}/rules-test.yaml" <<END
rule_files: [rules.yaml]
evaluation_interval: 1m
tests:
- interval: 1m
  input_series:
  - { series: 'holdfast_max_age_seconds{backup_job="young",host="h"}', values: 7200x60 }
  - { series: 'holdfast_last_ok_timestamp_seconds{backup_job="young",host="h",action="backup"}', values: 0x60 }
  - { series: 'holdfast_max_age_seconds{backup_job="old",host="h"}', values: 1800x60 }
  - { series: 'holdfast_last_ok_timestamp_seconds{backup_job="old",host="h",action="backup"}', values: 0x60 }
  - { series: 'holdfast_last_ok_timestamp_seconds{backup_job="old",host="h",action="prune"}', values: 3600x60 }
  - { series: 'holdfast_max_age_seconds{backup_job="only-skipped",host="h"}', values: 7200x60 }
  - { series: 'holdfast_max_age_seconds{backup_job="of-the-future",host="h"}', values: 7200x60 }
  - { series: 'holdfast_last_ok_timestamp_seconds{backup_job="of-the-future",host="h",action="backup"}', values: 99999x60 }
  alert_rule_test:
  - eval_time: 1h
    alertname: BackupOverdue
    exp_alerts:
    - exp_labels: { backup_job: old, host: h }
    - exp_labels: { backup_job: only-skipped, host: h }
    - exp_labels: { backup_job: of-the-future, host: h }
END
  run "${PROMTOOL}" test rules "${LAB}/rules-test.yaml"
  assert_success
}
