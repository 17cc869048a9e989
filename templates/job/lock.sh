# --- One run at a time ---------------------------------------------------------------------------------------------

# The locks are the kernel's, on descriptors that every process of the run inherits: descriptor 9 for the job, 8 for the
# action. They go with the last of these processes, whatever ended them: there is never a stale lock to delete.
# (ksh and mksh keep descriptors from children, hence 9>&9 wherever a child shall hold one too.)

# try_lock DESCRIPTOR
try_lock() {
  if command -v flock >/dev/null 2>&1; then
    flock -n "$1" 8>&8 9>&9
  else
    python3 -c 'import fcntl, sys; fcntl.flock(int(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)' "$1" 8>&8 9>&9 2>/dev/null
  fi
}

# take_lock SECONDS: the job's lock, waiting up to SECONDS for another action of the job to end. Who may wait takes the
# action's lock first, so that nobody waits for a run of the same action.
take_lock() {
  # (Not ":", whose failing redirection would end the shell without a word: XCU 2.8.1.)
  { true >>"${state_dir}/${action}.lock" && true >>"${state_dir}/lock"; } 2>/dev/null \
    || die 78 "cannot write in ${state_dir}" 'is the disk full, or does the directory belong to somebody else?'
  exec 8>>"${state_dir}/${action}.lock" 9>>"${state_dir}/lock"
  [ "${action}" = backup ] || try_lock 8 || locked
  waited=0
  until try_lock 9; do
    if [ "${waited}" -ge "$1" ]; then
      locked
    fi
    sleep 2
    waited=$((waited + 2))
  done
  holding=1
  # The limit of a run counts from here.
  [ "${waited}" -eq 0 ] || read_clock
  printf '%s\n' "$$ ${started_at} ${action}" >"${state_dir}/holder"
}

# find_holders: sets holders to a text that names the processes of the run. The script may be gone while duplicity still
# runs, under its limit.
find_holders() {
  holders=
  if [ -f "${state_dir}/holder" ]; then
    while read -r pid since what; do
      if kill -0 "${pid}" 2>/dev/null; then
        holders="${holders:+${holders}, }process ${pid} (${what}, since ${since})"
      fi
    done <"${state_dir}/holder"
  fi
}

# locked: ends this start. Its log is one for all such starts, or they would push the logs of real runs out.
locked() {
  find_holders
  step=${action}
  log="${state_dir}/log/locked.log"
  { printf '%s\n' "${job}: ${started_at}" >"${log}"; } 2>/dev/null || log=
  outcome=locked
  die 75 "another run of this job holds the lock: ${holders:-not known which}" \
    'let it end by itself, or end it with kill; the lock goes with it'
}
