# --- What became of each action: status.json, one line an action ---------------------------------------------------

# load_status: the file's lines of actions into status_lines; once is enough, as only the holder of the lock writes it.
load_status() {
  status_lines=
  if [ -f "${state_dir}/status.json" ]; then
    while IFS= read -r line; do
      case ${line} in
        '"'*) status_lines="${status_lines}${line%,}${newline}" ;;
        *) ;;
      esac
    done <"${state_dir}/status.json"
  fi
}

# record MEMBERS: replaces the line of this step, or adds it; the file is whole at any moment.
record() {
  case ${status_lines} in
    *"\"${step}\":{"*)
      before=${status_lines%%"\"${step}\":{"*}
      after=${status_lines#*"\"${step}\":{"}
      after=${after#*"${newline}"}
      ;;
    *)
      before=${status_lines}
      after=
      ;;
  esac
  status_lines="${before}\"${step}\":{$1}${newline}${after}"
  {
    printf '{"job":"%s","host":"%s","actions":{' "${job}" "${host}"
    separator=
    rest=${status_lines}
    while [ -n "${rest}" ]; do
      printf '%s\n%s' "${separator}" "${rest%%"${newline}"*}"
      rest=${rest#*"${newline}"}
      separator=,
    done
    printf '\n}}\n'
  } >"${state_dir}/status.new" \
    && mv -f -- "${state_dir}/status.new" "${state_dir}/status.json"
}

# recall ACTION: sets what is on record of it, each empty when nothing is: last_outcome, last_started_at, last_duration;
# and of its last good run last_ok (seconds since 1970), last_ok_at, last_ok_files.
recall() {
  case ${status_lines} in
    *"\"$1\":{"*)
      record_line=${status_lines#*"\"$1\":{"}
      record_line=${record_line%%"${newline}"*}
      ;;
    *) record_line= ;;
  esac
  recall_member outcome
  last_outcome=${member}
  recall_member started_at
  last_started_at=${member}
  recall_member duration
  last_duration=${member}
  recall_member last_ok_at
  last_ok_at=${member}
  recall_member last_ok_files
  last_ok_files=${member}
  recall_member last_ok
  case ${member} in
    0* | *[!0-9]* | ????????????*) last_ok= ;;
    *) last_ok=${member} ;;
  esac
}

# recall_member NAME: sets member to its value in record_line, without quotes; empty when it is not there.
recall_member() {
  case ${record_line} in
    *"\"$1\":"*)
      member=${record_line#*"\"$1\":"}
      member=${member%%[,\}]*}
      member=${member#\"}
      member=${member%\"}
      ;;
    *) member= ;;
  esac
}
