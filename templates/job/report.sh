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

show_status() {
  printf '%s on %s, to %s\n' "${job}" "${host}" "${target_url}"
  for name in ${recorded_actions}; do
    recall "${name}"
    if [ -z "${record_line}" ]; then
      printf '  %-8s never run\n' "${name}"
    else
      outcome_now
      printf '  %-8s %-11s %s%s; last ok: %s\n' "${name}" "${outcome}" "${last_started_at}" \
        "${last_duration:+, ${last_duration} s}" "${last_ok_at:-never}"
    fi
  done
}

show_status_json() {
  if [ -f "${state_dir}/status.json" ]; then
    cat -- "${state_dir}/status.json"
  else
    printf '{"job":"%s","host":"%s","actions":{\n}}\n' "${job}" "${host}"
  fi
}

# watch_status AGE: speaks as a monitoring plugin does, and exits 0 ok, 1 warning, 2 critical, 3 unknown.
watch_status() {
  recall backup
  now=$(date +%s) || exit 3
  if [ -z "${last_ok}" ]; then
    printf 'CRITICAL: %s: no good backup on record\n' "${job}"
    exit 2
  elif [ "${last_ok}" -gt "$((now + 86400))" ]; then
    printf 'CRITICAL: %s: the last good backup is of %s, which is in the future; is the clock right?\n' "${job}" "${last_ok_at}"
    exit 2
  elif [ "$((now - last_ok))" -gt "$1" ]; then
    printf 'CRITICAL: %s: the last good backup is of %s\n' "${job}" "${last_ok_at}"
    exit 2
  fi
  good_at=${last_ok_at}
  for name in ${recorded_actions}; do
    recall "${name}"
    outcome_now
    case ${outcome} in
      '' | ok | skipped | running) ;;
      *)
        printf 'WARNING: %s: %s %s on %s; last good backup: %s\n' "${job}" "${name}" "${outcome}" "${last_started_at}" "${good_at}"
        exit 1
        ;;
    esac
  done
  printf 'OK: %s: last good backup %s\n' "${job}" "${good_at}"
  exit 0
}
