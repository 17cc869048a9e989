#!/bin/sh
# in-own-network.sh COMMAND...: runs COMMAND, as root, where there is no network but loopback, so that every port is free
# and nothing can be asked of the Internet; what it leaves running ends with it.
set -eu
# shellcheck disable=SC2016 # for the inner shell to expand
exec unshare --net --mount --pid --fork --kill-child --mount-proc sh -c 'ip link set lo up && exec "$@"' - "$@"
