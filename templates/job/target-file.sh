# --- The target: a directory of this host --------------------------------------------------------------------------

# check_target: the URL's own directory is never made: when it is missing, its disk is not mounted.
check_target() {
  [ -d "${target_directory}" ] || die 78 "the target ${target_directory} is missing" 'is its disk mounted?'
  [ -w "${target_directory}" ] || die 78 "${target_directory} cannot be written by ${user}"
}

make_archive_directory() {
  mkdir -p -- "${archive_directory}" || die 78 "cannot make ${archive_directory}"
}

# archive_is_there: whether anything of duplicity's lies in the archive's directory.
archive_is_there() {
  set -- "${archive_directory}"/duplicity-*
  [ -e "$1" ]
}

# check_archive: an archive that a good backup went to does not vanish, but a disk is forgotten.
check_archive() {
  archive_is_there && return
  find_record backup
  recall_member last_ok_files
  [ -z "${member}" ] || die 78 "the archive in ${archive_directory} is gone" \
    "is its disk mounted? If it was deleted on purpose, delete ${state_dir}/settled, too"
}

# find_at_target NAME: sets found to the file there whose name begins so, if there is one.
find_at_target() {
  set -- "${archive_directory}/$1"*
  found=$1
}

# discard_at_target BACKUP SIGNATURES: deletes the files whose names begin so, the manifest first: without it no volume
# counts.
discard_at_target() {
  rm -f -- "${archive_directory}/$1"* "${archive_directory}/$2"* || die 78 "cannot delete in ${archive_directory}"
}

discard_ends_at_target() {
  discard_at_target "$@"
}

probe_target() {
  check_target
}
