# fail_unreadable: a backup that lacks files is none.
fail_unreadable() {
  case ${step}:${outcome}:${unreadable:-0} in
    backup:*:0) ;;
    backup:warned:*)
      outcome=failed
      exit_code=65
      say 'error: the spec says that a backup fails when files cannot be read'
      advise 'let the user read them, or exclude them'
      ;;
    *) ;;
  esac
}
