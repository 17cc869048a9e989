#!/bin/sh
# npm run demo: from a fresh clone to the compiled reference configuration, and a look at it. Needs node and npm.
set -eu
cd "$(dirname "$0")/.."
spec=examples/reference/backup.yaml
holdfast=dist/holdfast.cjs

major=$(node -p 'process.versions.node.split(".")[0]')
if [ "${major}" -lt 20 ]; then
  echo "Holdfast needs Node 20 or later to compile; this is Node ${major}." >&2
  exit 1
fi
sh scripts/set-up.sh

echo
echo "Compiling ${spec}:"
node "${holdfast}" compile "${spec}"

echo
echo "The tree, all that a host needs:"
find out | sort | sed -e 's,[^/]*/,  ,g' -e 's/^/  /'

echo
echo "The next runs:"
# (What is to be said of the spec was said above.)
node "${holdfast}" schedule "${spec}" 2>/dev/null

cat <<END

What to do next:
  1. Read what would run:    less out/the-server/jobs/important.sh
  2. Begin your own spec:    node ${PWD}/${holdfast} init
     in a directory of your own; edit backup.yaml there.
  3. Check and compile it:   node ${PWD}/${holdfast} check
                             node ${PWD}/${holdfast} compile
  4. Copy out/HOST to the host, and there: sh install.sh --dry-run
END
