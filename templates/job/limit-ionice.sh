# lower_disk_priority: of this process, and so of all that it starts. Under systemd the unit has done it already, and its
# sandbox lets nobody else.
lower_disk_priority() {
  is_own_action "${step}" || return 0
  if ! command -v ionice >/dev/null 2>&1; then
    say 'ionice is not installed; the disk is used with the usual priority'
    return
  fi
  case ${ionice} in
    idle) set -- -c 3 ;;
    *) set -- -c 2 -n 7 ;;
  esac
  ! ionice "$@" -p "$$" >/dev/null 2>&1 || return 0
  case ${ionice}:$(ionice -p "$$" 2>/dev/null) in
    idle:idle* | best-effort:'best-effort: prio 7') ;;
    *) say 'ionice failed; the disk is used with the usual priority' ;;
  esac
}
