# --- notify: what a run could not record and tell itself -----------------------------------------------------------

# run_notify: systemd calls this when an action has failed, with its name, the result and the exit code (systemd.exec(5),
# "$MONITOR_SERVICE_RESULT", since 251). When the run was killed or could not even be started, that is put on record and
# told as any other end of a run.
run_notify() {
  case ${watched} in
    # The script ended by itself, and has told. From 200 on, the code is one of systemd's own.
    *' exit-code '? | *' exit-code '?? | *' exit-code 1'??) return 0 ;;
    *) ;;
  esac
  action=${watched%% *}
  is_own_action "${action}" || usage_error '"notify" takes an action of this job, such as: notify backup'
  limit_of "${action}"
  read_clock
  step=${action}
  make_work_dir
  take_locks
  load_status
  recall "${action}"
  was=${last_outcome}
  open_step "${action}"
  put_on_record
  more="systemctl status holdfast-${job}-${action}.service tells more"
  if [ "${was}" = interrupted ]; then
    interrupted=137
    die "${interrupted}" 'the run was killed' "${more}"
  fi
  die 78 'the run could not be started' "${more}"
}
