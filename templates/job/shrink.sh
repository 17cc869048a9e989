# --- A source that has lost more than half of its files --------------------------------------------------------------

# notice_shrink: something may have happened to it. It is backed up all the same, but what was there before stays the
# measure, and prune waits, until somebody says that it is meant.
notice_shrink() {
  case ${step}:${outcome}:${accept_shrink} in
    backup:ok: | backup:warned:) ;;
    *) return 0 ;;
  esac
  find_record backup
  recall_member last_ok_files
  has_shrunk "${files}" "${member}" || return 0
  outcome=warned
  say "warning: the source has ${files} files, and had ${member} before; nothing is pruned until that is accepted"
  advise 'is something missing? If it is meant, run "backup --accept-shrink" once'
  files=${member}
}

# has_shrunk FILES BEFORE: of a handful of files, half go easily.
has_shrunk() {
  case $1:$2 in
    :* | *: | *[!0-9:]*) return 1 ;;
    *) [ "$2" -ge 20 ] && [ "$(($1 * 2))" -lt "$2" ] ;;
  esac
}
