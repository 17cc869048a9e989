#!/usr/bin/env bats
# install.sh and its units for one user's own manager, on a machine booted with systemd.

load ../lab/install
load ../lab/systemd

setup_file() {
  install_open
  systemd_open
  units=${LAB}/home/.config/systemd/user
  export units
  install_spec important '5 13 * * 2' 'scheduler: systemd' 'scope: user'
}

teardown_file() {
  systemd_close
  lab_close
}

# in_session COMMAND…: as the user, who has logged in.
in_session() {
  in_systemd setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --init-groups \
    env HOME="${LAB}/home" XDG_RUNTIME_DIR="/run/user/$(id -u "${LAB_USER}")" "$@"
}

control() {
  in_session systemctl --user "$@"
}

manager_is_up() {
  control show-environment >/dev/null 2>&1
}

@test "without lingering it refuses, and says what to do" {
  run install_in_systemd
  assert_failure 78
  assert_output --partial "loginctl enable-linger ${LAB_USER}"
  assert [ ! -e "${LAB}/home/.local/lib" ]
  run in_session "${LAB}/host/jobs/important.sh" check
  assert_failure 78
  assert_output --partial "loginctl enable-linger ${LAB_USER}"
}

@test "installs, by root or by the user, and has nothing to do the second time" {
  in_systemd loginctl enable-linger "${LAB_USER}"
  wait_until 20 manager_is_up
  run install_in_systemd
  assert_success
  run control list-timers --no-legend
  assert_line --regexp 'Tue .* 13:05:00 .*holdfast-important-backup.timer'
  run in_systemd setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups sh "${LAB}/host/install.sh"
  assert_success
  assert_output 'nothing to do for the-server'
}

@test "check finds that the timers will run" {
  run in_session "${LAB}/home/.local/lib/holdfast/jobs/important.sh" check
  assert_success
  assert_line 'important: ok: lingering'
}

@test "systemd finds nothing to say about the units" {
  local unit
  for unit in "${units}"/holdfast-*.*; do
    run in_session systemd-analyze --user verify --man=no "${unit}"
    assert_success
    assert_output ''
  done
}

@test "the service runs the job, whenever somebody starts it" {
  # In the hours of clock changes the script tells which starts are due.
  install_spec important '5 3 * * 2' 'scheduler: systemd' 'scope: user'
  install_in_systemd
  run control start holdfast-important-backup.service
  in_systemd journalctl --no-pager --lines=30 --output=cat
  assert_success
  control start holdfast-important-backup.service
  run find "${LAB}/disk" -name 'duplicity-full*manifest*' -user "${LAB_USER}"
  assert_equal "${#lines[@]}" 1
  run find "${LAB}/disk" -name 'duplicity-inc*manifest*' -user "${LAB_USER}"
  assert_equal "${#lines[@]}" 1
}

@test "from timers to the crontab, and back, in the same place" {
  install_spec important '5 3 * * 2' 'scheduler: cron'
  run install_in_systemd
  assert_success
  run control list-timers --all --no-legend 'holdfast-*'
  assert_output ''
  assert [ ! -e "${units}/holdfast-important-backup.timer" ]
  run in_systemd crontab -u "${LAB_USER}" -l
  assert_line --partial 'scheduled backup'

  install_spec important '5 13 * * 2' 'scheduler: systemd' 'scope: user'
  run install_in_systemd
  assert_success
  run control is-active holdfast-important-backup.timer
  assert_success
  run in_systemd crontab -u "${LAB_USER}" -l
  assert_failure
}

@test "uninstalling leaves nothing but state" {
  run install_in_systemd --uninstall
  assert_success
  run find "${LAB}/home/.config/systemd" -name 'holdfast-*'
  assert_output ''
  run control list-timers --all --no-legend 'holdfast-*'
  assert_output ''
  assert [ ! -e "${LAB}/home/.local/lib/holdfast" ]
  assert [ -d "${LAB}/home/.local/state/holdfast/important" ]
}
