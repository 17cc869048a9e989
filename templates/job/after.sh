# --- What follows a backup in the same run -------------------------------------------------------------------------

steps_left=

choose_next() {
  case ${step}:${dry_run}:${outcome} in
    backup::ok) steps_left=${after_ok} ;;
    backup::warned) steps_left=${after_warned} ;;
    *) ;;
  esac
}

# go_on: the steps that follow, under the same lock.
go_on() {
  while [ -n "${steps_left}" ]; do
    next=${steps_left%% *}
    steps_left=${steps_left#"${next}"}
    steps_left=${steps_left# }
    limit_of "${next}"
    read_clock
    open_step "${next}"
    put_on_record
    call "${at_begin}"
    "do_${next}"
    finish $?
  done
}
