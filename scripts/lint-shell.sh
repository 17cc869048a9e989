#!/bin/sh
# Checks every shell file of the repository, written or generated: shellcheck with all its optional checks over what
# is POSIX sh, its usual ones over the tests' bash, and the formatting of shfmt.
set -u
cd "$(dirname "$0")/.." || exit
status=0

# Unquoted below: no shell file of ours has a blank in its name.
scripts=$(find scripts out test -name '*.sh' ! -path 'test/golden/*')
odd=$(find test/golden -name '*.sh')
fragments=$(find templates -name '*.sh')
bats=$(find test -name '*.bats')
bash=$(find test -name '*.bash')

# shellcheck disable=SC2086 # lists of words, here and below
{
  shellcheck --enable=all --shell=sh ${scripts} || status=1
  # Made from specs whose names and paths look like code (SC2016).
  shellcheck --enable=all --shell=sh --exclude=SC2016 ${odd} || status=1
  # Parts of one script use each other's variables (SC2034, SC2154); what they make up is in out/, checked above.
  shellcheck --enable=all --shell=sh --exclude=SC2034,SC2154 ${fragments} || status=1
  shellcheck --shell=bash --exclude=SC2154 .ci/run ${bash} || status=1
  shellcheck --shell=bats --exclude=SC2154 ${bats} || status=1
  shfmt -ln posix -i 2 -ci -bn -d ${scripts} ${odd} ${fragments} || status=1
  shfmt -ln bash -i 2 -ci -bn -d .ci/run ${bash} || status=1
  shfmt -ln bats -i 2 -ci -bn -d ${bats} || status=1
}
exit "${status}"
