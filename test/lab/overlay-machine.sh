#!/bin/sh
# overlay-machine.sh HOME WORD...: a machine that is a copy of this one and forgets all changes (an overlay in memory):
# what systemd-nspawn makes of WORDs. HOME is an empty directory; the caller gives this a mount namespace of its own.
set -eu
mount -t tmpfs tmpfs "$1"
mkdir "$1/changes" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/changes,workdir=$1/work" overlay "$1/root"
root=$1/root
# Other tests need these programs here; there, their daemons would take time and ports.
for daemon in mariadb postgresql tor; do
  ln -sf /dev/null "${root}/etc/systemd/system/${daemon}.service"
done
machine=${1##*.}
shift
# Machines with systemd 256 and later refuse to boot on the old cgroup hierarchy.
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY
exec systemd-nspawn --directory="${root}" --machine="${machine}" --register=no --keep-unit --console=pipe "$@"
