#!/usr/bin/env bats
# The reference through a real Tor network, on hosts without Node: backed up and pruned by a real cron and by systemd's
# timers, and brought back, once the hosts are gone, by RECOVERY.md alone. Each test goes on where the one before it ended.
# Wants a network of its own: npm run test:tor.

load ../lab/lab
load ../lab/rsyncd
load ../lab/tor
load ../lab/machines
load ../lab/dns
load ../lab/recovery

# What the reference backs up, and the host and user that it names.
source=/path/to/important/directory
cron_host=the-server
systemd_host=the-laptop

setup_file() {
  lab_open
  rsyncd_start
  dns_watch
  tor_network_start "127.0.0.1:${RSYNCD_PORT}"
  machine_start "${cron_host}" --as-pid2 cron -f
  machine_start "${systemd_host}" --boot
  wait_until 60 in_machine "${systemd_host}" systemctl is-active --quiet timers.target
  local name
  for name in "${cron_host}" "${systemd_host}"; do
    make_user_of "${name}" backup_user
    in_machine "${name}" sh -eu -c "
      rm -rf /var/lib/holdfast
      python3 /tmp/tree.py make ${source}
      mkdir /home/backup_user/small
      echo small >/home/backup_user/small/file
      chown -R backup_user: /home/backup_user/small
      chown -R backup_user: ${source}
      gpg --quiet --armor --gen-random 2 45 >/home/backup_user/.duplicity.secret
      echo '${rsync_password}' >/home/backup_user/.rsync.secret
      chmod 600 /home/backup_user/.*.secret
      chown backup_user: /home/backup_user/.*.secret"
    mkdir -p "${LAB}/kept/${name}"
    cp "$(machine_root "${name}")"/home/backup_user/.*.secret "${LAB}/kept/${name}/"
  done
  wait_until 180 tor_answers
}

teardown_file() {
  local name
  for name in "${cron_host}" "${systemd_host}" blank; do
    [[ ! -e ${LAB}/${name}.pid ]] || machine_delete "${name}"
  done
  lab_close
}

# make_user_of MACHINE USER: with a number that no user of this machine is given, as some of its tests end whatever runs
# as a user of theirs.
make_user_of() {
  cp "${lab_dir}/tree.py" "$(machine_root "$1")/tmp/tree.py"
  in_machine "$1" useradd --uid 50001 --create-home --shell /bin/sh "$2"
}

# install_hosts TIME PRUNE_TIME: compiles the reference for both hosts, with cron's first two fields for backup and prune,
# and installs it. Besides, one host has a job that does not try again.
install_hosts() {
  sed -e "s/[a-z2-7]*\.onion/${ONION}/" -e "s/5 3 \* \* 2/$1 * * */" -e "s/5 4 \* \* 2/$2 * * */" \
    -e 's/keep_full: 12/keep_full: 1/' -e '/^    jobs:/s/\]/, hasty]/' \
    -e '/^jobs:/a\  hasty: { source: ~/small, target: offsite, encryption: { passphrase: archive-passphrase }, backup: {}, duplicity: { options: ["--num-retries=1"] } }' \
    "${repo}/examples/reference/backup.yaml" >"${LAB}/backup.yaml"
  cat >>"${LAB}/backup.yaml" <<END
  ${systemd_host}:
    user: backup_user
    scheduler: systemd
    jobs: [important]
END
  node "${repo}/dist/holdfast.cjs" compile "${LAB}/backup.yaml" -o "${LAB}/out"
  local name root
  for name in "${cron_host}" "${systemd_host}"; do
    root=$(machine_root "${name}")
    rm -rf "${root}/root/compiled"
    cp -R "${LAB}/out/${name}" "${root}/root/compiled"
    in_machine "${name}" sh /root/compiled/install.sh
  done
}

# job_on HOST JOB ACTION…: the installed script, started by root and so going on as the user.
job_on() {
  local lib=/usr/local/lib/holdfast
  [[ $1 = "${systemd_host}" ]] || lib=/home/backup_user/.local/lib/holdfast
  in_machine "$1" "${lib}/jobs/$2.sh" "${@:3}"
}

# outcome_on HOST JOB ACTION: the outcome on record.
outcome_on() {
  job_on "$1" "$2" status --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["actions"][sys.argv[1]]["outcome"])' "$3"
}

archive_of() {
  printf '%s\n' "${RSYNCD_DIR}/$1/important"
}

# pruned HOST: by its scheduler, after a backup that the scheduler made, too.
pruned() {
  local archive
  archive=$(archive_of "$1")
  [[ $(find "${archive}" -name 'duplicity-full.*.manifest.gpg' | wc -l) -eq 1 ]] \
    && [[ $(outcome_on "$1" important prune) = ok ]]
}

# keeps HOST: remembers the source as it is now.
keeps() {
  rm -rf "${LAB}/kept/$1/source"
  cp -a "$(machine_root "$1")${source}" "${LAB}/kept/$1/source"
}

@test "there is no Node on the hosts" {
  local name
  for name in "${cron_host}" "${systemd_host}"; do
    run ! in_machine "${name}" sh -c 'command -v node'
  done
}

@test "through the onion service, check finds nothing wrong, and full backups can be made" {
  install_hosts '5 3' '5 4'
  local name
  for name in "${cron_host}" "${systemd_host}"; do
    run job_on "${name}" important check
    assert_success
    run job_on "${name}" important backup
    assert_success
    run job_on "${name}" important backup --full
    assert_success
    assert_equal "$(find "$(archive_of "${name}")" -name 'duplicity-full.*.manifest.gpg' | wc -l)" 2
    in_machine "${name}" setpriv --reuid=backup_user --regid=backup_user --clear-groups \
      python3 /tmp/tree.py change "${source}"
    keeps "${name}"
  done
}

@test "cron and systemd's timers back up and prune" {
  local at
  # The minute after the next, unless that leaves enough time to install.
  at=$(date -d '80 seconds' +%s)
  install_hosts "$(date -d "@${at}" '+%-M %-H')" "$(date -d "@$((at + 60))" '+%-M %-H')"
  local name
  for name in "${cron_host}" "${systemd_host}"; do
    wait_until 200 pruned "${name}"
    run outcome_on "${name}" important backup
    assert_output ok
    run find "$(archive_of "${name}")" -name 'duplicity-inc.*.manifest.gpg'
    assert_equal "${#lines[@]}" 1
  done
}

# look_at_target JOB…: each sends something through Tor.
look_at_target() {
  local job
  for job in "$@"; do
    run job_on "${cron_host}" "${job}" check
    assert_success
  done
}

@test "each job has a circuit of its own, through socat and through ncat; nc gets through, too" {
  look_at_target important hasty
  run tor_circuits
  assert_line --partial 'SOCKS_USERNAME="important"'
  assert_line --partial 'SOCKS_USERNAME="hasty"'
  refute_line --partial SOCKS_PASSWORD
  in_machine "${cron_host}" mv /usr/bin/socat /root/
  look_at_target important
  run tor_circuits
  refute_line --partial SOCKS_PASSWORD
  in_machine "${cron_host}" mv /usr/bin/nc.openbsd /root/
  look_at_target important hasty
  run tor_circuits
  assert_line --partial 'SOCKS_USERNAME="important" SOCKS_PASSWORD="important"'
  assert_line --partial 'SOCKS_USERNAME="hasty" SOCKS_PASSWORD="hasty"'
  in_machine "${cron_host}" mv /usr/bin/ncat /root/
  run job_on "${cron_host}" important backup
  assert_failure 78
  assert_output --partial 'no socat, nc.openbsd, nc, ncat'
  in_machine "${cron_host}" mv /root/socat /root/nc.openbsd /root/ncat /usr/bin/
}

# hasty_is_good: the next run of the job that gives up at once.
hasty_is_good() {
  run job_on "${cron_host}" hasty backup
  assert_success
  assert_equal "$(outcome_on "${cron_host}" hasty backup)" ok
}

# hasty_fails_by CULPRIT: a run fails, on record; and check names who does not answer.
hasty_fails_by() {
  run job_on "${cron_host}" hasty backup
  assert_failure 50
  assert_output --partial 'the target cannot be reached'
  assert_equal "$(outcome_on "${cron_host}" hasty backup)" failed
  run job_on "${cron_host}" hasty check
  assert_failure 69
  assert_output --partial "the target cannot be reached: $1"
}

@test "Tor is down: that is said, and the next run is good" {
  tor_stop client
  # A first backup, which looks at the target before duplicity does.
  run job_on "${cron_host}" hasty backup
  assert_failure 69
  assert_output --partial 'the proxy 127.0.0.1:9050 does not answer'
  tor_start client
  wait_until 120 tor_answers
  hasty_is_good
  tor_stop client
  hasty_fails_by 'the proxy 127.0.0.1:9050 does not answer'
  tor_start client
  wait_until 120 tor_answers
  hasty_is_good
}

@test "the server behind the onion service is down" {
  rsyncd_stop
  hasty_fails_by "the proxy 127.0.0.1:9050 answers, but ${ONION} does not answer"
  rsyncd_resume
  hasty_is_good
}

@test "the onion service is down" {
  tor_stop service
  hasty_fails_by "the proxy 127.0.0.1:9050 answers, but ${ONION} does not answer"
  tor_start service
  wait_until 180 tor_answers
  hasty_is_good
}

# upload_begins: a backup of something large starts in the background, and the server is frozen in the middle of it.
upload_begins() {
  in_machine "${cron_host}" setpriv --reuid=backup_user --regid=backup_user --clear-groups \
    sh -c "head -c 20000000 /dev/urandom >'${source}/large'"
  job_on "${cron_host}" important backup >"${LAB}/output" 2>&1 &
  run_pid=$!
  wait_until 60 upload_is_seen
}

# upload_is_seen: rsync's temporary file, whose name begins with a dot.
upload_is_seen() {
  compgen -G "$(archive_of "${cron_host}")/.duplicity-*.difftar.gpg.*" >/dev/null \
    && pkill -STOP -s "$(cat "${LAB}/rsyncd.pid")"
}

rsyncd_thaw() {
  pkill -CONT -s "$(cat "${LAB}/rsyncd.pid")"
}

@test "Tor is killed in the middle of a transfer: duplicity tries again, and the run is good" {
  upload_begins
  tor_stop client
  rsyncd_thaw
  tor_start client
  wait "${run_pid}"
  assert_equal "$(outcome_on "${cron_host}" important backup)" ok
  run grep 'Attempt of put Nr. 1 failed' "${LAB}/output"
  assert_success
  keeps "${cron_host}"
}

@test "all that runs is killed in the middle of a transfer: that is on record, and the next run is good" {
  upload_begins
  in_machine "${cron_host}" pkill -KILL -U backup_user
  rsyncd_thaw
  wait "${run_pid}" || :
  assert_equal "$(outcome_on "${cron_host}" important backup)" interrupted
  run job_on "${cron_host}" important backup
  assert_success
  assert_equal "$(outcome_on "${cron_host}" important backup)" ok
  keeps "${cron_host}"
}

@test "the hosts are gone, and RECOVERY.md alone brings everything back" {
  machine_delete "${cron_host}"
  machine_delete "${systemd_host}"
  local name root
  for name in "${cron_host}" "${systemd_host}"; do
    recovery_commands "${LAB}/out/${name}/RECOVERY.md" >"${LAB}/commands"
    machine_start blank --as-pid2 sleep infinity
    make_user_of blank survivor
    root=$(machine_root blank)
    cp "${LAB}/commands" "${root}/tmp/commands"
    cp "${LAB}/kept/${name}"/.*.secret "${root}/home/survivor/"
    in_machine blank chown -R survivor: /home/survivor
    run in_machine blank setpriv --reuid=survivor --regid=survivor --clear-groups \
      env HOME=/home/survivor sh -eu /tmp/commands
    assert_success
    run same_tree "${LAB}/kept/${name}/source" "${root}/home/survivor/restored/important"
    assert_success
    machine_delete blank
  done
}

@test "nobody has asked DNS for the onion's name" {
  machine_start blank --as-pid2 sleep infinity
  run ! in_machine blank getent hosts watched.example.org
  wait_until 10 grep -q watched "${DNS_LOG}"
  run grep onion "${DNS_LOG}"
  assert_failure 1
  run cat "${LAB}/dns.errors"
  assert_output ''
}
