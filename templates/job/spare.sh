# spare_older: as long as the newest backup is known to be damaged, prune deletes nothing: an older one may be all that is
# whole.
spare_older() {
  [ "${step}" = prune ] || return 0
  for found_by in verify drill; do
    recall "${found_by}"
    recall_time last_damaged
    [ -z "${member}" ] || skip "${found_by} found the archive damaged, and has not found it whole since"
  done
}
