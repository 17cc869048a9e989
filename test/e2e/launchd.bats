#!/usr/bin/env bats
# install.sh on a host with launchd. There is no Mac here: launchctl(1) is one that only keeps what it is told, and starts
# the compiled script.

load ../lab/install

setup_file() {
  install_open
  lib=${LAB}/home/.local/lib/holdfast
  agents=${LAB}/home/Library/LaunchAgents
  export lib agents
}

teardown_file() {
  lab_close
}

setup() {
  install_clean
  rm -rf "${LAB}/home/Library" "${LAB}/launchd"
  as_user mkdir "${LAB}/home/Library" "${agents}"
  install -d -o "${LAB_USER}" "${LAB}/launchd" "${LAB}/launchd/loaded" "${LAB}/launchd/disabled"
  cp "${lab_dir}/launchctl.py" "${LAB}/launchctl.py"
  fake_launchctl "gui/$(id -u "${LAB_USER}")"
  install_spec important '5 3 * * 2' 'scheduler: launchd' 'scope: user'
}

# fake_launchctl DOMAIN [WORDS…]: a session of DOMAIN; bootstrap fails for what has WORDS in it.
fake_launchctl() {
  fake launchctl <<END
#!/bin/sh
echo "\$*" >>${LAB}/launchd/calls
if [ "\$1" = bootstrap ] && [ -n "${2-}" ] && grep -q -e "${2-}" -- "\$3"; then
  echo 'Bootstrap failed: 5: Input/output error' >&2
  exit 5
fi
exec /usr/bin/python3 ${LAB}/launchctl.py ${LAB}/launchd $1 "\$@"
END
}

loaded() {
  ls "${LAB}/launchd/loaded"
}

# all_state: what install.sh may touch, and what is loaded.
all_state() {
  installed_state
  (cd "${LAB}/launchd/loaded" && sha256sum -- *)
}

@test "installs, and has nothing to do the second time" {
  run install_as_user
  assert_success
  assert_line 'load and start holdfast-important-backup'
  run loaded
  assert_output $'holdfast-important-backup\nholdfast-important-prune'
  run diff -r "${LAB}/host/launchd" "${agents}"
  assert_success
  run diff -r "${LAB}/host" "${lib}"
  assert_success
  run ls -A "${LAB}/home/.local/state/holdfast/important/"
  assert_line scheduled.log
  assert_equal "$(<"${LAB}/home/.local/state/holdfast/important/scheduled.log")" ''

  local before
  before=$(all_state)
  run install_as_user
  assert_success
  assert_output 'nothing to do for the-server'
  run install_as_user --check
  assert_success
  assert_equal "$(all_state)" "${before}"
}

@test "installs and uninstalls in every shell" {
  local shell
  for shell in 'bash --posix' 'zsh --emulate sh' dash 'busybox sh' mksh yash ksh93; do
    echo "in ${shell}"
    SHELL_UNDER_TEST=${shell} run install_as_user
    assert_success
    SHELL_UNDER_TEST=${shell} run install_as_user --uninstall
    assert_success
    run loaded
    assert_output ''
    run ls "${agents}"
    assert_output ''
    assert [ ! -e "${lib}" ]
  done
}

@test "a job is started when it is due, and leaves a backup" {
  install_spec important '* * * * *' 'scheduler: launchd' 'scope: user'
  run install_as_user
  assert_success
  assert_equal "$(outcome_of important backup)" ok
  run outcome_of important prune
  assert_output None
}

@test "an agent that changes is unloaded first, and one that is not wanted any more is gone" {
  install_as_user
  install_spec photos '6 4 * * *' 'scheduler: launchd' 'scope: user'
  run install_as_user
  assert_success
  run loaded
  assert_output $'holdfast-photos-backup\nholdfast-photos-prune'
  install_spec photos '6 5 * * *' 'scheduler: launchd' 'scope: user'
  : >"${LAB}/launchd/calls"
  run install_as_user
  assert_success
  run grep -e boot "${LAB}/launchd/calls"
  assert_line --index 0 "bootout gui/$(id -u "${LAB_USER}")/holdfast-photos-backup"
  assert_line --index 1 --partial 'bootstrap '
  assert_equal "${#lines[@]}" 2
  run diff "${LAB}/launchd/loaded" "${LAB}/host/launchd"
  refute_output --partial 'diff '
}

@test "one that was disabled is enabled" {
  : >"${LAB}/launchd/disabled/holdfast-important-backup"
  run install_as_user
  assert_success
}

@test "one that is not loaded is loaded" {
  install_as_user
  rm "${LAB}/launchd/loaded/holdfast-important-prune"
  run install_as_user --check
  assert_failure 1
  assert_output 'differs: would load and start holdfast-important-prune'
  run install_as_user
  assert_success
  run loaded
  assert_line holdfast-important-prune
}

@test "launchd fails: everything is as it was before" {
  install_spec 'important photos' '5 3 * * 2' 'scheduler: launchd' 'scope: user'
  install_as_user
  local before
  before=$(all_state)
  install_spec important '6 4 * * 3' 'scheduler: launchd' 'scope: user'
  fake_launchctl "gui/$(id -u "${LAB_USER}")" '<integer>6</integer>'
  run install_as_user
  assert_failure 70
  assert_line --partial 'could not load and start holdfast-important-backup'
  refute_line --partial 'could not undo'
  assert_equal "$(all_state)" "${before}"
}

@test "a property list that plutil(1) refuses is not loaded" {
  fake plutil <<<$'#!/bin/sh\necho "$3: bad"; exit 1'
  run install_as_user
  assert_failure 70
  assert_line "${agents}/holdfast-important-backup.plist: bad"
  run loaded
  assert_output ''
  run ls "${agents}"
  assert_output ''
}

@test "a run in progress is not killed" {
  install_as_user
  local before
  before=$(all_state)
  : >"${LAB}/launchd/holdfast-important-backup.runs"
  run install_as_user --uninstall
  assert_failure 75
  assert_output --partial 'a run of holdfast-important-backup is in progress'
  assert_equal "$(all_state)" "${before}"
  run install_as_user
  assert_output 'nothing to do for the-server'
}

@test "a user who is not logged in is told so" {
  fake_launchctl gui/1
  run install_as_user
  assert_failure 78
  assert_output --partial "${LAB_USER} is not logged in at the screen"
  assert [ ! -e "${lib}" ]
}

@test "where there is no launchd it says so" {
  rm "${LAB}/fakes/launchctl"
  run install_as_user
  assert_failure 78
  assert_output --partial 'launchd does not run this machine'
}

@test "from launchd to the crontab, and back" {
  install_as_user
  install_spec important '5 3 * * 2' 'scheduler: cron'
  run install_as_user
  assert_success
  run loaded
  assert_output ''
  run ls "${agents}"
  assert_output ''
  run show_crontab
  assert_line --partial 'scheduled backup'
  install_spec important '5 3 * * 2' 'scheduler: launchd' 'scope: user'
  run install_as_user
  assert_success
  run show_crontab
  assert_failure
  run loaded
  assert_line holdfast-important-backup
}

@test "daemons of the system, by root alone" {
  fake_launchctl system
  install_spec important '5 3 * * 2' 'scheduler: launchd' "install_dir: /usr/local/lib/${LAB_USER}"
  run install_as_user
  assert_failure 77
  assert_line --partial 'start this as root'
  PATH=${LAB}/fakes:${PATH} run sh "${LAB}/host/install.sh" --dry-run
  assert_success
  assert_line 'would write /Library/LaunchDaemons/holdfast-important-backup.plist'
  assert_line 'would load and start holdfast-important-backup'
}
