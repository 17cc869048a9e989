# --- Single files: written whole or not at all, and kept for putting back ----------------------------------------------

# keep PATH: sets kept to where its first content lies.
keep() {
  kept=${work}/kept$1
  if [ ! -e "${kept}" ] && [ ! -e "${kept}.none" ]; then
    mkdir -p -- "${kept%/*}"
    if [ -e "$1" ]; then
      cp -p -- "$1" "${kept}"
    else
      : >"${kept}.none"
    fi
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

# put_back PATH: as it was before the first step that touched it, times included.
put_back() {
  kept=${work}/kept$1
  rm -f -- "$1.new"
  if [ -e "${kept}" ]; then
    cp -p -- "${kept}" "$1.new" && mv -f -- "$1.new" "$1"
  elif [ -e "${kept}.none" ]; then
    rm -f -- "$1"
  fi
}

# make_state_dir DIRECTORY: the user's own, and closed to all others. Archive caches hold file names.
make_state_dir() {
  mkdir -p -- "${1%/*}" && mkdir -m 700 -- "$1" || return
  if [ "${scope}" = system ]; then
    chown -- "${account_uid}:${account_gid}" "$1"
  fi
}

remove_empty_dirs() {
  for directory in jobs cron systemd; do
    rmdir -- "${install_dir}/${directory}" 2>/dev/null
  done
  rmdir -- "${install_dir}" 2>/dev/null
  return 0
}
