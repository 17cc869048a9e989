# tell_by_command COMMAND...: the event is in its environment, the message on its standard input.
tell_by_command() {
  deliver "${message}" "$@"
}

check_tell_by_command() {
  [ -x "$1" ] || {
    told="$1 is missing or cannot be run"
    return 1
  }
}
