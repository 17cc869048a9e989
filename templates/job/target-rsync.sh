# --- The target: a module of an rsync daemon -----------------------------------------------------------------------

check_target() {
  need rsync rsync
  if [ -n "${proxy}" ]; then
    need nc netcat-openbsd
    export RSYNC_CONNECT_PROG="${connect_program}"
  fi
}

# rsync_bounded WORDS...: rsync as duplicity will call it, for at most two minutes.
rsync_bounded() {
  engine_name=rsync
  probe_s=120
  if [ "${limit_s}" -lt "${probe_s}" ]; then
    probe_s=${limit_s}
  fi
  rsync_words bounded "${probe_s}" rsync "$@"
  rsync_code=$?
  [ "${rsync_code}" -ne 0 ] || return 0
  case ${rsync_code} in
    5) die 77 'the rsync daemon refused the user, the password or the module' "see above; the password is in ${rsync_password_file}" ;;
    124 | 137 | 143)
      if [ "${probe_s}" -lt 120 ]; then
        outcome=timed-out
        die 124 "the target did not answer within ${probe_s} s, this action's whole time" 'if that is too short, raise "timeout" in the spec'
      fi
      die 69 "the target did not answer within ${probe_s} s" "is its host up${proxy:+, and the proxy ${proxy}}?"
      ;;
    10 | 12 | 30 | 35) die 69 'the target cannot be reached' "is its host up${proxy:+, and the proxy ${proxy}}? what rsync said is above" ;;
    *) die 69 "the target refused (rsync's exit code ${rsync_code})" 'what rsync said is above; can the module be written?' ;;
  esac
}

# make_archive_directory: below the URL, never the URL's own; duplicity makes none. With -d -R rsync sends empty
# directories, each with its parents.
make_archive_directory() {
  probe_target
  [ -n "${archive_path}" ] || return 0
  mkdir -p -- "${temp_dir}/skeleton/${archive_path}" || die 78 "cannot write in ${temp_dir}" 'is the disk full?'
  cd -- "${temp_dir}/skeleton" || die 78 "cannot enter ${temp_dir}/skeleton"
  rsync_bounded -d -R "./${archive_path}/" "${module_url}/"
  cd /
}

# list_directory URL: into ${captured}.
list_directory() {
  captured="${temp_dir}/listing"
  output_was=${output}
  output=capture
  rsync_bounded "$1"
  output=${output_was}
}

# archive_is_there: whether anything of duplicity's lies in the archive's directory.
archive_is_there() {
  list_directory "${module_url}/${archive_path:+${archive_path}/}"
  grep -q ' duplicity-' "${captured}"
}

check_archive() {
  :
}

probe_target() {
  list_directory "${module_url}/"
}
