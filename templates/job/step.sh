# --- A step: one action, begun, done, and recorded with one of seven outcomes ---------------------------------------

# make_work_dir: everything that the job keeps on this host lies below one directory, for its user's eyes only. The
# directories above it are other jobs', too.
make_work_dir() {
  [ -d "${work_dir}/log" ] && return
  {
    (umask 022 && mkdir -p -- "${work_dir%/*}") \
      && mkdir -p -- "${work_dir}/archive" "${work_dir}/gnupg" "${work_dir}/tmp" "${work_dir}/log"
  } 2>/dev/null || die 78 "cannot make ${work_dir}" "it must be ${user}'s own; install.sh makes it, or set hosts.${host}.state_dir"
}

# read_clock: sets started (seconds since 1970), started_at (the same for people, by the clock of the host), stamp (for
# names of files) and zone (how far that clock is from UTC, such as +01:00).
read_clock() {
  fresh=1
  clock=$(date '+%s %Y-%m-%dT%H:%M:%S %Y%m%dT%H%M%S %z') || die 78 'date(1) failed'
  started=${clock%% *}
  zone=${clock##* }
  zone="${zone%??}:${zone#???}"
  case ${zone} in
    [+-][0-9][0-9]:[0-9][0-9]) ;;
    *) die 78 "date(1) does not tell the time zone: ${clock}" ;;
  esac
  stamp=${clock% *}
  stamp=${stamp##* }
  started_at=${clock#* }
  started_at="${started_at%% *}${zone}"
}

# use_usual_output: an action may have asked for its own.
use_usual_output() {
  output=live
  [ -z "${scheduled}" ] || output=log
  [ -n "${log}" ] || output=pass
}

# open_step NAME: its log; read_clock comes before.
open_step() {
  step=$1
  warned=
  outcome=
  explained=
  ending=
  kept=
  duplicity_exit=
  log="${work_dir}/log/${stamp}-$$-${step}.log"
  use_usual_output
  if ! { true >>"${log}"; } 2>/dev/null; then
    log=
    die 78 "cannot write in ${work_dir}/log" 'is the disk full, or does the directory belong to somebody else?'
  fi
}

# is_own_action NAME: whether it is one of those that the spec gives the job, not one that only a person starts, such as
# restore.
is_own_action() {
  case " ${recorded_actions} " in
    *" $1 "*) ;;
    *) return 1 ;;
  esac
}

# put_on_record: from here to finish, status.json says that the step was interrupted. That is the truth as long as
# nothing ends it properly, SIGKILL and power loss included. Needs the lock.
put_on_record() {
  if [ -n "${dry_run}" ] || ! is_own_action "${step}"; then
    return 0
  fi
  recall "${step}"
  take_kept
  keep unskipped "${last_unskipped:+\"${last_unskipped}\"}"
  [ ! -d "${state_dir}/status.json" ] || die 78 "${state_dir}/status.json is a directory; remove it"
  record_interrupted
  on_record=1
}

record_interrupted() {
  record "\"outcome\":\"interrupted\",\"started\":${started},\"started_at\":\"${started_at}\"${kept}" 2>/dev/null \
    || die 78 "cannot write ${state_dir}/status.json" 'is the disk full?'
}

# call FUNCTIONS: one after the other, what this job does besides the action itself at one turn of a step.
call() {
  for part in $1; do
    "${part}"
  done
}

# finish CODE: decides the outcome, records it, says it, and ends the run unless it was good.
finish() {
  exit_code=$1
  # From here on nothing ends the step before it is on record, not even a signal.
  ending=1
  read_log
  took=$((ended - started))
  if [ -n "${interrupted}" ]; then
    outcome=interrupted
    exit_code=${interrupted}
  elif [ -n "${outcome}" ]; then
    : # decided where it came about
  elif [ "${exit_code}" -ne 0 ] && [ "${took}" -ge "${limit_s}" ]; then
    outcome=timed-out
    exit_code=124
    say "error: not done within ${limit_s} s, and ended"
    advise 'if that is too short, raise "timeout" in the spec'
  elif [ "${exit_code}" -ne 0 ]; then
    outcome=failed
    [ -n "${explained}" ] || explain "$1"
    call "${at_failure}"
  elif [ -n "${warned}" ]; then
    outcome=warned
  else
    outcome=ok
  fi
  call "${at_end}"
  keep_record
  call "${at_report}"
  [ "${output}:${outcome}" = pass:ok ] || say "${step} ${outcome} after ${took} s${dry_run:+ (dry run: nothing was changed)}"
  case ${outcome}:${exit_code} in
    ok:* | skipped:0) ;;
    *) tell_end_of_log ;;
  esac
  [ -z "${holding}" ] || remove_old_logs
  step=
  ending=
  case ${outcome} in
    ok | warned) ;;
    *) exit "${exit_code}" ;;
  esac
}

# read_log: sets ended (seconds since 1970), and what duplicity's statistics say, the newest full backup and the next run as
# members of a record, with one awk.
read_log() {
  fields_of "${step}"
  newest_full=
  chain=
  [ "${step}${dry_run}" != backup ] || find_chain
  facts=$(awk -v fields="${fields}" -v zone="${zone}" -v full="${newest_full}" "${calendar_awk}"'
    /[\001-\010\013-\037\177]|\302[\200-\237]/ {
      odd = 1
      gsub(/[\001-\010\013-\037\177]|\302[\200-\237]/, "?")
    }
    /^SourceFiles [0-9]+$/ { files = $2 }
    /^SourceFileSize [0-9]+ / { size = $2 }
    /^TotalDestinationSizeChange [0-9]+ / { sent = $2 }
    /^Errors [0-9]+$/ { errors = $2 }
    /^Error (accessing possibly locked|initializing) file / {
      sub(/^Error [a-z ]* file /, "")
      named++
      if (named <= 3) names = names (named > 1 ? ", " : "") $0
    }
    END {
      srand()
      now = srand()
      print names (named > 3 ? " and others" : "")
      printf "%.0f %d -%s -", now, errors, files
      if (sent != "") printf ",\"files\":%.0f,\"source_bytes\":%.0f,\"sent_bytes\":%.0f,\"errors\":%.0f", files, size, sent, errors
      if (full != "") printf ",\"newest_full\":%.0f,\"newest_full_at\":\"%s\"", full, text_of(full, zone)
      printf " -"
      if (fields != "") {
        due = run_near(fields, now, zone, 1)
        printf ",\"next_run\":%.0f,\"next_run_at\":\"%s\"", due, text_of(due, zone)
      }
      printf " -%s", odd
    }
  ' "${log:-/dev/null}") || facts=
  ended=${started}
  files=
  measured=
  next_run=
  if [ -z "${facts}" ]; then
    warn "awk cannot read ${log}, so that nobody knows how it went"
    return
  fi
  unreadable_names=${facts%%"${newline}"*}
  # shellcheck disable=SC2086 # six words
  set -- ${facts#*"${newline}"}
  ended=$1
  unreadable=$2
  files=${3#-}
  measured="${4#-}${chain}"
  next_run=${5#-}
  # The log is shown in terminals and mails.
  [ "$6" = - ] || ! visible <"${log}" >"${temp_dir}/visible" 2>/dev/null || mv -f -- "${temp_dir}/visible" "${log}"
  [ "${unreadable}" -eq 0 ] || warn "${unreadable} file(s) could not be read and are not in the backup${unreadable_names:+: ${unreadable_names}}"
}

# keep_record: what became of the step, for good; or that the start found the job locked, which is kept apart, since the
# record is the other run's.
keep_record() {
  if [ "${outcome}" = locked ]; then
    { printf '%s\n' "{\"action\":\"${step}\",\"started\":${started},\"started_at\":\"${started_at}\"}" >"${state_dir}/locked"; } 2>/dev/null
  fi
  [ -n "${on_record}" ] || return 0
  on_record=
  case ${outcome} in
    ok | warned)
      keep ok "${started}"
      keep ok_at "\"${started_at}\""
      keep ok_files "${files}"
      ;;
    *) ;;
  esac
  [ "${outcome}" = skipped ] || keep unskipped
  record "\"outcome\":\"${outcome}\",\"exit_code\":${exit_code},\"started\":${started},\"started_at\":\"${started_at}\",\"duration\":${took}${duplicity_exit:+,\"duplicity_exit\":${duplicity_exit}}${measured}${kept}${next_run}" 2>/dev/null \
    || not_recorded
}

# not_recorded: nobody may take a run for good that is not on record as good.
not_recorded() {
  say "error: cannot write ${state_dir}/status.json, which goes on saying \"interrupted\"; is the disk full?"
  case ${outcome} in
    ok | warned | skipped)
      outcome=failed
      exit_code=78
      ;;
    *) ;;
  esac
}

# tell_end_of_log: a scheduled run has said nothing so far; what went wrong is for whoever gets its output.
tell_end_of_log() {
  if [ -n "${quiet}" ] && [ -n "${log}" ]; then
    {
      printf '%s\n' "${job} on ${host}: ${step} ${outcome}, exit code ${exit_code}; the end of ${log}:"
      tail -n 40 -- "${log}"
    } >&3
  fi
}

# remove_old_logs: the newest 60 stay, or some more; their names are times, so the shell's order is theirs.
remove_old_logs() {
  set -- "${work_dir}"/log/[0-9]*.log
  [ "$#" -ge 80 ] || return 0
  old=
  while [ "$#" -gt 60 ]; do
    old="${old} $1"
    shift
  done
  # shellcheck disable=SC2086 # the compiler allows no character in these paths that a shell would split or expand
  rm -f -- ${old}
}
