# --- restore, list, cleanup, duplicity -----------------------------------------------------------------------------

do_restore() {
  if [ -e "${destination}" ]; then
    set -- "${destination}"/* "${destination}"/.[!.]* "${destination}"/..?*
    [ -d "${destination}" ] || die 64 "${destination} is there already, and is no directory"
    for path in "$@"; do
      if [ -e "${path}" ] || [ -h "${path}" ]; then
        die 64 "${destination} is not empty" 'restore into a new directory, look at it, then move things where they belong'
      fi
    done
  fi
  [ -d "${destination%/*}/" ] || die 64 "${destination%/*} is not a directory; make it first"
  say "restoring${restore_path:+ ${restore_path}} to ${destination}"
  # -r is the one name that every version has for --file-to-restore, later --path-to-restore.
  duplicity_run restore --verbosity=notice ${dry_run:+--dry-run} ${restore_time:+--time="${restore_time}"} \
    ${restore_path:+"-r${restore_path}"} "${target_url}" "${destination}"
}

do_list() {
  output=pass
  duplicity_run list-current-files --verbosity=error ${restore_time:+--time="${restore_time}"} "${target_url}"
}

do_cleanup() {
  if [ -n "${dry_run}" ]; then
    duplicity_run cleanup --verbosity=notice "${target_url}"
  else
    duplicity_run cleanup --verbosity=notice --force "${target_url}"
  fi
}

# do_duplicity WORDS...: anything else that duplicity can do, with this job's environment and options.
do_duplicity() {
  output=pass
  duplicity_run "$@"
}

# new_private_dir: removed at the end, whatever happens.
new_private_dir() {
  temporary=$(mktemp -d /var/tmp/holdfast.XXXXXX) || die 78 'cannot make a private directory in /var/tmp'
  use_work_dir "${temporary}"
  trap 'rm -rf -- "${work_dir}"' EXIT
  make_work_dir
  open_step "${action}"
}
