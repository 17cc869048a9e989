#!/usr/bin/env bats
# A job that runs as another than the host's user, through a real sudo, started by a real cron, on a machine of its own.
# Each test goes on where the one before it ended.

load ../lab/lab
load ../lab/machines

lib=/usr/local/lib/holdfast
script=${lib}/jobs/vault.sh

setup_file() {
  lab_open
  lab_spec <<'END'
version: 1
defaults:
  target: { url: "file:///srv/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  drill: {}
jobs:
  vault:
    source: /srv/vault
    run_as: root
    backup: { schedule: "* * * * *" }
  site:
    source: /srv/site
    target: { url: "file:///srv/keeper/disk" }
    run_as: { user: keeper, home: /srv/keeper }
    backup: {}
hosts:
  the-server: { user: starter, scheduler: cron, jobs: [vault, site] }
END
  lab_compile
  mv "${LAB}/host" "${LAB}/compiled"
  sed -i 's/^    run_as: root$//; s/jobs: \[vault, site\]/jobs: [vault]/' "${LAB}/backup.yaml"
  lab_compile
  machine_start runner --as-pid2 cron -f
  # Numbers that no user of this machine is given, as some of its tests end whatever runs as a user of theirs.
  in_machine runner useradd --uid 50001 --create-home --shell /bin/sh starter
  in_machine runner useradd --uid 50002 --create-home --home-dir /srv/keeper --shell /bin/sh keeper
  # shellcheck disable=SC2016 # for the shell there to expand
  in_machine runner sh -eu -c '
    echo "127.0.0.1 localhost $(hostname)" >/etc/hosts
    umask 077
    for home in /root /srv/keeper; do
      gpg --quiet --armor --gen-random 2 45 >"${home}/.duplicity.secret"
    done
    chown keeper: /srv/keeper/.duplicity.secret
    mkdir /srv/vault /srv/site
    echo precious >/srv/vault/file
    echo page >/srv/site/index
    chown -R keeper: /srv/site
    mkdir /srv/disk /srv/keeper/disk
    chown keeper: /srv/keeper/disk
    rm -rf /var/lib/holdfast'
  cp -R "${LAB}/compiled" "$(machine_root runner)/srv/compiled"
  cp -R "${LAB}/host" "$(machine_root runner)/srv/without"
}

teardown_file() {
  [[ ! -e ${LAB}/runner.pid ]] || machine_delete runner
  lab_close
}

# starter COMMAND…: as the host's user.
starter() {
  in_machine runner setpriv --reuid=starter --regid=starter --init-groups "$@"
}

# sudoers_of JOB: the line that "check" prints, exactly.
sudoers_of() {
  starter "${lib}/jobs/$1.sh" check 2>/dev/null | sed -n '/^starter /,/[^\\]$/p'
}

# allow JOB: what an administrator does.
allow() {
  local file
  file="$(machine_root runner)/etc/sudoers.d/holdfast-$1"
  sudoers_of "$1" >"${LAB}/sudoers"
  install -m 440 "${LAB}/sudoers" "${file}"
  in_machine runner visudo --check --strict --file="/etc/sudoers.d/holdfast-$1"
}

outcome_of_vault() {
  starter "${script}" status --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["actions"]["backup"]["outcome"])'
}

backed_up() {
  [[ $(outcome_of_vault) = ok ]]
}

# restored_by COMMAND…: COMMAND, which starts the script, restores the vault to a directory whose name is a trap.
restored_by() {
  # shellcheck disable=SC2016 # that is the trap
  local name='/srv/new; touch "$(id)" #'\''\ é'
  in_machine runner rm -rf "${name}"
  run "$@" "${script}" restore "${name}"
  assert_success
  run in_machine runner diff -r /srv/vault "${name}"
  assert_success
}

@test "only root can install it, and nobody else can change what sudo starts" {
  run starter sh /srv/compiled/install.sh
  assert_failure 77
  assert_output --partial 'start this as root'
  run in_machine runner sh /srv/compiled/install.sh
  assert_success
  run in_machine runner stat -c '%U %a' "${script}" "${lib}/jobs" "${lib}" /var/lib/holdfast/vault /var/lib/holdfast/site
  assert_output $'root 755\nroot 755\nroot 755\nroot 700\nkeeper 700'
  run in_machine runner crontab -u starter -l
  assert_line "* * * * * ${script} scheduled backup"
  run in_machine runner sh /srv/compiled/install.sh
  assert_output 'nothing to do for the-server'
}

@test "a host that was installed for its user alone is moved, crontab and all" {
  in_machine runner sh /srv/compiled/install.sh --uninstall
  starter sh /srv/without/install.sh
  run in_machine runner sh /srv/compiled/install.sh
  assert_success
  run in_machine runner crontab -u starter -l
  assert_line "* * * * * ${script} scheduled backup"
  refute_output --partial /home/starter
  run in_machine runner test -e /home/starter/.local/lib/holdfast
  assert_failure
}

@test "without the line in sudoers it does not start, and says what is missing, to the log of the system, too" {
  in_machine runner setsid --fork socat -u UNIX-RECV:/dev/log,mode=666 OPEN:/srv/syslog,creat,append >/dev/null 2>&1
  wait_until 10 in_machine runner test -S /dev/log
  run starter "${script}" scheduled backup
  assert_failure 77
  assert_output --partial 'sudo does not let starter start this as root: vault.sh scheduled backup (sudo: a password is required)'
  run starter "${script}" check
  assert_failure 77
  assert_output --partial 'visudo -f /etc/sudoers.d/holdfast-vault'
  run in_machine runner "${script}" check
  assert_failure 77
  assert_output --partial 'sudo does not let starter start this as root: vault.sh scheduled backup'
  run in_machine runner test -e /var/lib/holdfast/vault/status.json
  assert_failure
  run cat "$(machine_root runner)/srv/syslog"
  assert_output --partial 'holdfast: vault: error: sudo does not let starter start this as root: vault.sh scheduled backup'
  refute_output --partial 'vault.sh scheduled check'
  run in_machine runner setpriv --reuid=keeper --regid=keeper --clear-groups "${script}" backup
  assert_failure 77
  assert_output --partial 'this job runs as root, not as keeper'
}

@test "a password that was typed a moment ago does not count, as cron has none" {
  local rule
  rule="$(machine_root runner)/etc/sudoers.d/with-password"
  in_machine runner sh -c 'echo starter:word | chpasswd'
  printf '%s\n' 'Defaults:starter timestamp_type=global' 'starter ALL=(ALL) ALL' >"${rule}"
  run starter sh -c "echo word | sudo -S -v && sudo -n true && exec ${script} check"
  rm "${rule}"
  assert_failure 77
  assert_output --partial 'sudo does not let starter start this as root: vault.sh scheduled backup (sudo: a password is required)'
}

@test "an entry that wants a password does not count, although sudo lists it where another wants none" {
  local rule
  rule="$(machine_root runner)/etc/sudoers.d/with-password"
  printf '%s\n' 'starter ALL=(root) NOPASSWD: /bin/true' 'starter ALL=(ALL) PASSWD: ALL' >"${rule}"
  starter sudo -n -l -u root -- "${script}" scheduled backup
  run starter "${script}" check
  assert_failure 77
  assert_output --partial 'sudo does not let starter start this as root: vault.sh status (sudo: a password is required)'
  run in_machine runner "${script}" check
  rm "${rule}"
  assert_failure 77
  assert_output --partial 'sudo does not let starter start this as root: vault.sh status (sudo: a password is required)'
}

@test "with the line that check prints, check is content and cron backs up what only root can read" {
  allow vault
  run starter "${script}" check
  assert_success
  assert_output --partial 'ok: sudo lets starter start this as root'
  wait_until 150 backed_up
}

@test "the line lets through the words that stand in it, and no others" {
  local words
  for words in 'backup --full' 'restore /srv/new' 'duplicity --version' list 'scheduled drill' 'status --max-age 1d'; do
    # shellcheck disable=SC2086 # several words
    run starter "${script}" ${words}
    assert_output --partial "sudo does not let starter start this as root: vault.sh ${words}"
    # shellcheck disable=SC2086 # several words
    run starter sudo -n -u root "${script}" ${words}
    assert_output --partial 'password is required'
  done
  run starter sudo -n -u root A=b "${script}" check
  assert_output --partial 'not allowed to set the following environment variables: A'
}

@test "root restores, and so does who sudo lets" {
  restored_by in_machine runner
  echo "starter ALL=(root) NOPASSWD:NOSETENV: ${script}" >"$(machine_root runner)/etc/sudoers.d/all-words"
  restored_by starter
  rm "$(machine_root runner)/etc/sudoers.d/all-words"
}

@test "duplicity's environment is the same whoever starts it, and has nothing of the caller's" {
  local root
  root=$(machine_root runner)
  cat >"${root}/usr/local/bin/duplicity" <<'END'
#!/bin/sh
env | grep -v '^_=' | sort >/root/environment
exec /usr/bin/duplicity "$@"
END
  chmod 755 "${root}/usr/local/bin/duplicity"
  in_machine runner "${script}" backup
  mv "${root}/root/environment" "${LAB}/by-root"
  # As open as sudoers(5) can make it.
  echo 'Defaults:starter !env_reset' >"${root}/etc/sudoers.d/keep"
  starter env RSYNC_CONNECT_PROG=evil PYTHONWARNINGS=evil "${script}" backup
  run diff "${LAB}/by-root" "${root}/root/environment"
  assert_success
  rm "${root}/root/environment"
  # The caller may guess the number of the process that sudo starts.
  # shellcheck disable=SC2016 # for the shell there to expand
  in_machine runner sh -c 'SUDO_COMMAND=$0 HOLDFAST_PID=$$ PYTHONWARNINGS=evil exec "$0" backup' "${script}"
  run diff "${LAB}/by-root" "${root}/root/environment"
  assert_success
  rm "${root}/etc/sudoers.d/keep" "${root}/usr/local/bin/duplicity"
}

@test "a job of an ordinary user goes through sudo as that user, at that user's home" {
  run starter "${lib}/jobs/site.sh" backup
  assert_failure 77
  allow site
  run starter "${lib}/jobs/site.sh" check
  assert_success
  run starter "${lib}/jobs/site.sh" backup
  assert_success
  run in_machine runner find /srv/keeper/disk/the-server/site -name '*.manifest.gpg' -user keeper
  assert_output --partial duplicity-full
}

@test "check tells when sudo wants a terminal, or is gone" {
  local root
  root=$(machine_root runner)
  echo 'Defaults requiretty' >"${root}/etc/sudoers.d/terminal"
  run starter "${script}" scheduled backup
  assert_failure 77
  assert_output --partial 'you must have a tty'
  rm "${root}/etc/sudoers.d/terminal"
  in_machine runner mv /usr/bin/sudo /usr/bin/no-sudo
  run starter "${script}" scheduled backup
  assert_failure 78
  assert_output --partial 'sudo is not installed'
  in_machine runner mv /usr/bin/no-sudo /usr/bin/sudo
}

@test "a script that the host's user can change is found by check" {
  in_machine runner chown starter "${lib}/jobs"
  run in_machine runner "${script}" check
  assert_failure 77
  assert_output --partial "could change ${lib}/jobs"
  run in_machine runner sh /srv/compiled/install.sh --check
  assert_failure 78
  assert_output --partial "others can write in ${lib}/jobs"
  in_machine runner chown root "${lib}/jobs"
}

@test "without run_as, the host is its user's again" {
  run starter sh /srv/without/install.sh
  assert_failure 77
  assert_output --partial "is still installed for the system, in ${lib}"
  run in_machine runner sh /srv/without/install.sh
  assert_success
  run in_machine runner crontab -u starter -l
  assert_line '* * * * * /home/starter/.local/lib/holdfast/jobs/vault.sh scheduled backup'
  refute_output --partial "${lib}/jobs"
  run in_machine runner test -e "${lib}"
  assert_failure
}
