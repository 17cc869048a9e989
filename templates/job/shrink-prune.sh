# await_acceptance: the good backups of before are what prune would remove in time.
await_acceptance() {
  [ "${step}" = prune ] || return 0
  find_record backup
  recall_member last_ok_files
  files_before=${member}
  recall_member files
  ! has_shrunk "${member}" "${files_before}" \
    || skip 'the source has lost more than half of its files; if that is meant, run "backup --accept-shrink" once'
}
