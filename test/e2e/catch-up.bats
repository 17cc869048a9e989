#!/usr/bin/env bats
# What was missed is made up for, once; what the scheduler starts besides is not due.

load ../lab/lab

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user sh -c "echo something >'${LAB}/home/data/file'"
  # Half a day away from now, so that no time of the schedule comes near while this runs.
  local time
  time=$(date -d '12 hours' +%H:%M)
  lab_spec <<END
version: 1
jobs:
  late:
    source: ~/data
    target: { url: "file://${LAB}/home/disk" }
    encryption: none
    backup: { schedule: { cron: "daily ${time}", catch_up: true } }
hosts:
  the-server:
    scheduler: cron
    jobs: [late]
$(lab_host)
END
  lab_compile
  export STATE=${LAB}/home/.local/state/holdfast/late
}

teardown_file() {
  lab_close
}

# claim_ago DAYS: as if the newest time that was claimed, or settled by the first start, was so long ago.
claim_ago() {
  rm "${STATE}"/due-backup-[0-9]*
  as_user touch "${STATE}/due-backup-$(($(date +%s) / 60 - $1 * 1440))"
}

# good_runs: how many there were.
good_runs() {
  grep -l 'backup ok after' "${STATE}"/log/*.log 2>/dev/null | wc -l
}

@test "what was before the first start is not made up for" {
  run job late scheduled backup
  assert_success
  assert_output ''
  run job late scheduled backup
  assert_success
  assert_equal "$(good_runs)" 0
}

@test "a run that was missed is made up for, and not twice" {
  claim_ago 2
  run job late scheduled backup
  assert_success
  assert_equal "$(good_runs)" 1
  run job late scheduled backup
  assert_success
  assert_equal "$(good_runs)" 1
}

@test "a run that failed is tried again, until one is good" {
  sed -i "s/\"last_ok\":[0-9]*/\"last_ok\":$(($(date +%s) - 200000))/" "${STATE}/status.json"
  mv "${LAB}/home/data" "${LAB}/home/away"
  run job late scheduled backup
  assert_failure
  run job late scheduled backup
  assert_failure
  mv "${LAB}/home/away" "${LAB}/home/data"
  # A start that is made again within the minute finds it claimed.
  claim_ago 1
  run job late scheduled backup
  assert_success
  assert_equal "$(good_runs)" 2
  run job late scheduled backup
  assert_equal "$(good_runs)" 2
}

@test "the crontab has a line for every hour" {
  run grep -c " \* \* \* \* .*late.sh scheduled backup" "${LAB}/host/cron/holdfast.crontab"
  assert_output 1
}
