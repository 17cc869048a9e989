#!/usr/bin/env bats
# templates/job/lock.sh by itself, in every shell: the lock is the kernel's and goes with its last holder.

load ../lab/lab
load ../lab/shells

setup_file() {
  lab_open
  shells_make
  # Where flock(1) is missing.
  mkdir "${LAB}/without-flock"
  # (mksh has no printf of its own, and yash looks for its own commands in the PATH first.)
  ln -s /usr/bin/python3 /usr/bin/sleep /usr/bin/printf /usr/bin/[ "${LAB}/without-flock/"
  cat >"${LAB}/harness.sh" <<END
state_dir=\$1 action=\$2 patience_s=\$3 started_at=2026-01-06T03:05:00Z
die() {
  printf '%s\n' "\$2"
  exit "\$1"
}
. '${repo}/templates/job/lock.sh'
take_lock "\${patience_s}"
shift 3
"\$@"
END
}

teardown_file() {
  lab_close
}

setup() {
  STATE=$(mktemp -d "${LAB}/state.XXXXXX")
}

# in_shell SHELL PATH ACTION PATIENCE COMMAND…: takes the lock in SHELL, and runs COMMAND while it is held.
in_shell() {
  local shell=$1 path=$2
  shift 2
  PATH=${path} "${LAB}/shells/${shell}/sh" "${LAB}/harness.sh" "${STATE}" "$@"
}

# hold SHELL PATH [ACTION]: the lock is held by a script, process ${holder}, and by its ${child}, which outlives it.
hold() {
  cat >"${LAB}/child.sh" <<'END'
{ exec sleep 30 8>&8 9>&9; } &
child=$!
printf '%s\n' "$$ ${child}" >"${state_dir}/processes"
wait
END
  in_shell "$1" "$2" "${3:-backup}" 0 . "${LAB}/child.sh" >"${STATE}/output" 2>&1 3>&- &
  wait_until 5 test -s "${STATE}/processes"
  read -r holder child <"${STATE}/processes"
}

@test "a second action is told who holds the lock" {
  local shell path
  for shell in "${shells[@]}"; do
    for path in "${PATH}" "${LAB}/without-flock"; do
      STATE=$(mktemp -d "${LAB}/state.XXXXXX")
      hold "${shell}" "${path}"
      run in_shell "${shell}" "${path}" prune 0 true
      assert_failure 75
      assert_output --partial "process ${holder}"
      kill -KILL "${holder}" "${child}"
    done
  done
}

@test "the lock outlives the script with its child, and goes with the child" {
  local shell path
  for shell in "${shells[@]}"; do
    for path in "${PATH}" "${LAB}/without-flock"; do
      STATE=$(mktemp -d "${LAB}/state.XXXXXX")
      hold "${shell}" "${path}"
      kill -KILL "${holder}"
      run in_shell "${shell}" "${path}" backup 0 true
      assert_failure 75
      kill -KILL "${child}"
      wait_until 5 flock --nonblock "${STATE}/lock" true
      run in_shell "${shell}" "${path}" backup 0 true
      assert_success
    done
  done
}

@test "a second start of the same action does not wait" {
  hold dash "${PATH}" prune
  SECONDS=0
  run in_shell dash "${PATH}" prune 20 true
  assert_failure 75
  assert [ "${SECONDS}" -lt 5 ]
  kill -KILL "${holder}" "${child}"
}
