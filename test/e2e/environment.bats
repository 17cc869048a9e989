#!/usr/bin/env bats
# Whatever the environment and the open files of who starts a job, duplicity gets the same, in seven shells.

load ../lab/lab
load ../lab/recorder
load ../lab/shells

# A job's name that makes the path of a socket below its state directory too long (unix(7): 107 bytes).
long=$(printf 'long%.0s' {1..16})

setup_file() {
  lab_open
  install -d -m 555 "${LAB}/closed"
  install -d -o "${LAB_USER}" -g "${LAB_USER}" "${LAB}/state"
  as_user mkdir -p "${LAB}/home/data"
  as_user sh -c "echo precious >'${LAB}/home/data/file'"
  shells_make
  recorder_start
  local shell
  for shell in "${shells[@]}"; do
    # The recorder makes no archive, and one that vanishes is refused.
    as_user mkdir -p "${LAB}/home/disk/the-server/${shell}"
    as_user touch "${LAB}/home/disk/the-server/${shell}/duplicity-stands-in"
  done
  lab_spec <<END
version: 1
defaults:
  source: ${LAB}/home/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: "${LAB}/home/.duplicity.secret" } }
  backup: { timeout: 30s }
jobs: { dash: {}, bash: {}, busybox: {}, mksh: {}, yash: {}, ksh93: {}, zsh: {}, hanging: {}, ${long}: {} }
hosts:
  the-server:
    scheduler: cron
    jobs: [dash, bash, busybox, mksh, yash, ksh93, zsh]
$(lab_host)
  without-recorder:
    user: ${LAB_USER}
    home: ${LAB}/closed
    state_dir: ${LAB}/state/of/the/jobs
    scheduler: cron
    jobs: [hanging, ${long}]
END
  lab_compile
  for shell in "${shells[@]}"; do
    shells_use "${shell}" "${LAB}/host/jobs/${shell}.sh"
    job "${shell}" backup
    rm "${LAB}/records"/*.json
    job "${shell}" backup
    recorded >"${LAB}/${shell}.expected"
  done
}

teardown_file() {
  lab_close
}

setup() {
  rm -f "${LAB}/records"/*
}

# recorded: prints how duplicity was called by the backup that was just made, and forgets it. (Shells keep in "_" what
# they run, some with its process, and count themselves in SHLVL.)
recorded() {
  sed '/^  "\(_\|SHLVL\)": /d' "${LAB}/records"/*.json
  rm "${LAB}/records"/*.json
}

# same_from SHELL [NAME=VALUE…]: a backup that is started with these variables calls duplicity as one with none does, by
# hand and by a scheduler.
same_from() {
  local shell=$1 complaint='readonly|read.only|not found|bad substitution|invalid|error'
  shift
  run as_user "$@" "${LAB}/host/jobs/${shell}.sh" scheduled backup
  assert_success
  refute_output --regexp "${complaint}"
  run diff "${LAB}/${shell}.expected" <(recorded)
  assert_output ''
  run as_user "$@" "${LAB}/host/jobs/${shell}.sh" backup
  assert_success
  assert_output --partial "${shell}: backup ok"
  refute_output --regexp "${complaint}"
  run diff "${LAB}/${shell}.expected" <(recorded)
  assert_output ''
}

@test "duplicity's environment is what the script sets, and nothing else" {
  local shell
  for shell in "${shells[@]}"; do
    run job "${shell}" backup
    assert_success
    run python3 -c '
import json, sys
for name, value in sorted(json.load(open(sys.argv[1]))["environment"].items()):
    # What shells add.
    if name not in ("_", "PWD", "OLDPWD", "SHLVL"):
        print(name, "" if name == "PASSPHRASE" else value, sep="=")' "${LAB}/records"/*.json
    assert_output "GNUPGHOME=$(state_of "${shell}")/gnupg
HOME=${LAB}/home
LC_CTYPE=C.UTF-8
LOGNAME=${LAB_USER}
PASSPHRASE=
PATH=${LAB}/bin:$(sed -n "s/^safe_path='\(.*\)'/\1/p" "${LAB}/host/jobs/${shell}.sh")
TMPDIR=$(state_of "${shell}")/tmp
USER=${LAB_USER}"
    rm "${LAB}/records"/*.json
  done
}

@test "what cron and systemd hand on is dropped without starting anew, and nothing else is" {
  local usual
  # crontab(5); systemd.exec(5)
  usual=(HOME=/nonexistent LANG=tr_TR.UTF-8 LOGNAME=nobody PATH=/usr/bin:/bin SHELL=/bin/false USER=nobody)
  usual+=(INVOCATION_ID=0 JOURNAL_STREAM=1:2 SYSTEMD_EXEC_PID=3 TRIGGER_UNIT=x.timer)
  local shell
  for shell in "${shells[@]}"; do
    same_from "${shell}" "${usual[@]}"
    same_from "${shell}" "${usual[@]}" LD_BIND_NOW=1
  done
  run as_user "${usual[@]}" strace -qq -e trace=execve -o "${LAB}/home/trace" \
    "${LAB}/host/jobs/dash.sh" scheduled backup
  assert_success
  run grep -c execve "${LAB}/home/trace"
  assert_output 1
}

@test "variables that change how programs run" {
  local shell
  for shell in "${shells[@]}"; do
    same_from "${shell}" HOME=/nonexistent PATH=/nonexistent TMPDIR=/nonexistent GNUPGHOME=/nonexistent \
      PASSPHRASE=wrong SIGN_PASSPHRASE=wrong RSYNC_PASSWORD=wrong FTP_PASSWORD=wrong RSYNC_CONNECT_PROG=false \
      PYTHONPATH=/nonexistent PYTHONOPTIMIZE=2 LC_ALL=tr_TR.UTF-8 LANGUAGE=de TZ=Asia/Kathmandu CDPATH=/etc PWD=/etc OLDPWD=/etc \
      POSIXLY_CORRECT=1 SHLVL=7 http_proxy=http://127.0.0.1:1
  done
}

@test "an odd umask" {
  # shellcheck disable=SC2016 # for the inner shell to expand
  same_from dash sh -c 'umask 0 && exec "$@"' -
}

@test "files that shells read when they start" {
  echo 'echo error: startup file was read; export STARTED=1' >"${LAB}/startup"
  chmod 644 "${LAB}/startup"
  local shell
  for shell in "${shells[@]}"; do
    same_from "${shell}" BASH_ENV="${LAB}/startup" ENV="${LAB}/startup" ZDOTDIR="${LAB}"
  done
}

@test "variables of the shell itself" {
  local shell
  for shell in "${shells[@]}"; do
    # shellcheck disable=SC2016 # for a shell that traces to expand
    same_from "${shell}" IFS=':/ae' OPTIND=5 UID=0 EUID=0 PPID=1 LINENO=7 PS4='$(echo error)' RANDOM=7 SECONDS=7 FPATH=/etc GROUPS=0 \
      SHELLOPTS=errexit:nounset:noclobber:noglob:allexport BASHOPTS=nullglob:dotglob
  done
}

@test "functions that bash hands on" {
  local name functions=()
  for name in unset trap command rm ls date duplicity; do
    functions+=("BASH_FUNC_${name}%%=() { echo error; }")
  done
  same_from bash "${functions[@]}"
}

@test "variables by the names that the script uses" {
  local shell names
  for shell in "${shells[@]}"; do
    # Every assignment at the start of a line of the script, and some of its functions' variables.
    mapfile -t names < <(sed -n 's/^ *\([a-z][a-z_]*\)=.*/\1/p' "${LAB}/host/jobs/${shell}.sh" | sort -u)
    assert [ "${#names[@]}" -gt 60 ]
    same_from "${shell}" "${names[@]/%/=of somebody else}"
  done
}

@test "values of several lines that look like more variables" {
  local shell value
  value=$'a\njob=x\nexport state_dir=x\ndeclare -x user=x\ntypeset -x home=\'x\'\nUID=x\nreadonly target_url=x\n`echo error`\n$(echo error)\n*\n'
  for shell in "${shells[@]}"; do
    same_from "${shell}" SEVERAL="${value}" "several words=${value}" "1=${value}"
  done
}

@test "a shell that is told to trace shows no passphrase" {
  run as_user SHELLOPTS=xtrace:verbose "${LAB}/host/jobs/bash.sh" backup
  assert_success
  # The tracing does happen, until the script turns it off.
  assert_output --partial '+ '
  refute_output --partial "it's a"
  refute_output --partial 'HOME phrase'
}

@test "nothing that the script starts can ask at the terminal" {
  mv "${LAB}/bin/duplicity" "${LAB}/recorder"
  printf '#!/bin/sh\nif (: </dev/tty) 2>/dev/null; then echo "duplicity could ask"; fi\n' >"${LAB}/bin/duplicity"
  chmod 755 "${LAB}/bin/duplicity"
  run as_user script -qec "(: </dev/tty) && '${LAB}/host/jobs/dash.sh' backup" /dev/null
  mv -f "${LAB}/recorder" "${LAB}/bin/duplicity"
  assert_success
  refute_output --partial 'could ask'
}

@test "standard input, output and error closed, in all combinations" {
  local shell closed
  for shell in "${shells[@]}"; do
    for closed in '' '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
      rm -f "$(state_of "${shell}")/status.json"
      run as_user sh -c "exec '${LAB}/host/jobs/${shell}.sh' backup ${closed}"
      assert_equal "${shell} ${closed}: ${status}" "${shell} ${closed}: 0"
      if [[ ${closed} == *'2>&-'* ]]; then
        assert_output ''
      else
        assert_output --partial 'backup ok'
      fi
      run grep -o '"outcome":"[a-z]*"' "$(state_of "${shell}")/status.json"
      assert_output '"outcome":"ok"'
      run grep '"input"' "${LAB}/records"/*.json
      assert_output --partial '"/dev/null"'
      rm "${LAB}/records"/*.json
    done
  done
}

# works JOB: duplicity and gpg themselves, with a HOME in which nothing can be made; no daemon stays behind.
works() {
  local script=${LAB}/out/without-recorder/jobs/$1.sh restored
  run as_user "${script}" backup
  assert_success
  restored=$(new_directory)
  run as_user "${script}" restore "${restored}"
  assert_success
  assert_equal "$(cat "${restored}/file")" precious
  # (What its parent did not wait for is gone when init looks.)
  wait_until 10 user_is_idle
}

@test "a gpg-agent that cannot run, as the path of its socket is too long" {
  works "${long}"
}

@test "a gpg-agent that never answers" {
  local directory=${LAB}/state/of/the/jobs/hanging/gnupg
  as_user mkdir -p "${directory}"
  # (A path from the root might be too long.)
  setsid python3 -c '
import os, socket, sys, time
os.chdir(sys.argv[1])
silent = socket.socket(socket.AF_UNIX)
silent.bind("S.gpg-agent")
os.chmod("S.gpg-agent", 0o666)
silent.listen()
time.sleep(600)' "${directory}" 3>&- &
  echo "$!" >"${LAB}/agent.pid"
  wait_until 10 test -S "${directory}/S.gpg-agent"
  works hanging
}
