# --- status --------------------------------------------------------------------------------------------------------

# outcome_now: what is on record as interrupted may still be running, or have ended since the record was read.
outcome_now() {
  if [ "${last_outcome}" = interrupted ]; then
    find_holders "${state_dir}/holder"
    if [ -n "${holders}" ] && ! lock_is_free; then
      outcome=running
      return
    fi
    load_status
    recall "${action}"
  fi
  outcome=${last_outcome}
}

# lock_is_free: whether the processes on record only bear the numbers of those that ran, as after a restart of the host.
lock_is_free() {
  (exec 9<"${state_dir}/lock" && try_lock 9) 2>/dev/null
}

# read_due ACTION: sets due to when its next run is due, due_at to the same for people, and was_due to when the last was;
# each empty for an action without a schedule.
read_due() {
  fields_of "$1"
  [ -z "${fields}" ] || fields=$(awk -v rules="${fields}" -v now="${now}" -v zone="${zone}" "${calendar_awk}"'
    BEGIN {
      due = run_near(rules, now, zone, 1)
      printf "%.0f %s %.0f", due, text_of(due, zone), run_near(rules, now, zone, -1)
    }')
  due=${fields%% *}
  due_at=${fields#* }
  due_at=${due_at% *}
  was_due=${fields##* }
}

# read_locked: sets locked to the newest start that found the job locked, a mapping of JSON, and locked_at; empty when
# there was none.
read_locked() {
  record_line=
  [ ! -f "${state_dir}/locked" ] || IFS= read -r record_line <"${state_dir}/locked"
  case ${record_line} in
    '{"'*'}') ;;
    *) record_line= ;;
  esac
  locked=${record_line}
  recall_member started_at
  locked_at=${member}
}

# judge_age: sets overdue to "true" when there is no good backup that is young enough, and last_good to when the last one was.
judge_age() {
  read_clock
  now=${started}
  overdue=
  ! is_overdue "${now}" || overdue=true
  if [ -z "${last_ok}" ]; then
    last_good='no good backup on record'
  elif [ "${age}" -lt -86400 ]; then
    last_good="the last good backup is of ${last_ok_at}, which is in the future; is the clock right?"
  else
    ago "${last_ok}" "${last_ok_at}"
    last_good="last good backup ${ago}"
  fi
}

# span SECONDS: sets span to that time in words.
span() {
  if [ "$1" -lt 120 ]; then
    span="$1 s"
  elif [ "$1" -lt 7200 ]; then
    span="$(($1 / 60)) minutes"
  elif [ "$1" -lt 172800 ]; then
    span="$(($1 / 3600)) hours"
  else
    span="$(($1 / 86400)) days"
  fi
}

# ago SECONDS TEXT: sets ago to how long ago that was, and the time itself.
ago() {
  span "$((now - $1))"
  ago="${span} ago ($2)"
}

# size BYTES: sets size to that many, in larger units. (To count in them would be too much for a shell of 32 bits.)
size() {
  case $1 in
    *[!0-9]*) size='? B' ;;
    ?????????????*) size="${1%????????????} TB" ;;
    ??????????*) size="${1%?????????} GB" ;;
    ???????*) size="${1%??????} MB" ;;
    ????*) size="${1%???} kB" ;;
    *) size="$1 B" ;;
  esac
}

detail() {
  printf '  %-8s %-11s %s\n' '' '' "$1"
}

show_status() {
  judge_age
  printf '%s on %s, to %s\n' "${job}" "${host}" "${target_url}"
  [ -z "${overdue}" ] || printf '  OVERDUE: %s\n' "${last_good}"
  for action in ${recorded_actions}; do
    read_due "${action}"
    recall "${action}"
    if [ -z "${last_started}" ]; then
      printf '  %-8s never run\n' "${action}"
    else
      show_action
    fi
    if [ -n "${due}" ]; then
      span "$((due - now))"
      detail "next: in ${span} (${due_at})"
    fi
  done
  read_locked
  [ -z "${locked}" ] || printf '  the newest start that found the job locked: %s\n' "${locked_at}"
}

# show_action: what is on record of the action that was recalled.
show_action() {
  outcome_now
  ago "${last_started}" "${last_started_at}"
  printf '  %-8s %-11s %s%s\n' "${action}" "${outcome}" "${ago}" \
    "${last_duration:+, took ${last_duration} s}${last_exit_code:+, exit code ${last_exit_code}}"
  [ "${outcome}" != skipped ] || detail "before that: ${last_unskipped:-never run}"
  # An hour is what the clocks may have changed by, and ten minutes are enough for any scheduler.
  if [ -n "${was_due}" ] && [ "${outcome}" != running ] \
    && [ "$((was_due - last_started))" -gt 3600 ] && [ "$((now - was_due))" -gt 600 ]; then
    ago "${was_due}" 'by its schedule'
    detail "MISSED: a run was due ${ago} and is not on record"
  fi
  if [ -z "${last_ok}" ]; then
    detail 'last ok: never'
  else
    ago "${last_ok}" "${last_ok_at}"
    detail "last ok: ${ago}"
  fi
  recall_member files
  if [ -n "${member}" ]; then
    text="${member} files"
    recall_member source_bytes
    size "${member}"
    text="${text}, ${size}"
    recall_member sent_bytes
    size "${member}"
    detail "${text}; ${size} sent"
  fi
  recall_time newest_full
  if [ -n "${member}" ]; then
    full=${member}
    recall_member newest_full_at
    ago "${full}" "${member}"
    recall_member incrementals
    detail "newest full: ${ago}, incrementals since: ${member}"
  fi
}

show_status_json() {
  judge_age
  read_locked
  printf '{"job":"%s","host":"%s","now":%s,"overdue":%s,"max_age":%s,"locked":%s,"actions":{' \
    "${job}" "${host}" "${now}" "${overdue:-false}" "${max_age_s:-null}" "${locked:-null}"
  separator=
  for action in ${recorded_actions}; do
    read_due "${action}"
    recall "${action}"
    line='"outcome":null'
    if [ -n "${last_started}" ]; then
      outcome_now
      # The rest is as it was when the run ended.
      line="${record_line%%,\"next_run\":*}"
      line="${line%\}},\"running\":false"
      [ "${outcome}" != running ] || line="${line%false}true"
    fi
    printf '%s\n"%s":{%s%s}' "${separator}" "${action}" "${line}" "${due:+,\"next_run\":${due},\"next_run_at\":\"${due_at}\"}"
    separator=,
  done
  printf '\n}}\n'
}

# watch_status AGE: speaks as a monitoring plugin does (one line, and its figures after a bar), and exits 0 ok, 1 warning,
# 2 critical, 3 unknown.
watch_status() {
  max_age_s=$1
  judge_age
  [ -z "${last_ok}" ] || last_good="${last_good} | age=${age}s;;$1;0"
  if [ -n "${overdue}" ]; then
    printf 'CRITICAL: %s: %s\n' "${job}" "${last_good}"
    exit 2
  fi
  for action in ${recorded_actions}; do
    recall "${action}"
    outcome_now
    when="on ${last_started_at}"
    [ "${outcome}" != skipped ] || outcome=${last_unskipped} when='and was skipped since'
    case ${outcome} in
      '' | ok | running) ;;
      *)
        printf 'WARNING: %s: %s %s %s; %s\n' "${job}" "${action}" "${outcome}" "${when}" "${last_good}"
        exit 1
        ;;
    esac
  done
  printf 'OK: %s: %s\n' "${job}" "${last_good}"
}
