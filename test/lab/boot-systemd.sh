#!/bin/sh
# boot-systemd.sh HOME SHARED: what systemd_open runs, in a mount namespace of its own. HOME is an empty directory, SHARED
# one that the booted machine sees under the same name.
set -eu
exec "${0%/*}/overlay-machine.sh" "$1" --boot --bind="$2" --private-network
