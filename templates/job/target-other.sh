# --- The target: left to duplicity ---------------------------------------------------------------------------------

check_target() {
  :
}

make_archive_directory() {
  :
}

archive_is_there() {
  false
}

check_archive() {
  :
}

probe_target() {
  say "cannot look at ${target_url} without duplicity; run collection-status to see"
}

# find_at_target: no need to know, since cleanup deletes nothing of a backup that is whole.
find_at_target() {
  found=
}

# discard_ends_at_target: if duplicity trips over them, all that was uploaded goes.
discard_ends_at_target() {
  capture "${temp_dir}/collection" duplicity_run collection-status --verbosity=error "${target_url}"
  [ "$?" -ne 30 ] || discard_at_target
}

# discard_at_target: only duplicity can, once it no longer knows of the backup.
discard_at_target() {
  rm -f -- "${archive_dir}/${job}"/*.part
  with_passphrases duplicity_run cleanup --verbosity=notice --force "${target_url}" || warn 'cannot delete what the unfinished backup has uploaded'
}
