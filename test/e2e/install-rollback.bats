#!/usr/bin/env bats
# An install that fails, or is interrupted, in the middle: everything is as it was before.

# shellcheck disable=SC2016 # dollars of the scripts that stand in for crontab(1)

load ../lab/install

setup_file() {
  install_open
  lib=${LAB}/home/.local/lib/holdfast
  export lib
}

teardown_file() {
  lab_close
}

# A host with two jobs is installed; the tree has one of them, at another time.
setup() {
  install_clean
  echo '0 1 * * * true' >"${LAB}/crontab"
  set_crontab "${LAB}/crontab"
  install_spec 'important photos' '5 3 * * 2' 'scheduler: cron'
  install_as_user
  install_spec important '6 4 * * 3' 'scheduler: cron'
  before=$(installed_state)
}

# crontab(1), but that it does the text on standard input in place of writing.
fake_crontab() {
  {
    printf '#!/bin/sh\n[ "$1" != -l ] || exec /usr/bin/crontab -l\n'
    # Putting back the old one works again.
    printf 'grep -q "^5 3 " "$1" && exec /usr/bin/crontab "$1"\n'
    cat
  } | fake crontab
}

refute_changes() {
  assert_line --partial 'putting everything back as it was'
  refute_line --partial 'could not undo'
  assert_equal "$(installed_state)" "${before}"
  rm "${LAB}"/fakes/*
  run install_as_user
  assert_success
  assert [ ! -e "${lib}/jobs/photos.sh" ]
  run show_crontab
  assert_line --regexp '^6 4 \* \* 3 '
}

@test "crontab(1) fails" {
  fake_crontab <<<'echo "no space left" >&2; exit 1'
  run install_as_user
  assert_failure 70
  assert_line 'no space left'
  assert_line --partial 'could not write the block into the crontab'
  refute_changes
}

@test "crontab(1) says nothing and does nothing" {
  fake_crontab <<<'exit 0'
  run install_as_user
  assert_failure 70
  assert_line --partial 'did all, but still had to write the block into the crontab'
  refute_changes
}

@test "crontab(1) writes something else" {
  fake_crontab <<<'sed "s/^6 4 /7 4 /" "$1" | /usr/bin/crontab -'
  run install_as_user
  assert_failure 70
  refute_changes
}

@test "the disk becomes full" {
  fake cp <<END
#!/bin/sh
for to; do :; done
case \${to} in
  '${lib}'/*)
    if grep -q '^6 4 ' '${lib}/cron/holdfast.crontab'; then
      echo 'no space left' >&2
      exit 1
    fi
    ;;
esac
exec /usr/bin/cp "\$@"
END
  run install_as_user
  assert_failure 70
  assert_line 'no space left'
  refute_changes
}

@test "interrupted, terminated or hung up" {
  local signal
  for signal in INT:130 TERM:143 HUP:129; do
    fake_crontab <<<"kill -${signal%:*} \"\${PPID}\""
    # What bats starts ignores INT.
    run env --default-signal=INT bash -c "$(declare -f with_spool install_as_user); install_as_user"
    assert_failure "${signal#*:}"
    assert_line --partial 'putting everything back as it was'
    assert_equal "$(installed_state)" "${before}"
  done
}

@test "terminated, in every shell" {
  local shell
  fake_crontab <<<'kill -TERM "${PPID}"'
  for shell in dash 'bash --posix' 'busybox sh' mksh yash ksh93 'zsh --emulate sh'; do
    echo "in ${shell}"
    SHELL_UNDER_TEST=${shell} run install_as_user
    assert_failure 143
    assert_line --partial 'putting everything back as it was'
    assert_equal "$(installed_state)" "${before}"
    run ls "${LAB}/tmp"
    assert_output ''
  done
}

# install_signalled COMMAND: root's install, of which every process gets TERM while the user's part is in COMMAND.
install_signalled() {
  # Only root can send it to both. It must have arrived before the user's part goes on.
  fake "$1" <<END
#!/bin/sh
case "$1 \$*" in
  'rm '*jobs/important.sh.old* | 'crontab '*crontab.new)
    echo "\$\$" >"${LAB}/tmp/there"
    while [ -e "${LAB}/tmp/there" ]; do sleep 0.05; done
    ;;
esac
exec "/usr/bin/$1" "\$@"
END
  # shellcheck disable=SC2016 # for the inner shell to expand
  with_spool setsid -w sh -c 'PATH=$0:/usr/bin:/bin exec sh "$1"' "${LAB}/fakes" "${LAB}/host/install.sh" &
  until [ -s "${LAB}/tmp/there" ]; do sleep 0.05; done
  local stand_in
  stand_in=$(<"${LAB}/tmp/there")
  kill -TERM -- "-$(ps -o pgid= -p "${stand_in}" | tr -d ' ')"
  rm "${LAB}/tmp/there"
  wait "$!"
}

@test "root waits for the install that it started as the user, and ends as that one does" {
  run install_signalled rm
  assert_success
  assert_line --partial 'installed the-server'
  install_spec important '7 4 * * 3' 'scheduler: cron'
  rm "${LAB}"/fakes/*
  before=$(installed_state)
  run install_signalled crontab
  assert_failure 143
  assert_line --partial 'putting everything back as it was'
  assert_equal "$(installed_state)" "${before}"
}

@test "a first install that fails leaves nothing to run" {
  install_as_user --uninstall
  fake_crontab <<<'exit 1'
  run install_as_user
  assert_failure 70
  assert [ ! -e "${lib}" ]
  run show_crontab
  assert_output '0 1 * * * true'
}

@test "an uninstall that fails leaves everything" {
  fake_crontab <<<'exit 1'
  run install_as_user --uninstall
  assert_failure 70
  refute_changes
}

@test "after SIGKILL in the middle the next install knows its own files" {
  fake_crontab <<<'kill -KILL "${PPID}"'
  run install_as_user
  assert_failure 137
  rm "${LAB}"/fakes/*
  install_spec 'important videos' '7 5 * * 4' 'scheduler: cron'
  run install_as_user
  assert_success
  assert [ ! -e "${lib}/jobs/photos.sh" ]
  run diff -r "${LAB}/host" "${lib}"
  assert_success
}
