#!/bin/sh
# npm test: installs what the tests need and is missing, builds, and runs every suite, three at a time, for many of them wait.
# The last line is "N passed, N failed" over all of them; what was skipped, or did not run at all, has failed.
set -eu
cd "$(dirname "$0")/.."
PATH="${PATH}:/usr/sbin:/sbin"

# Debian's packages for what the tests use.
packages='bash busybox cmark cron curl dbus debian-archive-keyring diffutils dpkg-dev duplicity gcc git gnupg iproute2 ksh93u+m
  libc6-dev libpam-systemd mariadb-client mariadb-server-core mawk mksh msmtp ncat netcat-openbsd openssh-client
  openssh-server passwd patch postgresql procps python3 python3-paramiko python3-prometheus-client rsync shellcheck shfmt
  socat sqlite3 strace sudo systemd systemd-container systemd-sysv tor tzdata util-linux wget yash zsh'
missing=
for package in ${packages}; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}\n' "${package}" 2>/dev/null | head -n 1)
  [ "${state}" = installed ] || missing="${missing} ${package}"
done

sudo=
uid=$(id -u)
if [ "${uid}" -ne 0 ]; then
  # The end-to-end tests make users and mounts.
  if ! sudo -n true 2>/dev/null; then
    echo "the tests must run as root, or as a user with sudo without a password" >&2
    [ -z "${missing}" ] || echo "they need, besides: apt-get install${missing}" >&2
    exit 1
  fi
  sudo='sudo -n'
fi
if [ -n "${missing}" ]; then
  echo "installing${missing}"
  # shellcheck disable=SC2086 # ${missing} is a list, and ${sudo} may be no word at all
  if ! { ${sudo} apt-get update -q \
    && ${sudo} env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${missing}; }; then
    echo "could not install the packages that the tests need; by hand: apt-get install${missing}" >&2
    exit 1
  fi
fi

sh scripts/set-up.sh

results=$(mktemp -d)
export results
trap 'rm -rf "${results}"' EXIT
# The longest first, so that the lanes end together.
{
  printf '%s\n' unit campaign schedules test/tor/tor.bats
  ls -S test/e2e/*.bats
  printf '%s\n' demo types shell biome fresh
  ls -S test/shell/*.bats test/lab/*.bats
} >"${results}/suites"
xargs -P 3 -n 1 sh scripts/run-suite.sh <"${results}/suites" || :

passed=0
failed=0
while read -r suite; do
  count="${results}/$(printf "%s" "${suite}" | tr / _).count"
  suite_passed=0
  suite_failed=1
  if [ -s "${count}" ]; then
    read -r suite_passed suite_failed <"${count}"
  fi
  passed=$((passed + suite_passed))
  failed=$((failed + suite_failed))
done <"${results}/suites"
echo "${passed} passed, ${failed} failed"
[ "${failed}" -eq 0 ]
