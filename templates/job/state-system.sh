# The state directory is the system's: root makes it, the user owns it.
make_state_dir_as_root() {
  [ -d "${state_dir}" ] && return
  (umask 022 && mkdir -p -- "${state_dir%/*}") || die 78 "cannot make ${state_dir%/*}"
  mkdir -- "${state_dir}" || die 78 "cannot make ${state_dir}"
  chown -- "${user}" "${state_dir}" || die 78 "cannot give ${state_dir} to ${user}"
}
