# tell_by_command COMMAND...: the event is in its environment, the message on its standard input.
tell_by_command() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  deliver 'exec "$@" <"$0"' "${message}" "$@"
}

check_tell_by_command() {
  [ -x "$1" ] || {
    told="$1 is missing or cannot be run"
    return 1
  }
}
