# --- Metrics: what is on record, for node_exporter -----------------------------------------------------------------

# write_metrics: a file in node_exporter's text format, whole at any moment. Its name is taken by no other job, and while
# it is being written does not end in ".prom". Values of labels need no escapes: names of hosts and jobs hold none of \ and ".
write_metrics() {
  if [ -n "${dry_run}" ] || [ -z "${status_lines}" ] || ! is_own_action "${step}"; then
    return 0
  fi
  metrics=
  gauge last_run_timestamp_seconds 'When the newest run began.' started
  gauge last_run_duration_seconds 'How long the newest run took.' duration
  gauge last_run_exit_code 'The exit code of the newest run.' exit_code
  gauge_outcomes
  gauge last_ok_timestamp_seconds 'When the last good run began.' last_ok
  gauge next_run_timestamp_seconds 'When the next run is due.' next_run
  gauge source_files 'How many files the newest run looked at.' files
  gauge source_bytes 'How much is in them.' source_bytes
  gauge sent_bytes 'How much the newest run sent.' sent_bytes
  gauge unreadable_files 'How many files could not be read.' errors
  gauge newest_full_timestamp_seconds 'When the newest full backup was made.' newest_full
  gauge full_backups 'How many full backups there are.' fulls
  gauge incrementals 'How many incremental backups follow the newest full one.' incrementals
  gauge last_verified_restore_timestamp_seconds 'When a restore was last tried, and was right.' last_verified_restore
  if [ -n "${max_age_s}" ]; then
    describe_gauge max_age_seconds 'When a good backup older than this is the newest, the job is overdue.'
    metrics="${metrics}holdfast_max_age_seconds{backup_job=\"${job}\",host=\"${host}\"} ${max_age_s}${newline}"
  fi
  file="${metrics_dir}/holdfast_${host}_${job}"
  # node_exporter is another user. Where the directory is that user's, a link could lie there, which -C does not follow.
  umask 022
  set -C
  {
    { [ ! -e "${file}.new" ] && [ ! -h "${file}.new" ] || rm -f -- "${file}.new"; } \
      && printf '%s' "${metrics}" >"${file}.new" && mv -f -- "${file}.new" "${file}.prom"
  } 2>/dev/null || say "metrics: cannot write ${file}.prom"
  set +C
  umask 077
}

# gauge NAME HELP MEMBER: a line for each action that has MEMBER on record.
gauge() {
  lines=
  for action_name in ${recorded_actions}; do
    find_record "${action_name}"
    recall_member "$3"
    case ${member} in
      '' | *[!0-9]*) ;;
      *) lines="${lines}holdfast_$1{backup_job=\"${job}\",host=\"${host}\",action=\"${action_name}\"} ${member}${newline}" ;;
    esac
  done
  [ -n "${lines}" ] || return 0
  describe_gauge "$1" "$2"
  metrics="${metrics}${lines}"
}

describe_gauge() {
  metrics="${metrics}# HELP holdfast_$1 $2${newline}# TYPE holdfast_$1 gauge${newline}"
}

# gauge_outcomes: 1 for the outcome of the newest run, and of the last one that was not skipped; 0 for all others.
gauge_outcomes() {
  describe_gauge last_run_outcome 'Whether the newest run ended so, or, if it was skipped, the last one that was not.'
  for action_name in ${recorded_actions}; do
    recall "${action_name}"
    [ -n "${last_outcome}" ] || continue
    for word in ok warned skipped failed timed-out interrupted; do
      case ${word} in
        "${last_outcome}" | "${last_unskipped}") is_it=1 ;;
        *) is_it=0 ;;
      esac
      metrics="${metrics}holdfast_last_run_outcome{backup_job=\"${job}\",host=\"${host}\",action=\"${action_name}\",outcome=\"${word}\"} ${is_it}${newline}"
    done
  done
}

# look_at_metrics: for the action check.
look_at_metrics() {
  look 'metrics directory' check_metrics_dir
}

check_metrics_dir() {
  { [ -d "${metrics_dir}" ] && [ -w "${metrics_dir}" ]; } || die 78 "${metrics_dir} is not a directory that ${user} can write" \
    'make it, give the user its group, or choose another with metrics.textfile'
}
