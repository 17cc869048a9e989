# tell_by_healthchecks FILE: what FILE names is the URL of a check of healthchecks.io or its like. A skipped run that is
# right is noted there, and changes nothing.
tell_by_healthchecks() {
  case ${event}:${outcome}:${exit_code} in
    start:*) signal=/start ;;
    *:skipped:0) signal=/log ;;
    *:0) signal= ;;
    *) signal=/fail ;;
  esac
  request POST "${message}" '' '' url '' "$1" "${signal}" header 'Content-Type: text/plain; charset=utf-8' '' ''
}

check_tell_by_healthchecks() {
  check_request url '' "$1" ''
}
