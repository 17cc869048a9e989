# take_locks: by hand nothing waits, and neither does a scheduled backup; what is scheduled beside it can wait for it. That
# takes the action's own lock first, so that nobody waits for a run of the same action.
take_locks() {
  open_locks
  wait_s=0
  if [ "${action}" != backup ]; then
    claim 8 "${state_dir}/${action}.lock" 0 'another run of this action holds the lock'
    [ -z "${scheduled}" ] || wait_s=21600
  fi
  claim 9 "${state_dir}/lock" "${wait_s}" 'another run of this job holds the lock'
}
