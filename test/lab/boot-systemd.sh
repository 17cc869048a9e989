#!/bin/sh
# boot-systemd.sh HOME SHARED: what systemd_open runs, in a mount namespace of its own. HOME is an empty directory, SHARED
# one that the booted machine sees under the same name.
set -eu
mount -t tmpfs tmpfs "$1"
mkdir "$1/changes" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/changes,workdir=$1/work" overlay "$1/root"
# Machines with systemd 256 and later refuse to boot on the old cgroup hierarchy.
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY
exec systemd-nspawn --boot --directory="$1/root" --machine="${1##*.}" --bind="$2" \
  --register=no --keep-unit --private-network --console=pipe
