#!/bin/sh
# Runs the demo in a copy of the tree that has no output and no build yet, and compares what it makes with out/.
set -eu
cd "$(dirname "$0")/.."
repo=$(pwd)
copy=$(mktemp -d)
trap 'rm -rf "${copy}"' EXIT
tar -cf - --exclude=./node_modules --exclude=./.git --exclude=./out --exclude=./dist . | tar -xpf - -C "${copy}"
ln -s "${repo}/node_modules" "${copy}/node_modules"
cd "${copy}"
npm run --silent demo
diff -r "${repo}/out" "${copy}/out"
