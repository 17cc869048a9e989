#!/usr/bin/env bats
# Telling somebody from within the sandbox of a system's unit: a sendmail that is setuid and setgid, as those of exim and
# postfix are, works there, and so does writing metrics; for the rest the sandbox stays.

load ../lab/install
load ../lab/systemd

setup_file() {
  lab_open
  systemd_open
  as_user mkdir "${LAB}/home/data"
  as_user sh -c "echo precious >'${LAB}/home/data/file'"
  mkdir -m 777 "${LAB}/disk"
  # It delivers as exim does: by rights of its own, into a directory that is closed to everybody else.
  cat >"${LAB}/sendmail.c" <<'END'
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
  char buffer[65536];
  ssize_t length;
  int file;
  if (setgid(8) || setuid(0)) { perror("setuid"); return 75; }
  file = open("/var/spool/lab/mail", O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file < 0 || fchown(file, 8, 8)) { perror("/var/spool/lab/mail"); return 75; }
  while ((length = read(0, buffer, sizeof buffer)) > 0)
    if (write(file, buffer, length) != length) return 75;
  return 0;
}
END
  gcc -o "${LAB}/sendmail" "${LAB}/sendmail.c"
  in_systemd sh -c "
    rm -rf /var/lib/holdfast
    install -m 6755 -o root -g mail ${LAB}/sendmail /usr/local/sbin/sendmail
    install -d -m 700 -o mail -g mail /var/spool/lab
    install -d -m 755 -o ${LAB_USER} /var/lib/textfile
    printf '#!/bin/sh\n{ printenv HOLDFAST_EVENT; cat; touch /etc/broken-out /usr/broken-out ${LAB}/disk/written; true; } >>${LAB}/disk/told 2>&1\n' >/usr/local/bin/tell
    chmod 755 /usr/local/bin/tell"
  cp "${lab_dir}/listener.py" "${LAB}/"
  in_systemd systemd-run --quiet /usr/bin/python3 "${LAB}/listener.py" 8080 "${LAB}/requests"
  lab_secret .token.secret 'a token'
  lab_spec <<END
version: 1
defaults:
  target: { url: "file://${LAB}/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret } }
  backup: { schedule: "5 13 * * 2" }
jobs:
  mailing: { source: ~/data, notify: [{ use: { mail: root }, on: ok }] }
  running: { source: ~/data, notify: [{ use: { command: [/usr/local/bin/tell] }, on: [ok, failed, interrupted] }] }
  posting: { source: ~/data, notify: [{ use: { ntfy: { url: "http://localhost:8080/topic", token: { file: ~/.token.secret } } }, on: ok }] }
hosts:
  the-server:
    scheduler: systemd
    metrics: { textfile: /var/lib/textfile }
    jobs: [mailing, running, posting]
$(lab_host)
END
  lab_compile
  install_in_systemd
}

teardown_file() {
  systemd_close
  lab_close
}

# runs JOB: its service, to a good end.
runs() {
  run in_systemd systemctl start "holdfast-$1-backup.service"
  in_systemd journalctl --no-pager --unit="holdfast-$1-backup.service" --output=cat
  assert_success
  in_systemd sh -c "cat /var/lib/holdfast/$1/log/*.log"
  run in_systemd sh -c "cat /var/lib/holdfast/$1/log/*.log"
  refute_output --partial 'not told'
  refute_output --partial 'cannot write'
}

@test "the user's mail goes through sendmail's own rights" {
  runs mailing
  run in_systemd cat /var/spool/lab/mail
  assert_line 'Subject: [holdfast] mailing on the-server: backup ok'
}

@test "root's mail does, too" {
  sed -i -e "s/user: .*/user: root/" -e "s,home: .*,home: /root," -e 's/jobs: \[.*/jobs: [mailing]/' -e '/running/d' -e '/posting/d' \
    -e "s,file: ~/.duplicity,file: ${LAB}/home/.duplicity," -e "s,~/data,${LAB}/home/data," "${LAB}/backup.yaml"
  in_systemd sh /usr/local/lib/holdfast/install.sh --uninstall
  in_systemd sh -c "rm -r /var/lib/holdfast /var/spool/lab/mail; rm -r ${LAB}/disk/the-server; chown root ${LAB}/home/.duplicity.secret"
  cp -R "${LAB}/host" "${LAB}/users-host"
  lab_compile
  install_in_systemd
  runs mailing
  run in_systemd cat /var/spool/lab/mail
  assert_line 'Subject: [holdfast] mailing on the-server: backup ok'
  in_systemd sh /usr/local/lib/holdfast/install.sh --uninstall
  in_systemd sh -c "rm -r /var/lib/holdfast ${LAB}/disk/the-server; chown ${LAB_USER} ${LAB}/home/.duplicity.secret"
  rm -rf "${LAB}/host"
  mv "${LAB}/users-host" "${LAB}/host"
  install_in_systemd
}

@test "a command runs within the sandbox, and metrics are written" {
  runs running
  run cat "${LAB}/disk/told"
  assert_line ok
  assert_line --partial "/etc/broken-out': Read-only file system"
  assert_line --partial "/usr/broken-out': Read-only file system"
  assert [ -e "${LAB}/disk/written" ]
  run in_systemd ls /var/lib/textfile
  assert_line holdfast_the-server_running.prom
}

# told_of EVENT: how often the command was told of it.
told_of() {
  grep -c -x "$1" "${LAB}/disk/told"
}

# fails: the service of the job that tells by a command.
fails() {
  install -m 666 /dev/null "${LAB}/disk/told"
  run in_systemd systemctl start holdfast-running-backup.service
  assert_failure
  wait_until 30 nobody_is_telling
}

nobody_is_telling() {
  [[ $(in_systemd systemctl show --property=ActiveState --value holdfast-running-notify@backup.service) = inactive ]]
}

@test "curl works within the sandbox" {
  runs posting
  run cat "${LAB}/requests"
  assert_output --partial '"path": "/topic"'
  assert_output --partial '"authorization": "Bearer a token"'
  assert_output --partial '"title": "posting on the-server: backup ok"'
}

@test "that a service could not be started is told and recorded" {
  in_systemd sh -c '
    mkdir /run/systemd/system/holdfast-running-backup.service.d
    printf "%s\n" "[Service]" ReadWritePaths=/nowhere >/run/systemd/system/holdfast-running-backup.service.d/x.conf
    systemctl daemon-reload'
  fails
  in_systemd sh -c 'rm -r /run/systemd/system/holdfast-running-backup.service.d; systemctl daemon-reload'
  assert_equal "$(told_of failed)" 1
  run in_systemd /usr/local/lib/holdfast/jobs/running.sh status
  assert_line --regexp 'backup.*failed'
}

@test "that a run was killed is told and recorded" {
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
case " \$* " in *' --version '*) exec /usr/bin/duplicity --version ;; esac
: >${LAB}/disk/started
exec sleep 100
END
  chmod 755 "${LAB}/bin/duplicity"
  install -m 666 /dev/null "${LAB}/disk/told"
  in_systemd systemctl start --no-block holdfast-running-backup.service
  wait_until 30 test -e "${LAB}/disk/started"
  in_systemd systemctl kill --signal=KILL holdfast-running-backup.service
  rm "${LAB}/bin/duplicity"
  wait_until 30 told_of interrupted >/dev/null
  assert_equal "$(told_of interrupted)" 1
  run in_systemd /usr/local/lib/holdfast/jobs/running.sh status
  assert_line --regexp 'backup.*interrupted'
}

@test "what the script has told is not told again" {
  in_systemd mv "${LAB}/home/.duplicity.secret" "${LAB}/home/away"
  fails
  in_systemd mv "${LAB}/home/away" "${LAB}/home/.duplicity.secret"
  assert_equal "$(told_of failed)" 1
  run in_systemd systemctl show --property=ExecMainStatus holdfast-running-notify@backup.service
  assert_output ExecMainStatus=0
}

@test "systemd finds nothing to say about the units" {
  local unit
  for unit in "${LAB}"/host/systemd/*; do
    run in_systemd systemd-analyze verify --man=no "/etc/systemd/system/${unit##*/}"
    assert_success
    assert_output ''
  done
}
