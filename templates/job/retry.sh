# --- Trying again --------------------------------------------------------------------------------------------------

begin_attempts() {
  attempts=1
  waits_left=${retry_waits}
}

# try_again: carries the action out again, and then does not return. What comes before and after it, such as hooks and
# conditions, is not repeated.
try_again() {
  { [ -n "${on_record}" ] && [ -n "${waits_left}" ] && may_pass; } || return 0
  wait_s=${waits_left%% *}
  if [ "$((ended + wait_s))" -ge "$((started + limit_s))" ]; then
    say "not tried again: the limit of ${limit_s} s would be over before the next attempt"
    return
  fi
  waits_left=${waits_left#"${wait_s}"}
  waits_left=${waits_left# }
  say "attempt ${attempts} failed; the next one begins in ${wait_s} s"
  attempts=$((attempts + 1))
  outcome=
  explained=
  ending=
  use_usual_output
  pause "${wait_s}"
  carry_out
  exit 0
}

# may_pass: whether the target could not be reached (69 is our own code, 50 duplicity's), and nothing in the log says that
# it answered and refused for good.
may_pass() {
  case ${exit_code} in
    50 | 69) ;;
    *) return 1 ;;
  esac
  ! said -e '@ERROR: auth failed' -e '@ERROR: Unknown module' -e '@ERROR: access denied' -e '@ERROR: ch[a-z]* failed' \
    -e 'module is read only' -e 'No space left on device' -e 'Disk quota exceeded' \
    -e 'Permission denied (' -e 'No such file or directory (2)' -e 'Authentication failed'
}

record_attempts() {
  measured="${measured},\"attempts\":${attempts:-1}"
}
