# is_due: whether the newest time of the schedule is still to come about; or, for an action that is made up for, whether no
# good run followed it, however long ago it was. A run that failed is tried again by the hour.
is_due() {
  [ "${due_minute}" -le "${claimed}" ] || return 0
  case " ${catch_up_actions} " in
    *" ${action} "*) ;;
    *) return 1 ;;
  esac
  [ "${claimed}" -ne 0 ] || return 1
  load_status
  recall "${action}"
  settled=$((${last_ok:-0} / 60))
  if [ "${due_minute}" -eq 0 ]; then
    fields_of "${action}"
    due_minute=$(awk -v fields="${fields}" -v now="${started}" -v zone="${zone}" "${calendar_awk}"'BEGIN { printf "%d", run_near(fields, now, zone, -1) / 60 }') || die 78 'awk failed'
    # The clocks may have been changed since.
    settled=$((settled + 180))
  fi
  [ "${settled}" -lt "${due_minute}" ] || return 1
  [ "${due_minute}" -le "${claimed}" ] || return 0
  [ -n "${last_started}" ] && [ $((this_minute - due_minute)) -ge 30 ] && lock_is_free || return 1
  due_minute=${this_minute}
}
