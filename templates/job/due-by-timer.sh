# is_by_hand: whether somebody started the unit, and its timer did not just now; unknown is no. (What started a service the
# first time, systemd 252 hands on whoever starts it next, measured.)
is_by_hand() {
  uid=$(id -u) || return
  triggered=$(XDG_RUNTIME_DIR="/run/user/${uid}" systemctl "${manager}" show --property=LastTriggerUSec --value --timestamp=unix \
    "holdfast-${job}-${action}.timer" 2>/dev/null) || return
  case ${triggered#@} in
    '') ;;
    *[!0-9]*) return 1 ;;
    *) [ "$((started - ${triggered#@}))" -gt 120 ] ;;
  esac
}
