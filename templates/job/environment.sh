# Nothing is inherited from cron, systemd or a person: this script starts itself anew with an empty environment, once.
# The process stays the same, so its number tells that it has. ("case", as yash has no "[" without a PATH.)
case ${HOLDFAST_PID-} in
  "$$") unset -v HOLDFAST_PID ;;
  *) exec /usr/bin/env -i HOLDFAST_PID="$$" PATH=/usr/bin:/bin LANG=C.UTF-8 /bin/sh "$0" "$@" ;;
esac
