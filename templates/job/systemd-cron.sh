look_at_cron() {
  look 'cron' check_cron
}

# check_cron: the timers that systemd-cron makes of a crontab skip the hour that a clock shows again when it is put back.
check_cron() {
  [ ! -e /lib/systemd/system-generators/systemd-crontab-generator ] \
    || die 78 'systemd-cron reads the crontabs of this host, and would leave out an hour of these runs each autumn' \
      "set hosts.${host}.scheduler to systemd in the spec"
}
