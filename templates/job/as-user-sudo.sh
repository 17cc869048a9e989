# as_user COMMAND...: replaces this process by COMMAND, run as the job's user. For root only. (su(1) of macOS takes no shell.)
as_user() {
  exec sudo -n -u "${user}" -- "$@"
}
