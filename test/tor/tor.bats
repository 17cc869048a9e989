#!/usr/bin/env bats
# The reference through a real Tor network, on hosts without Node: backed up, pruned, verified and drilled by a real cron
# and by systemd's timers, and brought back, once the hosts are gone, by RECOVERY.md alone. Each test goes on where the one
# before it ended.
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
hosts=("${cron_host}" "${systemd_host}")

# for_each COMMAND NAME…: COMMAND for every NAME, all at once; fails when one fails.
for_each() {
  local name pid pids=() failed=0
  for name in "${@:2}"; do
    "$1" "${name}" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do
    wait "${pid}" || failed=1
  done
  return "${failed}"
}

setup_file() {
  lab_open
  rsyncd_start
  dns_watch
  tor_network_start "127.0.0.1:${RSYNCD_PORT}"
  for_each start_host "${hosts[@]}"
  wait_until 180 tor_answers
}

start_host() {
  case $1 in
    "${cron_host}") machine_start "$1" --as-pid2 cron -f ;;
    *)
      machine_start "$1" --boot
      wait_until 60 in_machine "$1" systemctl is-active --quiet timers.target
      ;;
  esac
  make_user_of "$1" backup_user
  in_machine "$1" sh -eu -c "
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
  mkdir -p "${LAB}/kept/$1"
  cp "$(machine_root "$1")"/home/backup_user/.*.secret "${LAB}/kept/$1/"
}

teardown_file() {
  local name
  for name in "${hosts[@]}" "${hosts[@]/#/blank-}"; do
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

# compile TIME NEXT_TIME: the reference for both hosts, with cron's first two fields for backup, and for prune, verify and
# drill, and less time between attempts. Besides, one host has a job that does not try again.
compile() {
  sed -e "s/[a-z2-7]*\.onion/${ONION}/" -e "s/5 3 \* \* 2/$1 * * */" -e "s/5 4 \* \* 2/$2 * * */" \
    -e 's/keep_full: 12/keep_full: 1/' -e '/^    jobs:/s/\]/, hasty]/' \
    -e "/^    prune:/a\    verify: { schedule: \"$2 * * *\", compare_data: true }\n    drill: { schedule: \"$2 * * *\", files: 1 }\n    duplicity: { options: [--backend-retry-delay=5] }" \
    -e '/^jobs:/a\  hasty: { source: ~/small, target: offsite, encryption: { passphrase: archive-passphrase }, backup: {}, duplicity: { options: ["--num-retries=1"] } }' \
    "${repo}/examples/reference/backup.yaml" >"${LAB}/backup.yaml"
  cat >>"${LAB}/backup.yaml" <<END
  ${systemd_host}:
    user: backup_user
    scheduler: systemd
    jobs: [important]
END
  node "${repo}/dist/holdfast.cjs" compile "${LAB}/backup.yaml" -o "${LAB}/out"
}

install_on() {
  local root
  root=$(machine_root "$1")
  rm -rf "${root}/root/compiled"
  cp -R "${LAB}/out/$1" "${root}/root/compiled"
  in_machine "$1" sh /root/compiled/install.sh
}

# job_on HOST JOB ACTION…: the installed script, started by root and so going on as the user.
job_on() {
  local lib=/usr/local/lib/holdfast
  [[ $1 = "${systemd_host}" ]] || lib=/home/backup_user/.local/lib/holdfast
  in_machine "$1" "${lib}/jobs/$2.sh" "${@:3}"
}

# outcomes_on HOST JOB ACTION…: those on record, on one line.
outcomes_on() {
  job_on "$1" "$2" status --json | python3 -c '
import json, sys
actions = json.load(sys.stdin)["actions"]
print(*(actions[name]["outcome"] for name in sys.argv[1:]))' "${@:3}"
}

archive_of() {
  printf '%s\n' "${RSYNCD_DIR}/$1/important"
}

# has_fulls HOST NUMBER
has_fulls() {
  [[ $(find "$(archive_of "$1")" -name 'duplicity-full.*.manifest.gpg' | wc -l) -eq $2 ]]
}

# schedule_is_done HOST: all that its scheduler was to start ended well. (Asking takes the time of what is asked about.)
schedule_is_done() {
  has_fulls "$1" 1 && sleep 1 && [[ $(outcomes_on "$1" important backup prune verify drill) = 'ok ok ok ok' ]]
}

# keeps HOST: remembers the source as it is now.
keeps() {
  rm -rf "${LAB}/kept/$1/source"
  cp -a "$(machine_root "$1")${source}" "${LAB}/kept/$1/source"
}

@test "there is no Node on the hosts" {
  local name
  for name in "${hosts[@]}"; do
    run ! in_machine "${name}" sh -c 'command -v node'
  done
}

back_up_by_hand() {
  install_on "$1"
  run job_on "$1" important check
  assert_success
  run job_on "$1" important backup
  assert_success
  run job_on "$1" important backup --full
  assert_success
  has_fulls "$1" 2
  in_machine "$1" setpriv --reuid=backup_user --regid=backup_user --clear-groups \
    python3 /tmp/tree.py change "${source}"
  keeps "$1"
}

@test "through the onion service, check finds nothing wrong, and full backups can be made" {
  compile '5 3' '5 4'
  for_each back_up_by_hand "${hosts[@]}"
}

# install_in_time: what cron and systemd are to start in a minute, and in the minute after that; fails when it took so
# long that the first has begun.
install_in_time() {
  local at
  at=$((($(date +%s) + 70) / 60 * 60))
  compile "$(date -d "@${at}" '+%-M %-H')" "$(date -d "@$((at + 60))" '+%-M %-H')"
  for_each install_on "${hosts[@]}"
  [[ $(date +%s) -lt ${at} ]]
}

@test "cron and systemd's timers back up, prune, verify and drill" {
  wait_until 300 install_in_time
  # What is to bring everything back in the end is made ready while nothing else is to do.
  for_each start_blank "${hosts[@]}"
  local name
  for name in "${hosts[@]}"; do
    wait_until 300 schedule_is_done "${name}"
    run find "$(archive_of "${name}")" -name 'duplicity-inc.*.manifest.gpg'
    assert_equal "${#lines[@]}" 1
  done
}

# start_blank HOST: a machine that has nothing of it.
start_blank() {
  machine_start "blank-$1" --as-pid2 sleep infinity
  make_user_of "blank-$1" survivor
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
  assert_equal "$(outcomes_on "${cron_host}" hasty backup)" ok
}

# hasty_fails_by CULPRIT: a run fails, on record; and check names who does not answer.
hasty_fails_by() {
  run job_on "${cron_host}" hasty backup
  assert_failure 50
  assert_output --partial 'the target cannot be reached'
  assert_equal "$(outcomes_on "${cron_host}" hasty backup)" failed
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
  wait_until 180 tor_answers_anew
  hasty_is_good
}

# upload_begins: a backup of something large starts in the background, and the server is frozen in the middle of it.
upload_begins() {
  in_machine "${cron_host}" setpriv --reuid=backup_user --regid=backup_user --clear-groups \
    sh -c "head -c 5000000 /dev/urandom >'${source}/large'"
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
  assert_equal "$(outcomes_on "${cron_host}" important backup)" ok
  run grep 'Attempt of put Nr. 1 failed' "${LAB}/output"
  assert_success
  keeps "${cron_host}"
}

@test "all that runs is killed in the middle of a transfer: that is on record, and the next run is good" {
  upload_begins
  in_machine "${cron_host}" pkill -KILL -U backup_user
  rsyncd_thaw
  wait "${run_pid}" || :
  assert_equal "$(outcomes_on "${cron_host}" important backup)" interrupted
  run job_on "${cron_host}" important backup
  assert_success
  assert_equal "$(outcomes_on "${cron_host}" important backup)" ok
  keeps "${cron_host}"
}

# recover HOST: what it had, on a blank machine.
recover() {
  local root
  root=$(machine_root "blank-$1")
  recovery_commands "${LAB}/out/$1/RECOVERY.md" >"${root}/tmp/commands"
  cp "${LAB}/kept/$1"/.*.secret "${root}/home/survivor/"
  in_machine "blank-$1" chown -R survivor: /home/survivor
  run in_machine "blank-$1" setpriv --reuid=survivor --regid=survivor --clear-groups \
    env HOME=/home/survivor sh -eu /tmp/commands
  assert_success
  run same_tree "${LAB}/kept/$1/source" "${root}/home/survivor/restored/important"
  assert_success
}

@test "the hosts are gone, and RECOVERY.md alone brings everything back" {
  for_each machine_delete "${hosts[@]}"
  for_each recover "${hosts[@]}"
}

@test "nobody has asked DNS for the onion's name" {
  run ! in_machine "blank-${cron_host}" getent hosts watched.example.org
  wait_until 10 grep -q watched "${DNS_LOG}"
  run grep onion "${DNS_LOG}"
  assert_failure 1
  run cat "${LAB}/dns.errors"
  assert_output ''
}
