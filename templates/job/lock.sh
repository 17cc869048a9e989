# --- One run at a time ---------------------------------------------------------------------------------------------

# The locks are the kernel's, on descriptors that every process of the run inherits: 9 for the job, 8 for an action that
# may wait, 7 for what jobs share. They go with the last of these processes, whatever ended them: there is never a stale
# lock to delete. (ksh and mksh keep descriptors from children, hence 9>&9 wherever a child shall hold one too.)

# try_lock DESCRIPTOR
try_lock() {
  if command -v flock >/dev/null 2>&1; then
    flock -n "$1" 7>&7 8>&8 9>&9
  else
    python3 -I -c 'import fcntl, sys; fcntl.flock(int(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)' "$1" 7>&7 8>&8 9>&9 2>/dev/null
  fi
}

# claim DESCRIPTOR FILE SECONDS WHO: takes a lock, waiting up to SECONDS for it, and puts down in the file "holder"
# beside it who has it. WHO has it otherwise, for messages.
claim() {
  waited=0
  until try_lock "$1"; do
    find_holders "${2%lock}holder"
    [ "${waited}" -gt 0 ] || use_common_log
    [ "${waited}" -lt "$3" ] || locked "$4"
    [ "${waited}" -gt 0 ] || say "$4: ${holders:-not known which}; waiting for up to $3 s"
    pause 2
    waited=$((waited + 2))
  done
  log=
  # The limit of a run counts from here.
  [ "${waited}" -eq 0 ] || read_clock
  holding="${holding} ${2%lock}holder"
  # (Emptied first: what is written while a file is emptied goes to the disk at once, at the cost of a process; ext4(5),
  # auto_da_alloc.)
  { true >"${2%lock}holder" && printf '%s\n' "$$ ${started_at} ${action} of ${job}" >>"${2%lock}holder"; } 2>/dev/null
}

# open_locks: their files are never removed, or two could each lock one of the same name.
open_locks() {
  # (Not ":", whose failing redirection would end the shell without a word: XCU 2.8.1.)
  { true >>"${state_dir}/${action}.lock" && true >>"${state_dir}/lock"; } 2>/dev/null \
    || die 78 "cannot write in ${state_dir}" 'is the disk full, or does the directory belong to somebody else?'
  exec 8>>"${state_dir}/${action}.lock" 9>>"${state_dir}/lock"
}

# find_holders FILE: sets holders to a text that names the processes that have a lock. The script may be gone while
# duplicity still runs, under its limit.
find_holders() {
  holders=
  if [ -f "$1" ]; then
    while read -r pid since what; do
      if kill -0 "${pid}" 2>/dev/null; then
        holders="${holders:+${holders}, }process ${pid} (${what}, since ${since})"
      fi
    done <"$1"
  fi
}

# use_common_log: starts that wait, or end here, have one log for all of them, or they would push the logs of real runs
# out.
use_common_log() {
  log="${state_dir}/log/locked.log"
  { printf '%s\n' "${job}: ${started_at}" >"${log}"; } 2>/dev/null || log=
}

# locked WHO: ends this start.
locked() {
  outcome=locked
  die 75 "$1: ${holders:-not known which}" 'let it end by itself, or end it with kill; the lock goes with it'
}
