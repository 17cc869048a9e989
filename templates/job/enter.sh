# --- The same environment and user, whoever starts this: cron, systemd, a person, root -----------------------------

# as_user COMMAND...: replaces this process by COMMAND, run as the job's user. For root only.
as_user() {
  if setpriv --reuid="${user}" --regid="${group}" --init-groups true 2>/dev/null; then
    exec setpriv --reuid="${user}" --regid="${group}" --init-groups "$@"
  elif command -v runuser >/dev/null 2>&1; then
    exec runuser -u "${user}" -- "$@"
  else
    # shellcheck disable=SC2016 # for the inner shell to expand
    exec su -s /bin/sh -c 'exec "$0" "$@"' -- "${user}" "$@"
  fi
}

# enter WORDS...: starts this script anew with the words, in a clean environment. The process stays the same, so its
# number tells whether that has been done.
enter() {
  if [ "${HOLDFAST_PID-}" = "$$" ]; then
    private=${HOLDFAST_PRIVATE-}
    unset -v HOLDFAST_PID HOLDFAST_PRIVATE
    return
  fi
  [ -r "${self}" ] || die 78 "cannot read this script as \"${self}\"; start it by its full path"
  me=$(id -un) || die 78 'id(1) failed; is this a working system?'
  private=
  if [ "${me}" = root ] && [ "${user}" != root ] && [ "${action}" = restore ]; then
    private=1
  fi
  set -- env -i HOLDFAST_PID="$$" HOLDFAST_PRIVATE="${private}" HOME="${home}" USER="${user}" LOGNAME="${user}" PATH="${search_path}" \
    LANG=C.UTF-8 /bin/sh "${self}" "$@"
  if [ "${me}" = "${user}" ] || [ -n "${private}" ]; then
    exec "$@"
  elif [ "${me}" != root ]; then
    die 77 "this job runs as ${user}, not as ${me}" "start it as ${user}, or as root, and it goes on as ${user}"
  fi
  group=$(id -g -- "${user}" 2>/dev/null) || die 78 "there is no user ${user} on this host (hosts.${host}.user in the spec)"
  (as_user test -r "${self}") || die 77 "${user} cannot read ${self}; put it where ${user} can, as install.sh does"
  make_state_dir_as_root
  as_user "$@"
}
