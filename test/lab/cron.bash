# A real cron daemon that sees one crontab and touches nothing of the machine's; for bats, after lab.bash.

# cron_start FILE: runs cron(8) with FILE as LAB_USER's crontab, in a mount namespace with a spool of its own.
cron_start() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  setsid unshare --mount --propagation private sh -eu -c '
    mount -t tmpfs tmpfs /var/spool/cron
    mount -t tmpfs tmpfs /run
    mount -t tmpfs tmpfs /etc/cron.d
    mount --bind /dev/null /etc/crontab
    mkdir -m 1730 /var/spool/cron/crontabs
    install -m 600 -o "$2" -g crontab "$1" "/var/spool/cron/crontabs/$2"
    exec cron -f
  ' - "$1" "${LAB_USER}" >"${LAB}/cron.output" 2>&1 </dev/null 3>&- &
  echo "$!" >"${LAB}/cron.pid"
  disown
}

# cron_stop: ends the daemon and whatever it runs.
cron_stop() {
  kill -KILL -- "-$(cat "${LAB}/cron.pid")"
  rm "${LAB}/cron.pid"
}
