#!/usr/bin/env bats
# What a schedule wants of the host, when the host lacks it.

load ../lab/lab

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user touch "${LAB}/home/data/file"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
jobs:
  elsewhere: { backup: { schedule: { cron: "5 3 * * *", timezone: Asia/Kathmandu } } }
  hourly: { backup: { schedule: "hourly :15" } }
  daily: { backup: { schedule: "daily 03:05" } }
hosts:
  the-server:
    scheduler: cron
    jobs: [elsewhere, hourly, daily]
$(lab_host)
  in-berlin:
    scheduler: cron
    timezone: Europe/Berlin
    jobs: [elsewhere, daily]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

# job_where SETUP JOB WORD…: the job on a machine that shell code has changed, which nobody else sees.
job_where() {
  unshare --mount --propagation private sh -euc "$1"'; shift; exec "$@"' - \
    "$1" "${LAB}/${tree:-host}/jobs/$2.sh" "${@:3}" 3>&- </dev/null
}

no_zones='mount -t tmpfs tmpfs /usr/share/zoneinfo'
clock='mount --bind /usr/share/zoneinfo'
systemd_cron='mount -t tmpfs tmpfs /lib/systemd/system-generators; touch /lib/systemd/system-generators/systemd-crontab-generator'

@test "a host that does not know the zone of a schedule: check says so, and nothing is started by another clock" {
  run job_where true elsewhere check
  assert_success
  assert_line 'elsewhere: ok: time zone Asia/Kathmandu'
  run job_where "${no_zones}" elsewhere check
  assert_failure 78
  assert_output --partial 'this host does not know the time zone Asia/Kathmandu'
  assert_output --partial 'apt install tzdata'
  run job_where "${no_zones}" elsewhere scheduled backup
  assert_failure 78
  assert_output --partial 'is the time zone known? On Debian: apt install tzdata'
  assert_equal "$(outcome_of elsewhere backup)" failed
  run job_where "${no_zones}" daily check
  assert_success
}

@test "a host whose clock is not the one that the spec says: check says so" {
  local tree=out/in-berlin
  run job_where "${clock}/Europe/Oslo /etc/localtime" daily check
  assert_success
  assert_line "daily: ok: the host's clock, Europe/Berlin"
  # The same in winter, and another all year.
  local zone
  for zone in Africa/Algiers Etc/GMT+5; do
    run job_where "${clock}/${zone} /etc/localtime" daily check
    assert_failure 78
    assert_output --partial 'the clock of this host does not go by Europe/Berlin'
    assert_output --partial 'set hosts.in-berlin.timezone'
  done
  run job_where "${clock}/Etc/GMT+5 /etc/localtime" elsewhere check
  assert_success
}

@test "a cron that was told of another clock than the host's, as in a container: nothing is left out in silence" {
  local as_user="shift; set -- - setpriv --reuid=${LAB_USER} --regid=${LAB_USER} --clear-groups \"\$@\""
  run job_where "${clock}/Europe/Berlin /etc/localtime; export TZ=Asia/Tokyo; ${as_user}" elsewhere scheduled backup
  assert_failure 78
  assert_output --partial 'goes by the clock of TZ=Asia/Tokyo, and this host does not'
  assert_output --partial '/etc/localtime'
  assert_equal "$(outcome_of elsewhere backup)" failed
  local other
  for other in TZ= CRON_TZ=Asia/Tokyo; do
    run job_where "${clock}/Europe/Berlin /etc/localtime; export ${other}; ${as_user}" elsewhere scheduled backup
    assert_failure 78
  done
  run job_where "${clock}/Europe/Berlin /etc/localtime; export TZ=Europe/Oslo; ${as_user}" elsewhere scheduled backup
  assert_success
}

@test "systemd-cron would skip runs of some schedules: check says so" {
  run job_where true hourly check
  assert_success
  assert_line 'hourly: ok: cron'
  local name
  for name in hourly elsewhere; do
    run job_where "${systemd_cron}" "${name}" check
    assert_failure 78
    assert_output --partial 'systemd-cron reads the crontabs of this host'
    assert_output --partial 'set hosts.the-server.scheduler to systemd'
  done
  run job_where "${systemd_cron}" daily check
  assert_success
}
