# Nothing is inherited from cron, systemd or a person: this script starts itself anew with an empty environment, once.
# The process stays the same, so its number tells that it has.
if [ "${HOLDFAST_PID-}" != "$$" ]; then
  exec /usr/bin/env -i HOLDFAST_PID="$$" PATH=/usr/bin:/bin LANG=C.UTF-8 /bin/sh "$0" "$@"
fi
unset -v HOLDFAST_PID
