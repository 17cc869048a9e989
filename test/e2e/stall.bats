#!/usr/bin/env bats
# What goes silent is noticed by rsync or the program through which it talks, or else ended by the time limit, with all
# that it started, and what was done until then is not lost.

load ../lab/lab
load ../lab/rsyncd
load ../lab/socks5

name=backups.example.org
onion=aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion

setup_file() {
  lab_open
  rsyncd_start
  socks5_start "${name},${onion}" 127.0.0.1 "${RSYNCD_PORT}"
  # What the sockets take in is little, so that one who sends soon notices that nobody reads.
  sed -i '1i socket options = SO_RCVBUF=65536' "${RSYNCD_HOME}/conf"
  # rsync itself, slowed down as long as LAB/slow exists.
  cat >"${LAB}/bin/rsync" <<END
#!/bin/sh
if [ -e '${LAB}/slow' ]; then
  set -- --bwlimit="\$(cat '${LAB}/slow')" "\$@"
fi
exec /usr/bin/rsync "\$@"
END
  chmod 755 "${LAB}/bin/rsync"
  as_user mkdir "${LAB}/home/data" "${LAB}/home/large"
  as_user sh -c "head -c 3000000 /dev/urandom >'${LAB}/home/data/random'"
  as_user sh -c "head -c 24000000 /dev/urandom >'${LAB}/home/large/random'"
  local large='source: ~/large, duplicity: { volsize: 40M }, backup: { timeout: 60s }'
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  encryption: { passphrase: { file: ~/.duplicity.secret } }
  target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: { file: ~/.rsync.secret } }
  duplicity: { volsize: 1M, options: ["--num-retries=1", "--backend-retry-delay=1"] }
  backup: { timeout: 7s }
jobs:
  frozen: {}
  slow: {}
  through-proxy: { target: $(through "{ socks5: '127.0.0.1:${SOCKS5_PORT}' }") }
  direct: { ${large} }
  nc: { ${large}, target: $(through "{ socks5: '127.0.0.1:${SOCKS5_PORT}', program: nc }") }
  socat: { ${large}, target: $(through "{ socks5: '127.0.0.1:${SOCKS5_PORT}', program: socat }" "${onion}") }
  http: { ${large}, target: $(through "{ http: '127.0.0.1:${SOCKS5_PORT}' }") }
  onto-full-disk: { backup: { timeout: 5m } }
  imitated: { source: ~/imitated, backup: { timeout: 5m } }
hosts:
  the-server:
    scheduler: cron
    jobs: [frozen, slow, through-proxy, direct, nc, socat, http, onto-full-disk, imitated]
$(lab_host)
END
  lab_compile
  # A backup that was cut short is begun anew if its script is of the second in which it began, or of later.
  sleep 1
}

# through PROXY [NAME]: a target of the spec.
through() {
  echo "{ url: 'rsync://rsync_user@${2-${name}}::backups/', password: { file: ~/.rsync.secret }, proxy: $1 }"
}

teardown_file() {
  lab_close
}

teardown() {
  rm -f "${LAB}/slow"
}

# begin_upload JOB: starts a slow backup in the background, and waits until its first volume is on the server.
begin_upload() {
  echo 300 >"${LAB}/slow"
  job "$1" backup >"${LAB}/$1.output" 2>&1 3>&- &
  run_pid=$!
  wait_until 20 compgen -G "${RSYNCD_DIR}/the-server/$1/*.vol1.*"
}

# times_out JOB: the run that was begun ends so, in time, and leaves nothing behind.
times_out() {
  local code=0
  wait "${run_pid}" || code=$?
  assert_equal "${code}" 124
  assert_equal "$(outcome_of "$1" backup)" timed-out
  wait_until 15 user_is_idle
}

# completes JOB: the next backup goes on where that one was ended, and what it restores is the source.
completes() {
  rm -f "${LAB}/slow"
  run job "$1" backup
  assert_success
  local restored
  restored=$(new_directory)
  run job "$1" restore "${restored}"
  assert_success
  run same_tree "${LAB}/home/data" "${restored}"
  assert_success
}

@test "a backup that takes too long is resumed by the next one" {
  begin_upload slow
  times_out slow
  completes slow
  run grep -h 'restarting\|RESTART' -r "$(state_of slow)/log"
  assert_success
}

@test "a server that is frozen in the middle of a volume" {
  begin_upload frozen
  pkill -STOP -s "$(cat "${LAB}/rsyncd.pid")"
  SECONDS=0
  times_out frozen
  assert [ "${SECONDS}" -lt 15 ]
  pkill -CONT -s "$(cat "${LAB}/rsyncd.pid")"
  completes frozen
}

# uploads JOB: whether its first volume is on its way; until it is whole, its name begins with a dot.
uploads() {
  compgen -G "${RSYNCD_DIR}/the-server/$1/.*.vol1.*"
}

@test "a server that goes silent is noticed long before the time limit, through proxies, too" {
  local job code runs=()
  echo 2000 >"${LAB}/slow"
  for job in direct nc socat http; do
    # Five minutes without a byte are two seconds here.
    sed -i -e 's/--timeout=300/--timeout=2/' -e 's/ -\([wtT]\) 300/ -\1 2/g' "${LAB}/host/jobs/${job}.sh"
    job "${job}" backup >"${LAB}/${job}.output" 2>&1 3>&- &
    runs+=("$!")
  done
  for job in direct nc socat http; do
    wait_until 20 uploads "${job}"
  done
  pkill -STOP -s "$(cat "${LAB}/rsyncd.pid")"
  for job in direct nc socat http; do
    code=0
    wait "${runs[0]}" || code=$?
    runs=("${runs[@]:1}")
    assert_equal "${job}: ${code}" "${job}: 50"
    assert_equal "$(outcome_of "${job}" backup)" failed
  done
  pkill -CONT -s "$(cat "${LAB}/rsyncd.pid")"
  run cat "${LAB}/direct.output"
  assert_output --partial 'went silent'
}

@test "a proxy that stalls once it was asked" {
  run job through-proxy backup
  assert_success
  socks5_stop
  socks5_start "${name},${onion}" 127.0.0.1 "${RSYNCD_PORT}" stall
  echo more >>"${LAB}/home/data/more"
  job through-proxy backup >"${LAB}/through-proxy.output" 2>&1 3>&- &
  run_pid=$!
  times_out through-proxy
  socks5_stop
  socks5_start "${name},${onion}" 127.0.0.1 "${RSYNCD_PORT}"
  completes through-proxy
}

# hurry JOB: the half minute that duplicity is given to end by itself is shorter for this one.
hurry() {
  sed -i 's/^  for seconds in 5 30; do$/  for seconds in 1 2; do/' "${LAB}/host/jobs/$1.sh"
}

@test "a restore onto a disk that becomes full ends, and says so" {
  hurry onto-full-disk
  run job onto-full-disk backup
  assert_success
  local restored
  restored=$(new_directory)
  mkdir "${restored}"
  mount -t tmpfs -o "size=1m,uid=$(id -u "${LAB_USER}")" none "${restored}"
  run job onto-full-disk restore "${restored}"
  umount "${restored}"
  assert_failure 78
  assert_output --partial 'a disk is full'
  wait_until 15 user_is_idle
}

@test "no name of a file makes a restore end as if a disk were full" {
  local name deep
  hurry imitated
  name=$(printf 'n%.0s' {1..200})$'\nNo space left on device\n'
  as_user mkdir "${LAB}/home/imitated"
  as_user sh -c "head -c 2000000 /dev/urandom >'${LAB}/home/imitated/random'"
  as_user touch "${LAB}/home/imitated/${name}"
  run job imitated backup
  assert_success
  # So deep that a path of 4096 bytes has no room for that name.
  deep=$(new_directory)
  while ((${#deep} < 3900)); do
    deep+=/$(printf 'd%.0s' {1..99})
  done
  as_user mkdir -p "${deep}"
  # What follows takes longer than the half minute that is shorter here.
  echo 300 >"${LAB}/slow"
  run job imitated restore "${deep}/restored"
  assert_failure 65
  assert_output --partial "${name}"
  assert_output --partial 'file(s) were not restored'
  run same_tree "${LAB}/home/imitated/random" "${deep}/restored/random"
  assert_success
}
