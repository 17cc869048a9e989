# --- Hooks: commands of the spec around an action ------------------------------------------------------------------

# What is due should the run end now: nothing, "finally" alone, or "all" hooks that come after an action.
hooks_due=

# begin_hooks: whatever ends the run from here on, "finally" is due. Should even the script be killed, a file tells the
# next run.
begin_hooks() {
  is_own_action "${step}" || return 0
  exit_code=
  make_up_for_hooks
  if [ -z "${dry_run}" ]; then
    { printf 'due\n' >>"${state_dir}/hooks-${step}"; } 2>/dev/null || die 78 "cannot write ${state_dir}/hooks-${step}" 'is the disk full?'
  fi
  hooks_due=finally
  run_hooks before
  hooks_due=all
}

# make_up_for_hooks: what runs that were killed have left undone.
make_up_for_hooks() {
  for hooked in ${recorded_actions}; do
    if [ -s "${state_dir}/hooks-${hooked}" ] && [ -z "${dry_run}" ]; then
      say "the last ${hooked} was killed before its hooks had ended"
      outcome=interrupted
      run_hooks finally
      outcome=
      true >"${state_dir}/hooks-${hooked}"
    fi
  done
  hooked=${step}
}

end_hooks() {
  hooked=${step}
  [ "${hooks_due}" != all ] || run_hooks after
  case ${outcome} in
    ok | warned) run_hooks on_success ;;
    *) ;;
  esac
  case ${outcome} in
    failed | timed-out | interrupted) run_hooks on_failure ;;
    *) ;;
  esac
  if [ -n "${hooks_due}" ]; then
    hooks_due=
    run_hooks finally
    [ -n "${dry_run}" ] || true >"${state_dir}/hooks-${step}"
  fi
}

run_hooks() {
  turn=$1
  hooks "$1"
}

# hook PLACE SECONDS ACTIONS COMMAND...: one of them, if it belongs to this action. Its environment is this and no more.
hook() {
  place=$1
  case " $3 " in
    *" ${hooked} "*) ;;
    *) return 0 ;;
  esac
  if [ -n "${dry_run}" ]; then
    say "would run ${place}"
    return 0
  fi
  hook_limit_s=$2
  shift 3
  say "running ${place}"
  use_usual_output
  engine_name=${place}
  bounded "${hook_limit_s}" env -i HOME="${HOME}" USER="${USER}" LOGNAME="${LOGNAME}" PATH="${PATH}" LANG=C.UTF-8 \
    HOLDFAST_JOB="${job}" HOLDFAST_HOST="${host}" HOLDFAST_ACTION="${hooked}" HOLDFAST_LOG="${log}" \
    ${outcome:+HOLDFAST_OUTCOME="${outcome}"} ${exit_code:+HOLDFAST_EXIT_CODE="${exit_code}"} "$@" || hook_failed $?
}

# hook_failed CODE: what that means for the run.
hook_failed() {
  case $1 in
    124) said="was not done within ${hook_limit_s} s, and ended" ;;
    *) said="failed with exit code $1" ;;
  esac
  case ${turn}:${ending}:$1 in
    before:*:75) skip "${place} says so (exit code 75)" ;;
    before:*)
      outcome=failed
      die 70 "${place} ${said}" 'what it said is above'
      ;;
    finally::*) warn "${place} ${said}" ;;
    *)
      say "error: ${place} ${said}"
      case ${outcome} in
        ok | warned | skipped)
          outcome=failed
          exit_code=70
          ;;
        *) ;;
      esac
      ;;
  esac
}
