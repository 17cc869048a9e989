# limit_bandwidth: for the rsync of duplicity, in KiB a second.
limit_bandwidth() {
  is_own_action "${step}" || return 0
  case ${rsync_options} in
    *' --bwlimit='*) ;;
    *) rsync_options="${rsync_options} --bwlimit=${bandwidth}" ;;
  esac
}
