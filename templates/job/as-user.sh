# as_user COMMAND...: replaces this process by COMMAND, run as the job's user. For root only.
as_user() {
  group=$(id -g -- "${user}") || die 78 "id(1) does not know the group of ${user}"
  if setpriv --reuid="${user}" --regid="${group}" --init-groups true 2>/dev/null; then
    exec setpriv --reuid="${user}" --regid="${group}" --init-groups "$@"
  elif command -v runuser >/dev/null 2>&1; then
    exec runuser -u "${user}" -- "$@"
  else
    # shellcheck disable=SC2016 # for the inner shell to expand
    exec su -s /bin/sh -c 'exec "$0" "$@"' -- "${user}" "$@"
  fi
}
