#!/usr/bin/env bats
# install.sh on a host with cron: the real crontab(1), as the ordinary user and as root.

load ../lab/install

setup_file() {
  install_open
  lib=${LAB}/home/.local/lib/holdfast
  export lib
}

teardown_file() {
  lab_close
}

setup() {
  install_clean
  install_spec important '5 3 * * 2' 'scheduler: cron'
}

@test "installs, and has nothing to do the second time" {
  run install_as_user
  assert_success
  assert_equal "$(<"${lib}/jobs/important.sh")" "$(<"${LAB}/host/jobs/important.sh")"
  assert [ -x "${lib}/jobs/important.sh" ]
  run diff -r "${LAB}/host" "${lib}"
  assert_success
  assert_equal "$(stat -c '%a %U' "${LAB}/home/.local/state/holdfast/important")" "700 ${LAB_USER}"
  run show_crontab
  assert_line --index 0 "# BEGIN holdfast ${lib}"
  assert_line "5 3 * * 2 ${lib}/jobs/important.sh scheduled backup"
  assert_line "5 4 * * * ${lib}/jobs/important.sh scheduled prune"
  assert_line --index -1 "# END holdfast ${lib}"

  local before
  before=$(installed_state)
  run install_as_user
  assert_success
  assert_output 'nothing to do for the-server'
  assert_equal "$(installed_state)" "${before}"
  run "${lib}/install.sh" --help
  assert_success
  assert_line --partial 'usage: install.sh'
}

@test "installs and uninstalls in every shell" {
  local shell
  for shell in dash 'bash --posix' 'busybox sh' mksh yash ksh93 'zsh --emulate sh'; do
    echo "in ${shell}"
    SHELL_UNDER_TEST=${shell} run install_as_user
    assert_success
    SHELL_UNDER_TEST=${shell} run install_as_user
    assert_output 'nothing to do for the-server'
    run diff -r "${LAB}/host" "${lib}"
    assert_success
    SHELL_UNDER_TEST=${shell} run install_as_user --uninstall
    assert_success
    assert [ ! -e "${lib}" ]
    run show_crontab
    assert_failure
    SHELL_UNDER_TEST=${shell} run install_as_user --uninstal
    assert_failure 64
    assert_line --index 0 'install.sh: error: "--uninstal" is not one of its options'
    run ls "${LAB}/tmp"
    assert_output ''
  done
}

@test "an odd directory is as good as any" {
  local odd="${LAB}/home/it's 100% #1 \\ \$(id) \`id\` \"dir\""
  install_spec important '5 3 * * 2' 'scheduler: cron' "install_dir: '${odd//\'/\'\'}'"
  run install_as_user
  assert_success
  run diff -r "${LAB}/host" "${odd}"
  assert_success
  run show_crontab
  assert_line "# BEGIN holdfast ${odd}"
  run install_as_user
  assert_output 'nothing to do for the-server'
  run install_as_user --uninstall
  assert_success
  assert [ ! -e "${odd}" ]
  run show_crontab
  assert_failure
}

@test "--dry-run says what it would do, and changes nothing" {
  run install_as_user --dry-run
  assert_success
  assert_line "would write ${lib}/jobs/important.sh"
  assert_line "  | 5 3 * * 2 ${lib}/jobs/important.sh scheduled backup"
  assert [ ! -e "${LAB}/home/.local" ]
  run show_crontab
  assert_failure

  install_as_user
  local before
  before=$(installed_state)
  run install_as_user --uninstall --dry-run
  assert_success
  assert_line "would remove ${lib}/jobs/important.sh"
  assert_equal "$(installed_state)" "${before}"
}

@test "--check finds what differs from the tree" {
  run install_as_user --check
  assert_failure 1
  install_as_user
  run install_as_user --check
  assert_success
  echo '# edited' >>"${lib}/jobs/important.sh"
  show_crontab | sed '/scheduled backup/d' >"${LAB}/crontab"
  set_crontab "${LAB}/crontab"
  rm "${lib}/RECOVERY.md"
  run install_as_user --check
  assert_failure 1
  assert_line "differs: would write ${lib}/jobs/important.sh"
  assert_line "differs: would write ${lib}/RECOVERY.md"
  assert_line "differs: would write the block into the crontab of ${LAB_USER}"
  run install_as_user
  assert_success
  run install_as_user --check
  assert_success
}

@test "the copy that was installed uninstalls, and leaves state and secrets" {
  install_as_user
  rm -rf "${LAB}/host"
  ln -s "${lib}" "${LAB}/host"
  echo cache >"${LAB}/home/.local/state/holdfast/important/cache"
  run install_as_user --uninstall
  assert_success
  assert_line --partial "stay in ${LAB}/home/.local/state/holdfast"
  assert [ ! -e "${lib}" ]
  assert [ -s "${LAB}/home/.local/state/holdfast/important/cache" ]
  assert [ -s "${LAB}/home/.duplicity.secret" ]
  rm "${LAB}/host"
}

@test "uninstalling what is not installed is no mistake" {
  run install_as_user --uninstall
  assert_success
  assert_output 'nothing to do for the-server'
  assert [ ! -e "${LAB}/home/.local" ]
}

@test "a job that is gone from the spec goes from the host" {
  install_spec 'important photos' '5 3 * * 2' 'scheduler: cron'
  install_as_user
  assert [ -e "${lib}/jobs/photos.sh" ]
  echo mine >"${lib}/jobs/mine.sh"
  install_spec important '5 3 * * 2' 'scheduler: cron'
  run install_as_user
  assert_success
  assert [ ! -e "${lib}/jobs/photos.sh" ]
  assert [ -e "${lib}/jobs/mine.sh" ]
  assert [ -d "${LAB}/home/.local/state/holdfast/photos" ]
  run show_crontab
  refute_output --partial photos
}

@test "a tree that is not what compile wrote is refused" {
  local tree=${LAB}/host
  echo '# edited' >>"${tree}/jobs/important.sh"
  run install_as_user
  assert_failure 78
  assert_output --partial "${tree}/jobs/important.sh is not the file that MANIFEST.sha256 lists"

  install_spec important '5 3 * * 2' 'scheduler: cron'
  sed -i '/jobs.important/d' "${tree}/MANIFEST.sha256"
  run install_as_user
  assert_failure 78
  assert_output --partial 'does not list jobs/important.sh'

  install_spec important '5 3 * * 2' 'scheduler: cron'
  rm "${tree}/cron/holdfast.crontab"
  run install_as_user
  assert_failure 78

  rm "${tree}/MANIFEST.sha256"
  run install_as_user
  assert_failure 78
  assert [ ! -e "${LAB}/home/.local" ]
}

@test "a manifest that names files elsewhere is refused" {
  echo 'not ours' >"${LAB}/elsewhere"
  (cd "${LAB}/host" && sha256sum ../elsewhere >>MANIFEST.sha256)
  run install_as_user
  assert_failure 78
  assert_output --partial elsewhere
}

@test "a file in the way that is not ours stays" {
  as_user mkdir -p "${lib}"
  echo mine >"${lib}/RECOVERY.md"
  run install_as_user
  assert_failure 78
  assert_output --partial "${lib}/RECOVERY.md is not from an earlier install"
  assert_equal "$(<"${lib}/RECOVERY.md")" mine
  assert [ ! -e "${lib}/jobs" ]
}

@test "only the user and root may install" {
  chmod -R a+rX "${LAB}/host"
  run setpriv --reuid=nobody --regid=nogroup --clear-groups sh "${LAB}/host/install.sh"
  assert_failure 77
  assert_output --partial "start it as ${LAB_USER} or as root"
  sed -i "s/user: ${LAB_USER}/user: root/; s|home: .*|home: /root|" "${LAB}/backup.yaml"
  lab_compile
  chmod -R a+rX "${LAB}/host"
  run setpriv --reuid=nobody --regid=nogroup --clear-groups sh "${LAB}/host/install.sh"
  assert_failure 77
  assert_line 'install.sh: error: this installs for root: start it as root'
}

@test "the account must be there, and its home where the scripts look for it" {
  sed -i 's/holdfast_[a-z0-9_]*/&x/' "${LAB}/backup.yaml"
  lab_compile
  run install_as_root
  assert_failure 78
  assert_output --partial 'there is no user'

  install_spec important '5 3 * * 2' 'scheduler: cron'
  sed -i "s,home: .*,home: /home/elsewhere," "${LAB}/backup.yaml"
  lab_compile
  run install_as_user
  assert_failure 78
  assert_output --partial 'set hosts.the-server.home to'
}

@test "another host's place is not taken" {
  install_as_user
  sed -i 's/the-server:/other-server:/' "${LAB}/backup.yaml"
  host=other-server lab_compile
  run install_as_user
  assert_failure 78
  assert_output --partial 'belongs to another host'
}

@test "root goes on as the user, even from where the user cannot read" {
  mkdir -m 700 "${LAB}/private"
  mv "${LAB}/host" "${LAB}/private/host"
  run with_spool sh "${LAB}/private/host/install.sh"
  assert_success
  assert_line "  ${lib}/jobs/important.sh check"
  run find "${LAB}/home" ! -user "${LAB_USER}"
  assert_output ''
  run show_crontab
  assert_line "5 3 * * 2 ${lib}/jobs/important.sh scheduled backup"
  run with_spool sh "${LAB}/private/host/install.sh"
  assert_output 'nothing to do for the-server'
  run with_spool sh "${LAB}/private/host/install.sh" --uninstall
  assert_success
  assert [ ! -e "${lib}" ]
  mv "${LAB}/private/host" "${LAB}/host"
  rmdir "${LAB}/private"
}

@test "root reaches the user with runuser where there is no setpriv, and with su where there is neither" {
  local missing
  for missing in /usr/bin/setpriv '/usr/bin/setpriv /usr/sbin/runuser'; do
    # shellcheck disable=SC2016 # for the inner shell to expand
    run with_spool sh -c 'for program in $0; do mount --bind /dev/null "${program}"; done; exec "$@"' \
      "${missing}" sh "${LAB}/host/install.sh"
    assert_success
    assert [ -x "${lib}/jobs/important.sh" ]
    run find "${LAB}/home" ! -user "${LAB_USER}"
    assert_output ''
    install_clean
  done
}

@test "what keeps root from going on as the user is told, even where the program that fails says nothing" {
  local program
  for program in chmod cp env mkdir; do
    fake "${program}" <<<'#!/bin/sh
exit 1'
    # shellcheck disable=SC2016 # for the inner shell to expand
    run with_spool sh -c 'PATH=$0:/usr/bin:/bin exec sh "$1"' "${LAB}/fakes" "${LAB}/host/install.sh"
    assert_failure 78
    assert_line --partial 'install.sh: error: '
    assert_line --partial "${LAB_USER}"
    assert [ ! -e "${lib}" ]
    rm "${LAB}/fakes/${program}"
  done
}

@test "a state directory that cannot be written is told of" {
  install -d "${LAB}/home/.local/state/holdfast"
  local shell
  for shell in dash 'bash --posix' 'busybox ash'; do
    SHELL_UNDER_TEST=${shell} run install_as_user
    assert_failure 78
    assert_output --partial "cannot write in ${LAB}/home/.local/state/holdfast"
  done
}

@test "two at once: the second is refused" {
  install_as_user
  as_user flock --no-fork "${LAB}/home/.local/state/holdfast/install.lock" sleep 30 &
  local holder=$!
  wait_until 5 lock_is_held
  run install_as_user
  kill "${holder}"
  assert_failure 75
}

lock_is_held() {
  ! flock -n "${LAB}/home/.local/state/holdfast/install.lock" true
}
