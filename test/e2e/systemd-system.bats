#!/usr/bin/env bats
# install.sh and its units for the whole system, on a machine booted with systemd.

load ../lab/install
load ../lab/systemd

setup_file() {
  install_open
  systemd_open
  lib=/usr/local/lib/holdfast
  units=/etc/systemd/system
  export lib units
  # The machine is a copy of one that may have jobs of its own.
  in_systemd rm -rf /var/lib/holdfast
}

teardown_file() {
  systemd_close
  lab_close
}

setup() {
  install_spec important '5 13 * * 2' 'scheduler: systemd'
}

teardown() {
  in_systemd sh -c "[ ! -e ${lib}/install.sh ] || sh ${lib}/install.sh --uninstall"
}

@test "systemd finds nothing to say about the units" {
  install_in_systemd
  local unit
  for unit in "${LAB}"/host/systemd/*; do
    run in_systemd systemd-analyze verify --man=no "${units}/${unit##*/}"
    assert_success
    assert_output ''
  done
}

@test "the timers are enabled and wait for their time" {
  run install_in_systemd
  assert_success
  run in_systemd systemctl is-enabled holdfast-important-backup.timer holdfast-important-prune.timer
  assert_success
  run in_systemd systemctl list-timers --all --no-legend 'holdfast-*'
  assert_line --regexp 'Tue .* 13:05:00 .*holdfast-important-backup.timer'
  assert_line --regexp ' 04:05:00 .*holdfast-important-prune.timer'
  run in_systemd stat -c '%a %U' /var/lib/holdfast /var/lib/holdfast/important "${units}/holdfast-important-backup.service"
  assert_line --index 0 '755 root'
  assert_line --index 1 "700 ${LAB_USER}"
  assert_line --index 2 '644 root'

  local before
  before=$(everything_in_place)
  run install_in_systemd
  assert_output 'nothing to do for the-server'
  assert_equal "$(everything_in_place)" "${before}"
}

everything_in_place() {
  in_systemd find "${lib}" "${units}" /var/lib/holdfast ! -name important -printf '%p %m %u %T@\n'
}

@test "the service runs the job as its user, and the job can do its work" {
  install_in_systemd
  run in_systemd systemctl start holdfast-important-backup.service
  in_systemd journalctl --no-pager --unit=holdfast-important-backup.service --output=cat
  assert_success
  run in_systemd systemctl show --property=Result,ExecMainStatus holdfast-important-backup.service
  assert_line Result=success
  assert_line ExecMainStatus=0
  run find "${LAB}/disk" -name 'duplicity-full*manifest*' -user "${LAB_USER}"
  assert_equal "${#lines[@]}" 1
}

@test "a job with run_as runs in its service as that account, without sudo" {
  sed -i "s|source: ~/data|source: ${LAB}/home/data\n    run_as: root|" "${LAB}/backup.yaml"
  lab_compile
  in_systemd sh -c 'umask 077 && echo secret >/root/.duplicity.secret && rm -rf /var/lib/holdfast'
  rm -rf "${LAB}/disk/the-server"
  install_in_systemd
  run in_systemd stat -c '%a %U' /var/lib/holdfast/important
  assert_output '700 root'
  run in_systemd systemctl start holdfast-important-backup.service
  in_systemd journalctl --no-pager --unit=holdfast-important-backup.service --output=cat
  assert_success
  run find "${LAB}/disk" -name 'duplicity-full*manifest*' -user root
  assert_equal "${#lines[@]}" 1
  run in_systemd setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups "${lib}/jobs/important.sh" backup
  assert_failure 77
  assert_line --partial "this job runs as root, not as ${LAB_USER}"
  assert_line 'important:   start it as root'
  in_systemd rm -rf /var/lib/holdfast /root/.duplicity.secret
  rm -rf "${LAB}/disk/the-server"
}

@test "the service that somebody starts runs, whatever the time, in the hours of clock changes, too" {
  install_spec important '5 3 * * *' 'scheduler: systemd'
  assert grep -q start_when_due "${LAB}/host/jobs/important.sh"
  install_in_systemd
  local before
  before=$(find "${LAB}/disk" -name '*manifest*' | wc -l)
  in_systemd systemctl start holdfast-important-backup.service
  in_systemd systemctl start holdfast-important-backup.service
  run find "${LAB}/disk" -name '*manifest*'
  assert_equal "${#lines[@]}" "$((before + 2))"
}

@test "the timer starts the service" {
  # Cut off to the minute: the machine has a minute to install.
  local soon
  soon=$(in_systemd date -d '65 seconds' '+%M %H')
  install_spec important "${soon#0} * * *" 'scheduler: systemd'
  install_in_systemd
  wait_until 90 service_has_run
}

service_has_run() {
  [[ $(in_systemd systemctl show --property=LastTriggerUSec --value holdfast-important-backup.timer) = *:00\ * ]] \
    && [[ -n $(in_systemd systemctl show --property=ExecMainExitTimestamp --value holdfast-important-backup.service) ]]
}

@test "only root installs for the system" {
  run in_systemd setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups sh "${LAB}/host/install.sh"
  assert_failure 77
  run in_systemd ls "${lib}"
  assert_failure
}

@test "root does not write where others can" {
  install_spec important '5 13 * * 2' 'scheduler: systemd' "install_dir: ${LAB}/home/lib"
  run install_in_systemd
  assert_failure 78
  assert_output --partial "others can write in ${LAB}/home"
}

@test "a unit that is not ours stays" {
  in_systemd sh -c "echo '[Timer]' >${units}/holdfast-important-prune.timer"
  run install_in_systemd
  assert_failure 78
  assert_output --partial "${units}/holdfast-important-prune.timer is not from an earlier install"
  run in_systemd cat "${units}/holdfast-important-prune.timer"
  assert_output '[Timer]'
  run in_systemd ls "${lib}" "${units}/holdfast-important-backup.timer"
  assert_failure
  in_systemd rm "${units}/holdfast-important-prune.timer"
}

@test "a timer that cannot start: all is put back" {
  install_in_systemd
  local before
  before=$(in_systemd sh -c "cat ${units}/holdfast-* ${lib}/*/*; stat -c '%n %Y' ${units}/holdfast-* ${lib}/*/*")
  install_spec 'important photos' '6 4 * * 3' 'scheduler: systemd'
  # A masked unit of the same name, higher up, cannot be enabled.
  in_systemd sh -c 'mkdir -p /etc/systemd/system.control && ln -s /dev/null /etc/systemd/system.control/holdfast-photos-prune.timer'
  run install_in_systemd
  assert_failure 70
  assert_line --partial 'could not enable and start holdfast-photos-prune.timer'
  refute_line --partial 'could not undo'
  assert_equal "$(in_systemd sh -c "cat ${units}/holdfast-* ${lib}/*/*; stat -c '%n %Y' ${units}/holdfast-* ${lib}/*/*")" "${before}"
  run in_systemd systemctl list-timers --no-legend 'holdfast-*'
  assert_line --regexp 'Tue .* 13:05:00 .*holdfast-important-backup.timer'
  in_systemd rm /etc/systemd/system.control/holdfast-photos-prune.timer
}

@test "a timer that somebody disabled is enabled again" {
  install_in_systemd
  in_systemd systemctl disable --now holdfast-important-backup.timer
  run install_in_systemd --check
  assert_failure 1
  assert_output 'differs: would enable and start holdfast-important-backup.timer'
  run install_in_systemd
  assert_success
  run in_systemd systemctl is-active holdfast-important-backup.timer
  assert_success
}

@test "uninstalling leaves nothing but state" {
  install_in_systemd
  run install_in_systemd --uninstall
  assert_success
  run in_systemd sh -c "ls -d ${lib} ${units}/holdfast-* ${units}/*/holdfast-* 2>/dev/null"
  assert_output ''
  run in_systemd systemctl list-timers --all --no-legend 'holdfast-*'
  assert_output ''
  run in_systemd ls -d /var/lib/holdfast/important
  assert_success
}

@test "from the system's timers to the user's crontab, and back" {
  install_in_systemd
  cp -R "${LAB}/host" "${LAB}/with-timers"
  install_spec important '5 3 * * 2' 'scheduler: cron'
  run in_systemd setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups sh "${LAB}/host/install.sh"
  assert_failure 77
  assert_output --partial 'still installed for the system'
  run install_in_systemd
  assert_success
  run in_systemd sh -c "ls -d ${lib} ${units}/holdfast-*"
  assert_failure
  run in_systemd crontab -u "${LAB_USER}" -l
  assert_line --partial 'scheduled backup'

  rm -rf "${LAB}/host"
  mv "${LAB}/with-timers" "${LAB}/host"
  run install_in_systemd
  assert_success
  run in_systemd crontab -u "${LAB_USER}" -l
  assert_failure
  run in_systemd systemctl is-active holdfast-important-backup.timer
  assert_success
  assert [ ! -e "${LAB}/home/.local/lib/holdfast" ]
}

@test "root's own job reads what is closed to others" {
  sed -i -e "s/user: .*/user: root/" -e "s,home: .*,home: /root," -e "s,file: .*secret,file: /root/secret," \
    -e "s,source: .*,source: /srv/data," -e "s,file://${LAB}/disk,file:///srv/disk," "${LAB}/backup.yaml"
  lab_compile
  in_systemd sh -c "
    umask 077
    mkdir -p /srv/data /srv/disk
    echo precious >/srv/data/file
    echo secret >/root/secret
    chown -R ${LAB_USER} /srv/data /srv/disk
    rm -rf /var/lib/holdfast"
  install_in_systemd
  run grep PrivateTmp=yes "${LAB}/host/systemd/holdfast-important-backup.service"
  assert_success
  run in_systemd systemctl start holdfast-important-backup.service
  in_systemd journalctl --no-pager --unit=holdfast-important-backup.service --output=cat
  assert_success
  in_systemd "${lib}/jobs/important.sh" restore /root/restored
  run in_systemd cat /root/restored/file
  assert_output precious
}

@test "a job's state that belongs to another user stays" {
  in_systemd chown root /var/lib/holdfast/important
  run install_in_systemd
  assert_failure 78
  assert_output --partial '/var/lib/holdfast/important does not belong to'
  in_systemd rm -rf /var/lib/holdfast/important
}

@test "a state directory that root closed lets the user through again" {
  in_systemd chmod 700 /var/lib/holdfast
  run install_in_systemd
  assert_success
  assert_line "let ${LAB_USER} pass through /var/lib/holdfast"
  run in_systemd setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups ls /var/lib/holdfast/important
  assert_success
}

@test "stopping the service ends the run, and is on record" {
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
case " \$* " in *' --version '*) exec /usr/bin/duplicity --version ;; esac
: >${LAB}/disk/started
exec sleep 100
END
  chmod 755 "${LAB}/bin/duplicity"
  install_in_systemd
  in_systemd systemctl start --no-block holdfast-important-backup.service
  wait_until 20 test -e "${LAB}/disk/started"
  run in_systemd timeout 20 systemctl stop holdfast-important-backup.service
  assert_success
  rm "${LAB}/bin/duplicity"
  run in_systemd "${lib}/jobs/important.sh" status
  assert_line --regexp 'backup.*interrupted'
  run in_systemd pgrep --uid "${LAB_USER}"
  assert_output ''
}
