# take_locks: the job's own actions wait as long as the spec says. Where it does not say, what is scheduled waits for 6 h,
# but a backup not for its own job, and what is started by hand does not wait.
take_locks() {
  open_locks
  own_wait_s=0
  shared_wait_s=0
  if is_own_action "${action}"; then
    case ${lock_wait_s:+set}:${scheduled}:${action} in
      set:*)
        own_wait_s=${lock_wait_s}
        shared_wait_s=${lock_wait_s}
        ;;
      :1:backup) shared_wait_s=21600 ;;
      :1:*)
        own_wait_s=21600
        shared_wait_s=21600
        ;;
      *) ;;
    esac
  fi
  claim 8 "${state_dir}/${action}.lock" 0 'another run of this action holds the lock'
  if [ -n "${shared_lock}" ] && is_own_action "${action}"; then
    claim_shared "${shared_wait_s}"
  fi
  claim 9 "${state_dir}/lock" "${own_wait_s}" 'another run of this job holds the lock'
}

# claim_shared SECONDS: the lock that jobs of this host share; a restore has none, as a person waits for it. All take the
# action's lock, then this one, then the job's: nobody waits for the first, and who has the last asks for no other, so
# that no two can wait for each other.
claim_shared() {
  directory="${state_dir%/*}/${shared_lock}.lock"
  { { [ -d "${directory}" ] || mkdir -- "${directory}"; } && true >>"${directory}/lock"; } 2>/dev/null \
    || die 78 "cannot write in ${directory}" "it must be ${user}'s own; install.sh makes it"
  exec 7>>"${directory}/lock"
  claim 7 "${directory}/lock" "$1" "another job holds the lock \"${shared_lock}\""
}
