#!/bin/sh
# promtool.sh: puts Prometheus's promtool, out of Debian's package of it, into node_modules/.cache, and prints its path. The
# package itself would start a server.
set -eu
cache=$(cd "$(dirname "$0")/../.." && pwd)/node_modules/.cache
promtool="${cache}/promtool"
if [ ! -e "${promtool}" ]; then
  mkdir -p "${cache}"
  work=$(mktemp -d)
  trap 'rm -rf "${work}"' EXIT
  cd "${work}"
  apt-get -q -q -o APT::Sandbox::User=root download prometheus >&2
  dpkg-deb --fsys-tarfile prometheus_*.deb | tar -xf - ./usr/bin/promtool
  mv usr/bin/promtool "${promtool}"
fi
printf '%s\n' "${promtool}"
