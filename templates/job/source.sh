# --- What is backed up ---------------------------------------------------------------------------------------------

# check_source: sets something to the sources in which there is something, a line each.
check_source() {
  something=
  nothing=
  source_paths "each_source"
  refuse_emptied
}

each_source() {
  for path in "$@"; do
    [ -e "${path}" ] || die 78 "the source ${path} is missing" 'is its disk mounted?'
    [ -r "${path}" ] || die 78 "the source ${path} cannot be read by ${user}"
    # duplicity would store the link, and nothing behind it.
    [ ! -h "${path}" ] || die 78 "the source ${path} is a symbolic link" 'name what it points to in the spec'
    if [ ! -d "${path}" ] || holds_something "${path}"; then
      something="${something}${path}${newline}"
    else
      nothing="${nothing}${path}${newline}"
    fi
  done
}

# refuse_emptied: where something was when it was last backed up, nothing is a disk that is not mounted; backups of nothing
# would in time push out the others.
refuse_emptied() {
  known_sources=
  [ -f "${state_dir}/sources" ] || return 0
  while IFS= read -r path; do
    known_sources="${known_sources}${path}${newline}"
    case "${accept_shrink}:${newline}${nothing}" in
      :*"${newline}${path}${newline}"*)
        die 78 "nothing is left of the source ${path}, which was not empty when it was last backed up" \
          'is its disk mounted? If it was emptied on purpose, run "backup --accept-shrink" once'
        ;;
      *) ;;
    esac
  done <"${state_dir}/sources"
}

# remember_sources: after a backup.
remember_sources() {
  [ -z "${dry_run}" ] && [ "${something}" != "${known_sources}" ] || return 0
  { printf '%s' "${something}" >"${state_dir}/sources.new" && mv -f -- "${state_dir}/sources.new" "${state_dir}/sources"; } 2>/dev/null \
    || warn "cannot write ${state_dir}/sources, so that it may go unnoticed when a source is emptied; is the disk full?"
}
