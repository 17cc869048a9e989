#!/usr/bin/env bats
# What failed for a reason that may pass is tried again, and nothing else is.

load ../lab/lab
load ../lab/rsyncd

setup_file() {
  lab_open
  rsyncd_start
  # rsync itself, which gets no connection as long as LAB/away exists.
  cat >"${LAB}/bin/rsync" <<END
#!/bin/sh
if [ -e '${LAB}/away' ]; then
  echo 'rsync: [Receiver] failed to connect to 127.0.0.1 (127.0.0.1): Connection refused (111)' >&2
  exit 10
fi
exec /usr/bin/rsync "\$@"
END
  chmod 755 "${LAB}/bin/rsync"
  as_user mkdir "${LAB}/home/data" "${LAB}/home/large"
  as_user sh -c "echo something >'${LAB}/home/data/file'"
  as_user sh -c "head -c 500000 /dev/urandom >'${LAB}/home/large/random'"
  lab_secret .wrong.secret 'not the password'
  lab_spec <<END
version: 1
secrets:
  password: { file: ~/.rsync.secret }
  wrong: { file: ~/.wrong.secret }
defaults:
  source: ~/data
  encryption: { passphrase: { file: ~/.duplicity.secret } }
  target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: password }
  duplicity: { options: ["--num-retries=1", "--backend-retry-delay=1"] }
  backup: {}
  retry: { attempts: 3, wait: 1s, backoff: 2 }
jobs:
  probed: {}
  dropped: { prune: { after: backup, keep_full: 2 } }
  gone: { retry: { attempts: 2 } }
  refused: { target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: wrong } }
  sealed: {}
  locked-up: {}
  filled: { source: ~/large }
  stopped: { retry: { wait: 1h } }
  short: { timeout: 4s, retry: { wait: 10s } }
hosts:
  the-server:
    scheduler: cron
    jobs: [probed, dropped, gone, refused, sealed, locked-up, filled, stopped, short]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

teardown() {
  rm -f "${LAB}/away"
}

# member JOB ACTION NAME: what status.json has under NAME.
member() {
  job "$1" status --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["actions"][sys.argv[1]].get(sys.argv[2]))' "$2" "$3"
}

# begin JOB WORD…: starts it in the background, process ${run_pid}, with its output in LAB/JOB.output.
begin() {
  job "$@" >"${LAB}/$1.output" 2>&1 3>&- &
  run_pid=$!
}

# says JOB TEXT: whether it has said so.
says() {
  grep -q -e "$2" "${LAB}/$1.output"
}

@test "a target that comes back: the look before the first backup is made again" {
  : >"${LAB}/away"
  begin probed backup
  wait_until 20 says probed 'attempt 1 failed; the next one begins in 1 s'
  rm "${LAB}/away"
  wait "${run_pid}"
  assert_equal "$(outcome_of probed backup)" ok
  assert_equal "$(member probed backup attempts)" 2
  run job probed backup
  assert_success
  assert_equal "$(member probed backup attempts)" 1
}

@test "duplicity's own failure, in a run whose next step follows the attempt that went well" {
  run job dropped backup
  assert_success
  : >"${LAB}/away"
  begin dropped scheduled backup
  wait_until 30 grep -q 'attempt 1 failed' -r "$(state_of dropped)/log"
  rm "${LAB}/away"
  wait "${run_pid}"
  assert_equal "$(outcome_of dropped backup)" ok
  assert_equal "$(member dropped backup attempts)" 2
  assert_equal "$(outcome_of dropped prune)" ok
  # What went well at last is nothing to be told.
  run cat "${LAB}/dropped.output"
  refute_output
}

@test "a target that stays away: as many attempts as allowed, and the failure of the last" {
  : >"${LAB}/away"
  run job gone backup
  assert_failure 69
  assert_equal "$(outcome_of gone backup)" failed
  assert_equal "$(member gone backup attempts)" 2
}

@test "a wrong password and a wrong passphrase are not tried again" {
  run job refused backup
  assert_failure 77
  refute_output --partial 'the next one'
  run job sealed backup
  assert_success
  cp "${LAB}/home/.duplicity.secret" "${LAB}/passphrase"
  lab_secret .duplicity.secret 'another one'
  run job sealed backup
  lab_secret .duplicity.secret "$(cat "${LAB}/passphrase")"
  assert_failure 78
  refute_output --partial 'the next one'
}

@test "a daemon that begins to refuse is not asked again" {
  run job locked-up backup
  assert_success
  sed -i 's/^read only = no/read only = yes/' "${RSYNCD_HOME}/conf"
  rsyncd_stop
  rsyncd_resume
  echo more >>"${LAB}/home/data/file"
  run job locked-up backup
  sed -i 's/^read only = yes/read only = no/' "${RSYNCD_HOME}/conf"
  rsyncd_stop
  rsyncd_resume
  assert_failure 50
  assert_output --partial 'read only'
  refute_output --partial 'the next one'
}

@test "a full target is not tried again" {
  mkdir -p "${RSYNCD_DIR}/the-server/filled"
  mount -t tmpfs -o size=64k none "${RSYNCD_DIR}/the-server/filled"
  run job filled backup
  umount "${RSYNCD_DIR}/the-server/filled"
  assert_failure 50
  assert_output --partial 'No space left on device'
  refute_output --partial 'the next one'
}

@test "a signal ends the wait at once" {
  : >"${LAB}/away"
  begin stopped backup
  wait_until 20 says stopped 'the next one begins in 3600 s'
  SECONDS=0
  kill -TERM "$(pgrep -o -U "${LAB_USER}" -f jobs/stopped.sh)"
  local code=0
  wait "${run_pid}" || code=$?
  assert_equal "${code}" 143
  assert [ "${SECONDS}" -lt 3 ]
  assert_equal "$(outcome_of stopped backup)" interrupted
  wait_until 2 user_is_idle
}

@test "the time limit counts for all attempts" {
  : >"${LAB}/away"
  run job short backup
  assert_failure 69
  assert_output --partial 'not tried again: the limit of 4 s'
}

@test "a run that ends before its first attempt is on record" {
  job gone backup
  mkdir -p "$(state_of gone)/tmp/of-root"
  touch "$(state_of gone)/tmp/of-root/file"
  run job gone backup
  rm -r "$(state_of gone)/tmp/of-root"
  assert_failure 78
  assert_output --partial 'cannot empty'
  assert_equal "$(member gone backup outcome)" failed
  assert_equal "$(member gone backup attempts)" 1
}
