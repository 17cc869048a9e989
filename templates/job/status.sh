# --- What became of each action: status.json, one line an action ---------------------------------------------------

# load_status: the file's lines of actions into status_lines; once is enough, as only the holder of the lock writes it. A disk
# that failed, or a person, may have left what is no JSON; half a line is none.
load_status() {
  status_lines=
  if [ -f "${state_dir}/status.json" ]; then
    while IFS= read -r line; do
      line=${line%,}
      case ${line} in
        '"'*'":{"outcome":"'*'}') load_members ;;
        *) ;;
      esac
    done <"${state_dir}/status.json"
  fi
}

# load_members: those of the line that are JSON.
load_members() {
  rest="${line#*\{}"
  rest="${rest%\}},"
  line="${line%%\{*}{"
  while [ -n "${rest}" ]; do
    member=${rest%%,*}
    rest=${rest#*,}
    case ${member} in
      *\\* | *:'"'*'"'*'"') ;;
      '"'*'":"'*'"') line="${line}${member}," ;;
      *: | *:0?* | *:*[!0-9]*) ;;
      '"'*'":'*) line="${line}${member}," ;;
      *) ;;
    esac
  done
  status_lines="${status_lines}${line%,}},${newline}"
}

# record MEMBERS: replaces the line of this step, or adds it; the file is whole at any moment.
record() {
  before=${status_lines%%"\"${step}\":{"*}
  after=${status_lines#"${before}"}
  status_lines="${before}\"${step}\":{$1},${newline}${after#*"${newline}"}"
  printf '{"job":"%s","host":"%s","actions":{\n%s\n}}\n' "${job}" "${host}" "${status_lines%,*}" >"${state_dir}/status.new" \
    && mv -f -- "${state_dir}/status.new" "${state_dir}/status.json"
}

# keep NAME VALUE: from now on the record of this step's action has the member last_NAME, which stays from run to run,
# whatever becomes of them, until it is kept anew or, without a VALUE, forgotten. VALUE is a number of JSON, or a text in
# quotes without commas, quotes and backslashes.
keep() {
  before=${kept%%",\"last_$1\":"*}
  after=${kept#"${before}"}
  case ${after#,} in
    *,*) after=",${after#,*,}" ;;
    *) after= ;;
  esac
  kept="${before}${after}${2:+,\"last_$1\":$2}"
}

# take_kept: sets kept to what is to stay of the record that was recalled.
take_kept() {
  kept=
  rest="${record_line%\}},"
  while [ -n "${rest}" ]; do
    case ${rest} in
      '"last_'*) kept="${kept},${rest%%,*}" ;;
      *) ;;
    esac
    rest=${rest#*,}
  done
}

# find_record ACTION: sets record_line to what is on record of it, empty when nothing is.
find_record() {
  case ${status_lines} in
    *"\"$1\":{"*)
      record_line=${status_lines#*"\"$1\":{"}
      record_line=${record_line%%",${newline}"*}
      ;;
    *) record_line= ;;
  esac
}

# recall ACTION: sets what is on record of it, each empty when nothing is: last_outcome, last_exit_code, last_started (seconds
# since 1970), last_started_at, last_duration; last_unskipped, the outcome of the last run that was not skipped, as a skip says
# nothing of what was wrong before; and of its last good run last_ok (seconds since 1970) and last_ok_at.
recall() {
  find_record "$1"
  recall_member outcome
  last_outcome=${member}
  [ "${member}" != skipped ] || recall_member last_unskipped
  last_unskipped=${member}
  recall_member exit_code
  last_exit_code=${member}
  recall_time started
  last_started=${member}
  recall_member started_at
  last_started_at=${member}
  recall_member duration
  last_duration=${member}
  recall_member last_ok_at
  last_ok_at=${member}
  recall_time last_ok
  last_ok=${member}
}

# recall_time NAME: the same as recall_member for seconds since 1970; empty when it is nothing to count with.
recall_time() {
  recall_member "$1"
  case ${member} in
    0* | *[!0-9]* | ????????????*) member= ;;
    *) ;;
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

# is_overdue NOW: whether there is no good backup that is young enough, or none of which the clock could be right.
is_overdue() {
  recall backup
  [ -n "${last_ok}" ] || return 0
  age=$(($1 - last_ok))
  [ "${age}" -lt -86400 ] || [ "${age}" -gt "${max_age_s:-${age}}" ]
}
