#!/bin/sh
# virtual-time.sh DIRECTORY: puts there what cron daemons and systemd need to live in virtual time: the libraries that are
# preloaded into them; `cronie` and `busybox`, daemons that Debian 12 has no package of, built from Debian's sources; and
# systemd-cron's generator. What is there already is not built again. Nothing else on the machine is changed: apt works
# with lists and settings of its own.
set -eu
lab=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
target=$(cd "$1" && pwd)

for library in virtual-clock virtual-cron virtual-timers recorded-starts; do
  cc -shared -fPIC -O2 -Wall -Wextra -Werror -o "${target}/${library}.new" "${lab}/${library}.c"
  # Whoever has the former one in use keeps it.
  mv "${target}/${library}.new" "${target}/${library}.so"
done
if [ -e "${target}/complete" ]; then
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "${work}"' EXIT
cd "${work}"
mkdir -p lists/partial cache/archives/partial
# From the archive that this machine uses.
archive=$(apt-get indextargets --no-release-info --format "\$(REPO_URI)" | grep -v security | head -n 1)
cat >debian.sources <<EOF
Types: deb deb-src
URIs: ${archive:?apt knows no archive of Debian}
Suites: bookworm trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
# own_apt ARGUMENT...
own_apt() {
  apt-get -q -o APT::Sandbox::User=root -o Dir::Etc::SourceList="${work}/debian.sources" \
    -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="${work}/lists" -o Dir::Cache="${work}/cache" "$@"
}
own_apt update
own_apt source cronie/trixie busybox/bookworm
own_apt download systemd-cron/bookworm

(
  cd cronie-*/
  ./configure --without-selinux --without-pam --without-audit --sysconfdir=/etc --localstatedir=/var \
    SPOOL_DIR=/var/spool/cron/crontabs
  # Debian's patches touch what the rules for autoconf depend on.
  make ACLOCAL=: AUTOCONF=: AUTOHEADER=: AUTOMAKE=: cron-paths.h src/crond
)
(
  cd busybox-*/
  make allnoconfig
  sed -i 's/# \(CONFIG_CROND\) is not set/\1=y/' .config
  yes '' | make oldconfig
  make busybox
)
install cronie-*/src/crond "${target}/cronie"
install busybox-*/busybox "${target}/busybox"
dpkg-deb --extract systemd-cron_*.deb systemd-cron
cp systemd-cron/lib/systemd/system-generators/systemd-crontab-generator "${target}"
true >"${target}/complete"
