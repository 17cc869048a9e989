# as_user COMMAND...: replaces this process by COMMAND, run as the job's user and with the right that the units give it, to
# read everybody's files. For root only. (Where systemd is, setpriv is, too.)
as_user() {
  group=$(id -g -- "${user}") || die 78 "id(1) does not know the group of ${user}"
  exec setpriv --reuid="${user}" --regid="${group}" --init-groups \
    --inh-caps=+dac_read_search --ambient-caps=+dac_read_search --securebits=+no_setuid_fixup -- "$@"
}
