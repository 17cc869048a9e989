#!/bin/sh
# npm run bench: how fast Holdfast is, and how little its scripts add to duplicity, in figures beside their aims. Each is
# a ratio of two things that were measured in turns, so that it means the same on any machine. Not a test: a busy machine
# makes them worse.
set -eu
cd "$(dirname "$0")/.."

# The commands that are measured or measure, and Debian's packages for them.
missing=$(
  while read -r tool package; do
    command -v "${tool}" >/dev/null || printf ' %s' "${package}"
  done <<'END'
dash        dash
duply       duply
gpg         gnupg
nc          netcat-openbsd
python3     python3
rsync       rsync
strace      strace
END
)
if [ -n "${missing}" ]; then
  uid=$(id -u)
  if [ "${uid}" -ne 0 ]; then
    echo "the bench needs: apt-get install${missing}" >&2
    exit 1
  fi
  echo "installing${missing}"
  apt-get update -q
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${missing}
fi

sh scripts/set-up.sh
exec python3 scripts/bench.py
