# become_user WORDS...: makes sure that this runs as root.
become_user() {
  # Its owner is root, which no other program needs to tell.
  [ ! -O "${state_dir}" ] || return 0
  me=$(id -un) || die 78 'id(1) failed; is this a working system?'
  [ "${me}" = root ] || enter_as_other "$@"
}
