#!/bin/sh
# Brings node_modules and dist/holdfast.cjs up to date; does nothing, quickly, when they are.
set -eu
cd "$(dirname "$0")/.."

installed=node_modules/.package-lock.json
newer=$(find package-lock.json -newer "${installed}" 2>/dev/null || echo missing)
if [ -n "${newer}" ]; then
  echo "Installing npm packages."
  npm ci --no-audit --no-fund --loglevel=error
  touch "${installed}"
fi

command=dist/holdfast.cjs
newer=$(find src templates schemas scripts/build.mjs scripts/generate.mjs package.json "${installed}" \
  -newer "${command}" 2>/dev/null || echo missing)
if [ -n "${newer}" ]; then
  echo "Building ${command}."
  node scripts/build.mjs
fi
