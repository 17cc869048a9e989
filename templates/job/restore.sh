# --- restore, list, cleanup, duplicity -----------------------------------------------------------------------------

do_restore() {
  if [ -e "${destination}" ]; then
    [ -d "${destination}" ] || die 64 "${destination} is there already, and is no directory"
    ! holds_something "${destination}" \
      || die 64 "${destination} is not empty" 'restore into a new directory, look at it, then move things where they belong'
  fi
  [ -d "${destination%/*}/" ] || die 64 "${destination%/*} is not a directory; make it first"
  owners=
  call "${at_restore}"
  leave_out_unfinished
  say "restoring${restore_path:+ ${restore_path}} to ${destination}${restore_time:+, of ${restore_time}, or of the oldest backup if none is as old}"
  # -r is the one name that every version has for --file-to-restore, later --path-to-restore.
  unless_full with_passphrases duplicity_run restore --verbosity=notice ${dry_run:+--dry-run} ${owners:+"${owners}"} ${restore_time:+--time="${restore_time}"} \
    ${restore_path:+"-r${restore_path}"} "${target_url}" "${destination}" || return
  # duplicity exits 0 all the same (0.8.22, measured). What lies below a directory that it could not make, it skips.
  lost=$(grep -c -e '^Error .* processing ' -e '^Error .* patching ' -e '^Skipping .* because of previous error$' "${log}")
  [ "${lost}" -eq 0 ] || die 65 "${lost} file(s) were not restored, or not with owner, mode and time" 'what duplicity said of each is above'
}

# holds_something DIRECTORY
holds_something() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ -e "${entry}" ] || [ -h "${entry}" ]; then
      return
    fi
  done
  return 1
}

# leave_out_unfinished: as long as the cache knows of a backup that was cut short, duplicity takes it for the newest one:
# it restores the half of a file, and exits 0 (0.8.22, measured). A cache made from what is at the target knows only what
# is whole; the next backup needs the old one.
leave_out_unfinished() {
  set -- "${archive_dir}/${job}"/*.part
  if [ -e "$1" ]; then
    say 'the last backup was cut short, and counts only if all of it is at the target'
    archive_dir="${temp_dir}/archive"
  fi
}

do_list() {
  leave_out_unfinished
  output=pass
  set -- with_passphrases duplicity_run list-current-files --verbosity=error ${restore_time:+--time="${restore_time}"} "${target_url}"
  if [ -t 1 ]; then
    capture "${temp_dir}/listing" "$@" && visible <"${captured}"
  else
    "$@"
  fi
}

do_cleanup() {
  is_settled || die 78 "no backup to ${target_url} is on record, so this job has nothing to clean up there"
  guard_passphrase
  if [ -n "${dry_run}" ]; then
    # What the cache knows to be unfinished, duplicity deletes even so (0.8.22, measured).
    leave_out_unfinished
    duplicity_run cleanup --verbosity=notice "${target_url}"
  else
    duplicity_run cleanup --verbosity=notice --force "${target_url}"
  fi
}

# do_duplicity WORDS...: anything else that duplicity can do, with this job's environment and options.
do_duplicity() {
  guard_passphrase
  output=pass
  duplicity_run "$@"
}

# is_settled: whether settle_target has seen to this target and source.
is_settled() {
  settled_url=
  settled_root=
  if [ -f "${state_dir}/settled" ]; then
    { IFS= read -r settled_url && IFS= read -r settled_root; } <"${state_dir}/settled"
  fi
  [ "${settled_url}" = "${target_url}" ] && [ "${settled_root}" = "${source_root}" ]
}

# find_version: sets version to what "duplicity --version" says.
find_version() {
  capture "${temp_dir}/version" engine --version || die 78 "${duplicity} --version failed"
  version=
  IFS= read -r version <"${captured}"
}
