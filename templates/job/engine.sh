# --- duplicity, under a limit --------------------------------------------------------------------------------------

# bounded SECONDS COMMAND...: runs COMMAND in a session of its own: it cannot prompt, one signal reaches all its
# children, and after SECONDS it is told to end, a minute later killed. Its standard input is ${input}, if that is set, or nothing.
# Where output goes is said by ${output}:
#   log     to the log
#   live    to the log and to whoever watches
#   capture standard output to ${captured}, the rest to the log
#   pass    nowhere else: the caller's standard output and standard error
# Unless it is passed on, what duplicity and rsync say on standard error waits in a file of its own for their end: files of the
# source are named in duplicity's warnings and notices, on standard output (0.8.22, measured; 3 by its source), so that no name,
# nor what follows a line end in one, passes for an error there. A line is in it from the start: what is said once the disk is
# full may find room behind it. Its name begins with a dot, so that the next run has no process for deleting it.
bounded() {
  seconds=$1
  shift
  if command -v setsid >/dev/null 2>&1 && command -v timeout >/dev/null 2>&1; then
    set -- setsid timeout -k 60 "${seconds}" "$@"
  else
    set -- python3 -I -c '
import os, signal, subprocess, sys
os.setsid()
child = subprocess.Popen(sys.argv[2:], close_fds=False)
def end(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(0, signal.SIGKILL))
    signal.alarm(60)
    os.killpg(0, signal.SIGTERM)
signal.signal(signal.SIGALRM, end)
signal.signal(signal.SIGTERM, end)
signal.alarm(int(sys.argv[1]))
code = child.wait()
sys.exit(128 - code if code < 0 else code)' "${seconds}" "$@"
  fi
  fresh=
  errors=
  case ${engine_name} in
    duplicity | rsync) { printf '\n' >"${temp_dir}/.errors"; } 2>/dev/null && [ "${output}" != pass ] && errors="${temp_dir}/.errors" ;;
    *) ;;
  esac
  tee_pid=
  # A signal that comes between a start and the line that tells its number must not end the script alone.
  engine_pid=unknown
  case ${output} in
    capture) with_locks "$@" >"${captured}" 2>>"${log}" & ;;
    pass) with_locks "$@" & ;;
    live)
      pipe="${temp_dir}/pipe"
      [ -p "${pipe}" ] || mkfifo -- "${pipe}" || die 78 "cannot make ${pipe}"
      # It must not hold the locks, not even while it waits for the pipe's other end.
      {
        trap '' INT TERM HUP
        exec 7>&- 8>&- 9>&-
        [ ! -t 3 ] || tee -a -- "${log}" <"${pipe}" 2>/dev/null | visible >&3
        [ -t 3 ] || exec tee -a -- "${log}" <"${pipe}" >&3 2>/dev/null
      } &
      tee_pid=$!
      with_locks "$@" >"${pipe}" 2>&1 &
      ;;
    *) with_locks "$@" >>"${log}" 2>&1 & ;;
  esac
  engine_pid=$!
  input=
  for file in ${holding}; do
    printf '%s\n' "${engine_pid} ${started_at} ${engine_name} of ${job}'s ${step}" >>"${file}"
  done
  if [ -n "${interrupted}" ] && [ -z "${ending}" ]; then
    stop_engine
  fi
  # A trap ends wait before its time; the process is gone only when kill says so.
  while :; do
    wait "${engine_pid}"
    engine_code=$?
    kill -0 "${engine_pid}" 2>/dev/null || break
  done
  # An orphaned connect program would hold the log's pipe open for ever.
  kill -KILL "-${engine_pid}" 2>/dev/null
  engine_pid=
  [ -z "${tee_pid}" ] || wait "${tee_pid}"
  [ -z "${errors}" ] || tell_errors
  [ -z "${interrupted}" ] || [ -n "${ending}" ] || leave "${interrupted}"
  if [ "${engine_code}" -ne 0 ] && [ "${output}${quiet}" = capture ]; then
    tail -n 5 -- "${log}" >&3
  fi
  return "${engine_code}"
}

# tell_errors: what the command said on standard error goes to the log, and to whoever watches.
tell_errors() {
  { read -r line && read -r line; } <"${errors}" || [ -n "${line}" ] || return 0
  tail -n +2 -- "${errors}" >>"${log}"
  [ "${output}" != live ] || tail -n +2 -- "${errors}" | visible >&3
}

# with_locks COMMAND...: becomes COMMAND, which holds the locks, too. Secrets are for duplicity, and for the rsync that it
# starts, alone. (duplicity cleans up in TMPDIR when it ends before it has read --tempdir; 0.8.22, measured.)
with_locks() {
  export LC_CTYPE TMPDIR="${temp_dir}"
  [ "${engine_name}" != duplicity ] || [ -z "${PASSPHRASE-}" ] || export PASSPHRASE
  case ${engine_name}:${RSYNC_PASSWORD-} in
    duplicity:?* | rsync:?*) export RSYNC_PASSWORD ;;
    *) ;;
  esac
  [ -z "${errors}" ] || exec 2>>"${errors}"
  exec "$@" <"${input:-/dev/null}" 3>&- 7>&7 8>&8 9>&9
}

# capture FILE COMMAND...: COMMAND, which calls bounded, with standard output in FILE.
capture() {
  captured=$1
  shift
  output_was=${output}
  output=capture
  "$@"
  capture_code=$?
  output=${output_was}
  return "${capture_code}"
}

# pause SECONDS: does nothing for that long, and ends at once with a signal. It holds no lock.
pause() {
  sleep "$1" >/dev/null 2>&1 3>&- 7>&- 8>&- 9>&- &
  engine_pid=$!
  [ -z "${interrupted}" ] || stop_engine
  wait "${engine_pid}"
  engine_pid=
  [ -z "${interrupted}" ] || leave "${interrupted}"
}

stop_engine() {
  kill -TERM "-${engine_pid}" 2>/dev/null || kill -TERM "${engine_pid}" 2>/dev/null
}

# on_signal NUMBER: a run that is told to end takes duplicity along and ends properly.
on_signal() {
  interrupted=$((128 + $1))
  if [ -n "${engine_pid}" ]; then
    stop_engine
  elif [ -z "${ending}" ]; then
    [ -n "${step}" ] || die "${interrupted}" 'ended by a signal before it had begun'
    leave "${interrupted}"
  fi
}

# engine WORDS...: duplicity itself.
engine() {
  engine_name=duplicity
  time_left
  bounded "${left_s}" "${duplicity}" "$@"
  duplicity_exit=$?
  return "${duplicity_exit}"
}

# time_left: sets left_s, what is left of the step's time. The clock is read only if a command ran since it last was, and not
# once the step is ending: then limit_s counts for each command, and nothing may end the run before it is on record.
time_left() {
  now=${started}
  [ -n "${fresh}${ending}" ] || now=$(date +%s) || die 78 'date(1) failed'
  left_s=$((started + limit_s - now))
  # To "timeout" 0 is no limit at all.
  [ "${left_s}" -gt 0 ] || leave 124
}
