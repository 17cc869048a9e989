#!/usr/bin/env bats
# templates/job/lock*.sh by themselves, in every shell: the locks are the kernel's and go with their last holder.

load ../lab/lab
load ../lab/shells

setup_file() {
  lab_open
  shells_make
  # Where flock(1) is missing.
  mkdir "${LAB}/without-flock"
  # (mksh has no printf of its own, and yash looks for its own commands in the PATH first.)
  ln -s /usr/bin/python3 /usr/bin/sleep /usr/bin/printf /usr/bin/mkdir /usr/bin/[ "${LAB}/without-flock/"
  cat >"${LAB}/harness.sh" <<END
kind=\$1 state_dir=\$2 action=\$3 scheduled=\$4
shift 4
job=\${state_dir##*/} recorded_actions='backup prune' started_at=2026-01-06T03:05:00Z
log= step=\${action} holding= interrupted= engine_pid= ending= shared_lock=uplink lock_wait_s=
say() {
  printf '%s\n' "\$1" >&3
}
die() {
  say "\$2"
  exit "\$1"
}
leave() {
  say "left: \${step} \${log##*/}"
  exit "\$1"
}
read_clock() {
  started_at=2026-01-06T04:05:00Z
}
. '${repo}/templates/job/engine.sh'
. '${repo}/templates/job/lock.sh'
. "${repo}/templates/job/lock-\${kind}.sh"
$(sed -n '/^is_own_action()/,/^}/p' "${repo}/templates/job/step.sh")
trap 'on_signal 15' TERM
exec 3>&1 7>/dev/null 8>/dev/null 9>/dev/null
take_locks
"\$@"
END
  cat >"${LAB}/child.sh" <<'END'
{ exec sleep 30 3>&- 7>&7 8>&8 9>&9; } &
child=$!
printf '%s\n' "$$ ${child}" >"${state_dir}/processes"
wait
END
}

teardown_file() {
  lab_close
}

setup() {
  new_state
}

teardown() {
  pkill -KILL -f "${LAB}/harness.sh" || :
}

# new_state: STATE is the directory of a job, OTHER that of a second one beside it.
new_state() {
  local parent
  parent=$(mktemp -d "${LAB}/state.XXXXXX")
  STATE=${parent}/first
  OTHER=${parent}/second
  mkdir -p "${STATE}/log" "${OTHER}/log"
}

# in_shell SHELL PATH own|spec STATE ACTION [1] COMMAND…: takes the locks in SHELL, as a scheduled start if it says 1, and
# runs COMMAND while they are held; in place of the (sub)shell that calls it.
in_shell() {
  local shell=$1 path=$2
  shift 2
  PATH=${path} exec "${LAB}/shells/${shell}/sh" "${LAB}/harness.sh" "$@"
}

# hold SHELL PATH own|spec [ACTION]: the locks are held by a script, process ${holder}, and by its ${child}, which outlives
# it.
hold() {
  in_shell "$1" "$2" "$3" "${STATE}" "${4:-backup}" '' . "${LAB}/child.sh" >"${STATE}/output" 2>&1 3>&- &
  wait_until 5 test -s "${STATE}/processes"
  read -r holder child <"${STATE}/processes"
}

# wait_for_lock STATE ACTION: a scheduled start, process ${waiting}, which has to wait.
wait_for_lock() {
  in_shell "${shell:-dash}" "${PATH}" spec "$1" "$2" 1 true >"$1/waiting" 2>&1 3>&- &
  waiting=$!
  wait_until 5 grep -q waiting "$1/waiting"
}

@test "a second action is told who holds the lock" {
  local shell path
  for shell in "${shells[@]}"; do
    for path in "${PATH}" "${LAB}/without-flock"; do
      new_state
      hold "${shell}" "${path}" own
      run in_shell "${shell}" "${path}" own "${STATE}" prune '' true
      assert_failure 75
      assert_output --partial "process ${holder} (backup of first"
      kill -KILL "${holder}" "${child}"
    done
  done
}

@test "the lock outlives the script with its child, and goes with the child" {
  local shell path
  for shell in "${shells[@]}"; do
    for path in "${PATH}" "${LAB}/without-flock"; do
      new_state
      hold "${shell}" "${path}" own
      kill -KILL "${holder}"
      run in_shell "${shell}" "${path}" own "${STATE}" backup '' true
      assert_failure 75
      kill -KILL "${child}"
      wait_until 5 flock --nonblock "${STATE}/lock" true
      run in_shell "${shell}" "${path}" own "${STATE}" backup '' true
      assert_success
    done
  done
}

@test "a shared lock keeps another job out, outlives the script with its child, and goes with the child" {
  local shell path
  for shell in "${shells[@]}"; do
    for path in "${PATH}" "${LAB}/without-flock"; do
      new_state
      hold "${shell}" "${path}" spec
      run in_shell "${shell}" "${path}" spec "${OTHER}" backup '' true
      assert_failure 75
      assert_output --partial "another job holds the lock \"uplink\": process ${holder} (backup of first"
      kill -KILL "${holder}"
      run in_shell "${shell}" "${path}" spec "${OTHER}" backup '' true
      assert_failure 75
      kill -KILL "${child}"
      wait_until 5 flock --nonblock "${STATE%/*}/uplink.lock/lock" true
      run in_shell "${shell}" "${path}" spec "${OTHER}" backup '' true
      assert_success
    done
  done
}

@test "a restore does not wait for a shared lock" {
  hold dash "${PATH}" spec
  run in_shell dash "${PATH}" spec "${OTHER}" restore '' true
  assert_success
}

@test "a second start of the same action does not wait, and is told who does" {
  local kind
  for kind in own spec; do
    new_state
    hold dash "${PATH}" "${kind}" backup
    local action=prune
    in_shell dash "${PATH}" "${kind}" "${STATE}" "${action}" 1 true >"${STATE}/waiting" 2>&1 3>&- &
    wait_until 5 grep -q waiting "${STATE}/waiting"
    SECONDS=0
    run in_shell dash "${PATH}" "${kind}" "${STATE}" "${action}" 1 true
    assert_failure 75
    assert_output --partial "process $! (prune of first"
    assert [ "${SECONDS}" -lt 5 ]
    kill -KILL "${holder}" "${child}"
  done
}

@test "two starts of a backup that may wait: the second does not" {
  hold dash "${PATH}" spec
  wait_for_lock "${OTHER}" backup
  run in_shell dash "${PATH}" spec "${OTHER}" backup 1 true
  assert_failure 75
  assert_output --partial "process ${waiting} (backup of second"
}

@test "who waits gets the lock once it is free" {
  hold dash "${PATH}" spec
  wait_for_lock "${OTHER}" backup
  kill -KILL "${holder}" "${child}"
  wait "${waiting}"
  run cat "${OTHER}/holder"
  assert_output "${waiting} 2026-01-06T04:05:00Z backup of second"
}

@test "a signal ends the wait at once" {
  local shell
  for shell in "${shells[@]}"; do
    new_state
    hold "${shell}" "${PATH}" spec
    wait_for_lock "${OTHER}" backup
    SECONDS=0
    kill -TERM "${waiting}"
    local code=0
    wait "${waiting}" || code=$?
    assert_equal "${code}" 143
    assert [ "${SECONDS}" -lt 2 ]
    run cat "${OTHER}/waiting"
    assert_line 'left: backup locked.log'
    kill -KILL "${holder}" "${child}"
  done
}
