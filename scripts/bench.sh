#!/bin/sh
# npm run bench: how fast Holdfast is, and how little its scripts add to duplicity, in figures beside their aims. Each is
# a ratio of two things that were measured in turns, so that it means the same on any machine. Not a test: a busy machine
# makes them worse.
# npm run bench -- --backup: time and bytes of a real backup of 1 GiB instead, in a quarter of an hour.
set -eu
cd "$(dirname "$0")/.."

# The commands that are measured or measure, and Debian's packages for them.
missing=$(
  while read -r tool package; do
    command -v "${tool}" >/dev/null || printf ' %s' "${package}"
  done <<'END'
dash        dash
duplicity   duplicity
duply       duply
flock       util-linux
gpg         gnupg
nc          netcat-openbsd
python3     python3
rsync       rsync
strace      strace
END
)
uid=$(id -u)
if [ "${uid}" -ne 0 ]; then
  echo 'the bench runs as root, as backupninja does' >&2
  exit 1
fi
if [ -n "${missing}" ]; then
  echo "installing${missing}"
  apt-get update -q
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${missing}
fi

sh scripts/set-up.sh
case ${1-} in
  --backup) exec python3 -B scripts/bench_backup.py ;;
  *) exec python3 scripts/bench.py ;;
esac
