# --- status --------------------------------------------------------------------------------------------------------

show_status() {
  printf '%s on %s, to %s\n' "${job}" "${host}" "${target_url}"
  for name in ${recorded_actions}; do
    recall "${name}"
    if [ -z "${record_line}" ]; then
      printf '  %-8s never run\n' "${name}"
    else
      printf '  %-8s %-11s %s%s; last ok: %s\n' "${name}" "${last_outcome}" "${last_started_at}" \
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
  elif [ "$((now - last_ok))" -gt "$1" ]; then
    printf 'CRITICAL: %s: the last good backup is of %s\n' "${job}" "${last_ok_at}"
    exit 2
  fi
  for name in ${recorded_actions}; do
    recall "${name}"
    case ${last_outcome} in
      '' | ok | skipped) ;;
      *)
        printf 'WARNING: %s: %s %s on %s; last good backup: %s\n' "${job}" "${name}" "${last_outcome}" "${last_started_at}" "${last_ok_at:-unknown}"
        exit 1
        ;;
    esac
  done
  recall backup
  printf 'OK: %s: last good backup %s\n' "${job}" "${last_ok_at}"
  exit 0
}
