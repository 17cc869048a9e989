# The state directory is the system's: root makes it, the user owns it. Not where the user can make it, who could put a link
# in its place before it is given away.
make_state_dir_as_root() {
  [ ! -d "${state_dir}" ] || return 0
  (umask 022 && as_user mkdir -p -- "${state_dir%/*}") 2>/dev/null
  ! (as_user mkdir -- "${state_dir}") 2>/dev/null || return 0
  (umask 022 && mkdir -p -- "${state_dir%/*}") || die 78 "cannot make ${state_dir%/*}"
  mkdir -- "${state_dir}" || die 78 "cannot make ${state_dir}"
  chown -- "${user}" "${state_dir}" || die 78 "cannot give ${state_dir} to ${user}"
}
