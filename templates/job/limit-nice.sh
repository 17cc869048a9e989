# lower_priority: of this process, and so of all that it starts. Under systemd the unit has done it already.
lower_priority() {
  is_own_action "${step}" || return 0
  niceness=0
  if { IFS= read -r stat <"/proc/$$/stat"; } 2>/dev/null; then
    # The name of the program, in parentheses, may hold blanks; the niceness is the 17th word behind it (proc(5)).
    # shellcheck disable=SC2086 # words, to be split
    set -- ${stat##*) }
    niceness=${17}
  fi
  [ "${niceness}" -lt "${nice}" ] || return 0
  # (Not -n, which adds to the niceness in some versions and sets it in others.)
  renice "${nice}" -p "$$" >/dev/null 2>&1 || say "renice failed; this runs with the usual priority"
}
