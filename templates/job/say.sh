# --- What is said, and where ---------------------------------------------------------------------------------------

# say TEXT: to the log, and to whoever watches; what the log cannot hold, to whoever gets the output.
say() {
  if { [ -n "${log}" ] && printf '%s\n' "${job}: $1" >>"${log}"; } 2>/dev/null && [ -n "${quiet}" ]; then
    return
  fi
  printf '%s\n' "${job}: $1" >&3
}

# advise TEXT: what to do about what was just said.
advise() {
  say "  $1"
}

# warn TEXT: something that makes a good run "warned".
warn() {
  warned=1
  say "warning: $1"
}

# die CODE TEXT [ADVICE]: ends the run as failed.
die() {
  explained=1
  say "error: $2"
  if [ "$#" -gt 2 ]; then
    advise "$3"
  fi
  leave "$1"
}

# leave CODE: the way out after a failure, and for what ends early. A step that was begun is finished first, so that it is
# on record. ("end" is a word of zsh's own.)
leave() {
  if [ -n "${step}" ] && [ -z "${ending}" ]; then
    finish "$1"
  fi
  # To a monitoring plugin that is "unknown".
  [ -z "${age_s}" ] || exit 3
  exit "$1"
}

# need PROGRAM PACKAGE: a tool that the job cannot do without.
need() {
  command -v "$1" >/dev/null 2>&1 || die 78 "$1 is not installed, or not in ${search_path}" "on Debian: apt install $2"
}

# visible: standard input, without what a terminal would obey: the name of a file can be any text.
visible() {
  LC_ALL=C.UTF-8 sed 's/	/ /g; s/[[:cntrl:]]/?/g'
}
