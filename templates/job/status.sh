# --- What became of each action: status.json, one line an action ---------------------------------------------------

# record MEMBERS: replaces the line of this step; the file is whole at any moment.
record() {
  {
    printf '{"job":"%s","host":"%s","actions":{' "${job}" "${host}"
    separator=
    found=
    if [ -f "${state_dir}/status.json" ]; then
      while IFS= read -r line; do
        case ${line} in
          "\"${step}\":"*)
            line="\"${step}\":{$1}"
            found=1
            ;;
          '"'*) line=${line%,} ;;
          *) continue ;;
        esac
        printf '%s\n%s' "${separator}" "${line}"
        separator=,
      done <"${state_dir}/status.json"
    fi
    if [ -z "${found}" ]; then
      printf '%s\n%s' "${separator}" "\"${step}\":{$1}"
    fi
    printf '\n}}\n'
  } >"${state_dir}/status.new" \
    && mv -f -- "${state_dir}/status.new" "${state_dir}/status.json"
}

# recall ACTION: what is on record: sets record_line, and the members that others ask for.
recall() {
  record_line=
  if [ -f "${state_dir}/status.json" ]; then
    while IFS= read -r line; do
      case ${line} in
        "\"$1\":"*) record_line=${line} ;;
        *) ;;
      esac
    done <"${state_dir}/status.json"
  fi
  recall_member outcome
  last_outcome=${member}
  recall_member started_at
  last_started_at=${member}
  recall_member duration
  last_duration=${member}
  recall_member last_ok
  last_ok=${member}
  recall_member last_ok_at
  last_ok_at=${member}
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
