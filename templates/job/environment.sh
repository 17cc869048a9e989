# Nothing is inherited from cron, systemd or a person: this script starts itself anew with an empty environment, once.
# The process stays the same, so its number tells that it has. To save that start, dash drops what cron and systemd are
# known to hand on (crontab(5), systemd.exec(5)), and starts anew only if anything else is there; other shells take more
# than variables from the environment, or their locale. What sudo hands on is its caller's, if sudoers(5) says so.
# ("case", as yash has no "[" without a PATH.)
start_anew() {
  # (An empty TZ is UTC.)
  exec /usr/bin/env -i HOLDFAST_PID="$$" HOLDFAST_TZ="${CRON_TZ:-${TZ+${TZ:-UTC0}}}" PATH=/usr/bin:/bin LC_CTYPE=C.UTF-8 /bin/sh "$0" "$@"
}
case ${SUDO_COMMAND-}${HOLDFAST_PID-}:${1-}${BASH_VERSION-}${KSH_VERSION-}${YASH_VERSION-}${ZSH_VERSION-} in
  "$$:"*)
    # shellcheck disable=SC2034 # for jobs that tell by the clock which starts are due
    starter_tz=${HOLDFAST_TZ-}
    unset -v HOLDFAST_PID HOLDFAST_TZ
    ;;
  :scheduled)
    unset -v HOME LANG LOGNAME PATH PWD SHELL SHLVL USER
    unset -v CREDENTIALS_DIRECTORY INVOCATION_ID JOURNAL_STREAM MEMORY_PRESSURE_WATCH MEMORY_PRESSURE_WRITE SYSTEMD_EXEC_PID
    unset -v TRIGGER_TIMER_MONOTONIC_USEC TRIGGER_TIMER_REALTIME_USEC TRIGGER_UNIT
    # dash goes on to name PATH, without a value.
    [ "$(export -p)" = 'export PATH' ] || start_anew "$@"
    ;;
  *) start_anew "$@" ;;
esac
