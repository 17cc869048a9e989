# become_user WORDS...: makes sure that this runs as the job's user; root goes on as that user. Only "restore" stays
# root, so that owners come back.
become_user() {
  # Its owner is the user, which no other program needs to tell. (Root, who owns /, could have been laid a link there.)
  [ ! -O "${state_dir}" ] || [ -O / ] || return 0
  me=$(id -un) || die 78 'id(1) failed; is this a working system?'
  if [ "${me}" = "${user}" ]; then
    return
  elif [ "${me}" != root ]; then
    enter_as_other "$@"
  fi
  user_id=$(id -u -- "${user}" 2>/dev/null) || die 78 "there is no user ${user} on this host (hosts.${host}.user in the spec)"
  if [ "${action}" = restore ]; then
    private=1
    open_run=open_private
    return
  fi
  (as_user test -r "${self}") || die 77 "${user} cannot read ${self}" "put it where ${user} can, as install.sh does"
  call "${at_enter}"
  as_user /bin/sh "${self}" "$@"
}
