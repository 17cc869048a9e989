# --- Single files: written whole or not at all, and kept for putting back ----------------------------------------------

# keep PATH: its first content stays beside it, as PATH.old, and takes no room there: what a full disk ends can be undone.
keep() {
  if [ -e "$1.old" ] || grep -qxF -e "$1" -- "${work}/new"; then
    return 0
  elif [ -e "$1" ]; then
    ln -- "$1" "$1.old" 2>/dev/null || cp -p -- "$1" "$1.old"
  else
    printf '%s\n' "$1" >>"${work}/new"
  fi
}

# put SOURCE DESTINATION: by rename, since a script that is running must not change under its shell.
put() {
  keep "$2" && mkdir -p -- "${2%/*}" && cp -- "$1" "$2.new" || return
  case $2 in
    *.sh) chmod 755 "$2.new" ;;
    *) chmod 644 "$2.new" ;;
  esac && mv -f -- "$2.new" "$2"
}

take_away() {
  keep "$1" && rm -f -- "$1"
}

# put_back PATH: as it was before the first step that touched it.
put_back() {
  if [ -e "$1.old" ]; then
    # Two names of one file, mv(1) refuses.
    cmp -s -- "$1.old" "$1" || mv -f -- "$1.old" "$1"
  elif grep -qxF -e "$1" -- "${work}/new"; then
    rm -f -- "$1"
  fi
}

# forget_kept: what this install kept, or one that was killed.
forget_kept() {
  set --
  for directory in "${install_dir}" "${install_dir}/jobs" "${install_dir}/cron" "${install_dir}/systemd" "${install_dir}/launchd"; do
    set -- "$@" "${directory}"/*.old "${directory}"/*.new
  done
  rm -f -- "$@" "${unit_dir}"/holdfast-*.old "${unit_dir}"/holdfast-*.new "${agent_dir}"/holdfast-*.old "${agent_dir}"/holdfast-*.new
}

# tidy_up: after the last step, and whenever there is none to take.
tidy_up() {
  forget_kept && remove_empty_dirs
}

# make_state_dir DIRECTORY USER: the user's own, and closed to all others. Archive caches hold file names.
make_state_dir() {
  mkdir -p -- "${1%/*}" && mkdir -m 700 -- "$1" || return
  if [ "${me}" -eq 0 ]; then
    group=$(id -g -- "$2") && chown -- "$2:${group}" "$1"
  fi
}

remove_empty_dirs() {
  for directory in jobs cron systemd launchd; do
    rmdir -- "${install_dir}/${directory}" 2>/dev/null
  done
  rmdir -- "${install_dir}" 2>/dev/null
  return 0
}
