#!/usr/bin/env bats
# A clock that is wrong: no backup is made before the newest one, and what the script says leads out.

load ../lab/lab
load ../lab/backups
load ../lab/clock

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user sh -c "head -c 3000000 /dev/urandom >'${LAB}/home/data/random'"
  # gpg itself, slowed down as long as LAB/slow exists.
  cat >"${LAB}/bin/gpg" <<END
#!/bin/sh
[ ! -e '${LAB}/slow' ] || sleep 1
exec /usr/bin/gpg "\$@"
END
  chmod 755 "${LAB}/bin/gpg"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  duplicity: { volsize: 1M }
  backup: {}
  prune: { keep_full: 1 }
jobs: { behind: {}, ahead: {}, first: {}, cut: {} }
hosts:
  the-server:
    scheduler: cron
    jobs: [behind, ahead, first, cut]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

teardown() {
  rm -f "${LAB}/slow"
  clock_right
}

day=86400

# refused JOB [WORD…]: no backup is made, as the newest one, of the time in ${newest}, is later.
refused() {
  local before
  before=$(ls "$(archive_of "$1")")
  newest=$(find "$(archive_of "$1")" -name '*.manifest.gpg' | sed 's/.*\.\([0-9TZ]*\)\.manifest\.gpg$/\1/' | sort | tail -n 1)
  run job "$1" backup "${@:2}"
  assert_failure 78
  assert_output --partial "the newest backup is of ${newest}, which is later"
  assert_equal "$(outcome_of "$1" backup)" failed
  assert_equal "$(ls "$(archive_of "$1")")" "${before}"
}

# forgets JOB: does what the script says when the clock was wrong then, and is right now.
forgets() {
  rm "$(archive_of "$1")"/*"${newest}."*
  run job "$1" list
  assert_success
}

# chains JOB: incrementals go on from what is there.
chains() {
  local _
  for _ in 1 2; do
    date >"${LAB}/home/data/date"
    sleep 1
    backs_up "$1"
    restores "$1" "${LAB}/home/data"
  done
  run job "$1" cleanup --dry-run
  assert_success
  refute_output --partial 'duplicity-'
}

@test "a clock that has gone back" {
  backs_up behind
  sleep 1
  backs_up behind
  clock_set -$((10 * day))
  run job behind prune
  assert_output --partial 'is the clock right?'
  refused behind
  refused behind --full
  clock_right
  chains behind
}

@test "a clock that was ahead for one incremental" {
  backs_up ahead
  date >"${LAB}/home/data/date"
  clock_set $((10 * day))
  backs_up ahead
  clock_right
  refused ahead
  refused ahead --full
  forgets ahead
  chains ahead
}

@test "a clock that was ahead for the only full backup and one after it" {
  clock_set $((10 * day))
  backs_up first
  sleep 1
  backs_up first
  clock_right
  refused first
  forgets first
  refused first
  rm "$(archive_of first)"/*
  run job first list
  run job first backup
  assert_failure 78
  assert_output --partial 'is gone'
  rm "$(state_of first)/settled"
  backs_up first
  assert_equal "$(fulls_in "$(archive_of first)")" 1
  chains first
}

@test "a full backup that was cut short when the clock was ahead is not gone on with" {
  clock_set $((10 * day))
  : >"${LAB}/slow"
  job cut backup >"${LAB}/cut.output" 2>&1 3>&- &
  wait_until 60 compgen -G "$(archive_of cut)/*.vol2.*"
  kill -TERM "$(pgrep -o -U "${LAB_USER}" -f jobs/cut.sh)"
  wait "$!" || :
  rm "${LAB}/slow"
  clock_right
  backs_up cut
  assert_output --partial 'begun anew'
  chains cut
}
