#!/usr/bin/env bats
# What ends a run in its middle, or starts a second one beside it: the next run works, and everything can be restored.

load ../lab/lab
load ../lab/rsyncd

setup_file() {
  lab_open
  rsyncd_start
  # rsync itself, slowed down as long as LAB/slow exists.
  cat >"${LAB}/bin/rsync" <<END
#!/bin/sh
if [ -e '${LAB}/slow' ]; then
  set -- --bwlimit=250 "\$@"
fi
exec /usr/bin/rsync "\$@"
END
  chmod 755 "${LAB}/bin/rsync"
  as_user mkdir "${LAB}/home/data"
  as_user sh -c "head -c 3000000 /dev/urandom >'${LAB}/home/data/random'"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  encryption: { passphrase: { file: ~/.duplicity.secret } }
  target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: { file: ~/.rsync.secret } }
  duplicity: { volsize: 1M, options: ["--num-retries=1", "--backend-retry-delay=1"] }
  backup: { schedule: daily 13:05 }
  prune: { schedule: daily 14:05, keep_full: 2 }
jobs: { cut: {}, killed: {}, orphaned: {}, terminated: {}, twice: {}, waiting: {} }
hosts:
  the-server:
    scheduler: cron
    jobs: [cut, killed, orphaned, terminated, twice, waiting]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

teardown() {
  rm -f "${LAB}/slow"
}

# ends_with CODE PROCESS: waits for a child, whose exit code must be CODE.
ends_with() {
  local code=0
  wait "$2" || code=$?
  assert_equal "${code}" "$1"
}

# begin_upload JOB: starts a slow backup in the background, and waits until its first volume is on the server.
begin_upload() {
  : >"${LAB}/slow"
  job "$1" backup >"${LAB}/$1.output" 2>&1 3>&- &
  run_pid=$!
  wait_until 20 compgen -G "${RSYNCD_DIR}/the-server/$1/*.vol1.*"
}

# script_of JOB: the process of its script.
script_of() {
  pgrep -o -U "${LAB_USER}" -f "jobs/$1.sh"
}

# completes JOB: the next backup is a good one, and what it restores is the source.
completes() {
  rm -f "${LAB}/slow"
  run job "$1" backup
  assert_success
  assert_equal "$(outcome_of "$1" backup)" ok
  local restored
  restored=$(new_directory)
  run job "$1" restore "${restored}"
  assert_success
  run same_tree "${LAB}/home/data" "${restored}"
  assert_success
}

@test "the daemon dies during the upload" {
  begin_upload cut
  rsyncd_stop
  ends_with 50 "${run_pid}"
  assert_equal "$(outcome_of cut backup)" failed
  rsyncd_resume
  completes cut
}

@test "SIGKILL to the whole run during the upload" {
  begin_upload killed
  kill_all_of "${LAB_USER}"
  ends_with 137 "${run_pid}"
  assert_equal "$(outcome_of killed backup)" interrupted
  # What it has uploaded is of a source that is no more.
  local uploaded
  uploaded=$(cd "${RSYNCD_DIR}/the-server/killed" && echo duplicity-full.*.vol1.*)
  as_user touch "${LAB}/home/data/meanwhile"
  completes killed
  refute [ -e "${RSYNCD_DIR}/the-server/killed/${uploaded}" ]
}

@test "SIGKILL to the script alone: duplicity holds the lock, and the next start says who runs" {
  begin_upload orphaned
  kill -KILL "$(script_of orphaned)"
  ends_with 137 "${run_pid}"
  run job orphaned backup
  assert_failure 75
  [[ ${output} =~ process\ ([0-9]+) ]]
  assert kill -0 "${BASH_REMATCH[1]}"
  assert_equal "$(ps -o user:32= -p "${BASH_REMATCH[1]}")" "${LAB_USER}"
  rm "${LAB}/slow"
  wait_until 60 user_is_idle
  completes orphaned
}

@test "SIGTERM to the script ends everything that it started" {
  begin_upload terminated
  kill -TERM "$(script_of terminated)"
  ends_with 143 "${run_pid}"
  wait_until 5 user_is_idle
  assert_equal "$(outcome_of terminated backup)" interrupted
  completes terminated
}

@test "of two starts at once one runs, and the other harms nothing" {
  : >"${LAB}/slow"
  local first second
  job twice backup >"${LAB}/first.output" 2>&1 3>&- &
  first=$!
  job twice backup >"${LAB}/second.output" 2>&1 3>&- &
  second=$!
  local codes=()
  local process
  for process in "${first}" "${second}"; do
    codes[process]=0
    wait "${process}" || codes[process]=$?
  done
  run sort -n < <(printf '%s\n' "${codes[@]}")
  assert_output "0
75"
  assert_equal "$(outcome_of twice backup)" ok
  completes twice
}

@test "a scheduled prune waits for the backup to end" {
  begin_upload waiting
  job waiting scheduled prune >"${LAB}/prune.output" 2>&1 3>&- &
  local prune_pid=$!
  sleep 1
  run pgrep -U "${LAB_USER}" -f 'remove-all-but'
  assert_failure
  rm "${LAB}/slow"
  ends_with 0 "${run_pid}"
  ends_with 0 "${prune_pid}"
  assert_equal "$(outcome_of waiting prune)" ok
  completes waiting
}
