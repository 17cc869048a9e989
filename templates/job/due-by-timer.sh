# exit_unless_by_hand CODE: ends a start by the timer that is not due. What somebody starts goes on: when the timer last started
# the unit was not just now. (systemd 252 hands on what started it first, whoever starts it later, measured.)
exit_unless_by_hand() {
  uid=$(id -u) || exit "$1"
  triggered=$(XDG_RUNTIME_DIR="/run/user/${uid}" systemctl "${manager}" show --property=LastTriggerUSec --value --timestamp=unix \
    "holdfast-${job}-${action}.timer" 2>/dev/null) || exit "$1"
  case ${triggered#@} in
    '') ;;
    *[!0-9]*) exit "$1" ;;
    *) [ "$((started - ${triggered#@}))" -gt 120 ] || exit "$1" ;;
  esac
}
