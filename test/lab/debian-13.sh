#!/bin/sh
# debian-13.sh DIRECTORY: puts there the files of Debian 13's systemd and of all that it needs, for chroot(8). What is there
# already is not fetched again.
set -eu
lab=$(cd "$(dirname "$0")" && pwd)
if [ -e "$1/complete" ]; then
  exit
fi
# shellcheck source=test/lab/debian-archive.sh
. "${lab}/debian-archive.sh"
work=$(mktemp -d)
trap 'rm -rf "${work}"' EXIT
open_archive "${work}" deb trixie
# As if nothing were installed.
true >"${work}/status"
own_apt -o Dir::State::status="${work}/status" -o APT::Install-Recommends=0 --yes --download-only install base-files dash systemd
mkdir -p "$1"
for package in "${work}"/cache/archives/*.deb; do
  dpkg-deb --extract "${package}" "$1"
done
true >"$1/complete"
