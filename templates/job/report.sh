# --- status --------------------------------------------------------------------------------------------------------

# outcome_now: what is on record as interrupted may still be running.
outcome_now() {
  outcome=${last_outcome}
  if [ "${outcome}" = interrupted ]; then
    find_holders "${state_dir}/holder"
    [ -z "${holders}" ] || lock_is_free || outcome=running
  fi
}

# lock_is_free: whether the processes on record only bear the numbers of those that ran, as after a restart of the host.
lock_is_free() {
  (exec 9<"${state_dir}/lock" && try_lock 9) 2>/dev/null
}

# read_dues: sets now, and dues to a line for each action that has a schedule: its name, when its next run is due, the
# same for people, and when the last was.
read_dues() {
  read_clock
  now=${started}
  dues=$(awk -v schedules="${schedules}" -v now="${now}" -v zone="${zone}" "${calendar_awk}"'
    BEGIN {
      actions = split(schedules, action, "; ")
      for (i = 1; i <= actions; i++) {
        split(action[i], part, ": ")
        due = next_run(part[2], now, zone)
        printf "%s %.0f %s %.0f\n", part[1], due, text_of(due, zone), last_run(part[2], now, zone)
      }
    }')
}

# due_of ACTION: sets due, due_at and was_due from dues, empty for an action without a schedule.
due_of() {
  due=
  due_at=
  was_due=
  while read -r name next next_at last; do
    if [ "${name}" = "$1" ]; then
      due=${next}
      due_at=${next_at}
      was_due=${last}
    fi
  done <<END
${dues}
END
}

# read_locked: sets locked to the newest start that found the job locked, a mapping of JSON, and locked_at; empty when
# there was none.
read_locked() {
  locked=
  if [ -f "${state_dir}/locked" ]; then
    IFS= read -r locked <"${state_dir}/locked"
  fi
  case ${locked} in
    '{"'*'}') ;;
    *) locked= ;;
  esac
  record_line=${locked}
  recall_member started_at
  locked_at=${member}
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
  read_dues
  printf '%s on %s, to %s\n' "${job}" "${host}" "${target_url}"
  if is_overdue "${now}"; then
    if [ -z "${last_ok}" ]; then
      printf '  OVERDUE: no good backup is on record\n'
    elif [ "${age}" -lt 0 ]; then
      printf '  OVERDUE: the last good backup is of %s, which is in the future; is the clock right?\n' "${last_ok_at}"
    else
      ago "${last_ok}" "${last_ok_at}"
      printf '  OVERDUE: the last good backup was %s\n' "${ago}"
    fi
  fi
  for action in ${recorded_actions}; do
    due_of "${action}"
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
  read_dues
  overdue=false
  ! is_overdue "${now}" || overdue=true
  read_locked
  printf '{"job":"%s","host":"%s","now":%s,"overdue":%s,"max_age":%s,"locked":%s,"actions":{' \
    "${job}" "${host}" "${now}" "${overdue}" "${max_age_s:-null}" "${locked:-null}"
  separator=
  for action in ${recorded_actions}; do
    due_of "${action}"
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
  read_clock
  now=${started}
  recall backup
  if [ -z "${last_ok}" ]; then
    printf 'CRITICAL: %s: no good backup on record\n' "${job}"
    exit 2
  fi
  age=$((now - last_ok))
  figures="| age=${age}s;;$1;0"
  if [ "${age}" -lt -86400 ]; then
    printf 'CRITICAL: %s: the last good backup is of %s, which is in the future; is the clock right?\n' "${job}" "${last_ok_at}"
    exit 2
  fi
  ago "${last_ok}" "${last_ok_at}"
  good=${ago}
  if [ "${age}" -gt "$1" ]; then
    printf 'CRITICAL: %s: last good backup %s %s\n' "${job}" "${good}" "${figures}"
    exit 2
  fi
  for action in ${recorded_actions}; do
    recall "${action}"
    outcome_now
    case ${outcome} in
      '' | ok | skipped | running) ;;
      *)
        printf 'WARNING: %s: %s %s on %s; last good backup %s %s\n' "${job}" "${action}" "${outcome}" "${last_started_at}" "${good}" "${figures}"
        exit 1
        ;;
    esac
  done
  printf 'OK: %s: last good backup %s %s\n' "${job}" "${good}" "${figures}"
  exit 0
}
