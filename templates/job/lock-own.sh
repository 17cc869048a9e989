# take_locks: by hand nothing waits, and neither does a scheduled backup; what is scheduled beside it can wait for it.
take_locks() {
  open_locks
  case ${scheduled}:${action} in
    *:backup) claim_job 0 ;;
    1:*)
      claim_action
      claim_job 21600
      ;;
    *)
      claim_action
      claim_job 0
      ;;
  esac
}
