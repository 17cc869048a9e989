# tell_by_ntfy URL URL_FILE TOKEN_FILE: the topic's URL, or its file; a token's, or an empty word.
tell_by_ntfy() {
  case ${exit_code} in
    0) priority=default ;;
    *) priority=high ;;
  esac
  topic=$1
  topic_file=$2
  if [ -n "$3" ]; then
    set -- header 'Authorization: Bearer ' "$3" ''
  else
    set --
  fi
  request POST "${message}" '' '' url "${topic}" "${topic_file}" '' header "Title: ${job} on ${host}: ${step} ${outcome}" '' '' \
    header "Priority: ${priority}" '' '' "$@"
}

check_tell_by_ntfy() {
  check_request url "$1" "$2" '' header '' "$3" ''
}
