#!/bin/sh
# virtual-time.sh DIRECTORY: puts there what cron daemons and systemd need to live in virtual time: the libraries that are
# preloaded into them; `cronie` and `busybox`, daemons that Debian 12 has no package of, built from Debian's sources; and
# systemd-cron's generator. What is there already is not built again, and nothing else on the machine is changed.
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
# shellcheck source=test/lab/debian-archive.sh
. "${lab}/debian-archive.sh"
open_archive "${work}" 'deb deb-src' 'bookworm trixie'
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
