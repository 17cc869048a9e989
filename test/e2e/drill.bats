#!/usr/bin/env bats
# The restore drill: what it restores, from what, what it compares it with, and what it says when that is not the same.

load ../lab/lab
load ../lab/rsyncd
load ../lab/backups

setup_file() {
  lab_open
  rsyncd_start
  as_user mkdir "${LAB}/home/disk"
  lab_spec <<END
version: 1
defaults:
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  duplicity: { volsize: 1M, options: ["--num-retries=1", "--backend-retry-delay=1"] }
  target: { url: "file://${LAB}/home/disk" }
  backup: {}
  drill: { files: 3, bytes: 4M }
jobs:
  sampled: { source: ~/data }
  rotten:
    source: ~/rotten
    target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: { file: ~/.rsync.secret } }
    drill: { full: never }
  twisted: { source: ~/twisted, drill: { full: never } }
  hostile: { source: ~/hostile, drill: { files: 50, full: never } }
  several: { source: [~/data, ~/one-file], encryption: none }
  single: { source: ~/one-file, drill: { after: backup, full: never } }
hosts:
  the-server:
    scheduler: cron
    jobs: [sampled, rotten, twisted, hostile, several, single]
$(lab_host)
END
  lab_compile
  local name
  for name in data rotten twisted; do
    as_user mkdir "${LAB}/home/${name}"
    as_user sh -c "cd '${LAB}/home/${name}' && mkdir -p closed/sub && for n in 1 2 3 4 5 6; do head -c 300000 /dev/urandom >file\${n}; done \
      && echo text >closed/sub/text && chmod 400 closed/sub/text && chmod 500 closed closed/sub"
  done
  as_user sh -c "echo alone >'${LAB}/home/one-file'"
  # What has not changed since a backup began has times before that second.
  sleep 1
}

teardown_file() {
  lab_close
}

# drilled JOB OUTCOME [WORD…]: the drill ends so, and leaves nothing of what it restored.
drilled() {
  run job "$1" drill "${@:3}"
  assert_equal "$(outcome_of "$1" drill)" "$2"
  assert [ ! -e "$(state_of "$1")/scratch" ]
}

# member JOB NAME: what status.json says of the drill.
member() {
  job "$1" status --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["actions"]["drill"].get(sys.argv[1], "none"))' "$2"
}

# forget_checksums JOB: as if the backup had left none.
forget_checksums() {
  rm "$(state_of "$1")/drill-sample.json"
}

# twist COMMAND: from now on duplicity does COMMAND, with the file as its word, to each file that it restored.
twist() {
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
/usr/bin/duplicity "\$@" || exit
[ "\$1" != restore ] || for place; do :; done
[ "\$1" != restore ] || find "\${place}" -type f -exec $1 {} \;
END
  chmod 755 "${LAB}/bin/duplicity"
}

@test "without a backup there is nothing to drill" {
  drilled sampled skipped
  assert_failure 75
}

@test "the first drill restores everything, also what is read-only, and compares all of it" {
  backs_up sampled
  drilled sampled ok
  assert_success
  assert_output --partial 'restoring everything'
  assert_output --partial 'files restored: 4 as the source has them, 3 as their checksums at the backup, 0 changed since'
}

@test "later ones restore a sample, until the full one is due again" {
  local full
  full=$(member sampled last_full_restore)
  assert [ "${full}" -gt 1700000000 ]
  drilled sampled ok
  assert_output --partial 'restoring 3 file(s), chosen at random'
  assert_output --partial 'files restored: 0 as the source has them, 3 as their checksums'
  assert_equal "$(member sampled last_full_restore)" "${full}"
  drilled sampled ok --full
  assert_output --partial 'restoring everything'
  sed -i 's/"last_full_restore":[0-9]*/"last_full_restore":1700000000/' "$(state_of sampled)/status.json"
  drilled sampled ok
  assert_output --partial 'restoring everything'
}

@test "nothing of this host's cache is used" {
  mv "$(state_of sampled)/archive" "${LAB}/home/archive"
  drilled sampled ok
  assert_success
  mv "${LAB}/home/archive" "$(state_of sampled)/archive"
}

@test "without checksums, a sample is compared with the source" {
  forget_checksums sampled
  drilled sampled ok
  assert_success
  assert_output --partial 'files restored: 3 as the source has them, 0 as their checksums'
}

@test "the time of the last verified restore outlives a drill that was killed" {
  local last
  last=$(member sampled last_verified_restore_at)
  assert [ "${last}" != none ]
  # (The script has sleeps of its own.)
  twist 'sh -c "sleep 4711"'
  job sampled drill >/dev/null 2>&1 3>&- &
  wait_until 60 pgrep -U "${LAB_USER}" -x -f 'sleep 4711'
  kill_all_of "${LAB_USER}"
  wait_until 10 user_is_idle
  rm "${LAB}/bin/duplicity"
  assert_equal "$(outcome_of sampled drill)" interrupted
  assert_equal "$(member sampled last_verified_restore_at)" "${last}"
  assert [ -e "$(state_of sampled)/scratch" ]
}

@test "the next run of any action removes what a killed one restored" {
  as_user mkdir -p "$(state_of sampled)/scratch/files/closed"
  as_user touch "$(state_of sampled)/scratch/files/closed/file"
  as_user chmod 500 "$(state_of sampled)/scratch/files/closed"
  run job sampled list
  assert_success
  assert [ ! -e "$(state_of sampled)/scratch" ]
}

@test "a file of another content is never called good" {
  backs_up twisted
  forget_checksums twisted
  twist 'sed -i 1s/^/x/'
  drilled twisted failed
  assert_failure 65
  assert_output --regexp "'(file.|closed/sub/text)' is not as in the source, which did not change since the backup"
  assert_output --partial '3 file(s) did not come back as they were backed up'
  assert_equal "$(member twisted last_verified_restore)" none
}

@test "a file that was cut short is never taken for one that changed at the source" {
  twist 'truncate -s 1'
  drilled twisted failed
  assert_failure 65
  drilled twisted failed --full
  assert_failure 65
  assert_output --partial '6 file(s) did not come back'
}

@test "nor is a file that did not come back at all" {
  twist 'rm'
  drilled twisted failed --full
  assert_failure 65
  assert_output --partial 'was not restored'
  rm "${LAB}/bin/duplicity"
}

@test "what changed or went at the source since is compared with the checksum of the backup" {
  sleep 1
  backs_up twisted
  as_user sh -c "cd '${LAB}/home/twisted' && for n in 1 2 3; do echo changed >file\${n}; rm file\$((n + 3)); done \
    && chmod 700 closed closed/sub && rm -r closed"
  drilled twisted ok
  assert_success
  assert_output --partial 'files restored: 0 as the source has them, 3 as their checksums'
  sed -i 's/"sha256": "[^"]*"/"sha256": "0"/' "$(state_of twisted)/drill-sample.json"
  drilled twisted failed
  assert_failure 65
  assert_output --partial 'is not what was backed up, by its checksum'
}

@test "where there is nothing to compare with, the drill warns and proves nothing" {
  forget_checksums twisted
  local last
  last=$(member twisted last_verified_restore)
  drilled twisted warned --full
  assert_output --partial 'nothing that was restored could be compared'
  assert_equal "$(member twisted last_verified_restore)" "${last}"
}

@test "a source that lies about its time is not taken for the archive's" {
  backs_up rotten
  forget_checksums rotten
  as_user sh -c "cd '${LAB}/home/rotten' && for n in 1 2 3 4 5 6; do touch -r file\${n} time && head -c 300000 /dev/urandom >file\${n} \
    && touch -r time file\${n}; done && rm time"
  drilled rotten failed --full
  assert_failure 65
  assert_output --partial '6 file(s) did not come back as they were backed up'
}

@test "a flipped byte at the target is found" {
  local volume
  volume=$(find "${RSYNCD_DIR}/the-server/rotten" -name '*.vol1.*')
  python3 -c '
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(-1000, 2)
    byte = file.read(1)[0]
    file.seek(-1000, 2)
    file.write(bytes([byte ^ 1]))' "${volume}"
  drilled rotten failed --full
  assert_failure 21
  assert_output --partial 'a volume at the target is damaged'
  assert_output --partial 'backup --full'
}

@test "after a drill that found damage, a sample is not enough" {
  backs_up rotten --full
  drilled rotten ok
  assert_output --partial 'restoring everything'
  drilled rotten ok
  assert_output --partial 'restoring 3 file(s)'
}

@test "a newest backup that is not at the target is found" {
  local manifest
  manifest=$(find "${RSYNCD_DIR}/the-server/rotten" -name 'duplicity-full.*.manifest.gpg' | sort | tail -n 1)
  mv "${manifest}" "${LAB}/manifest"
  drilled rotten failed
  assert_failure 65
  assert_output --partial 'the newest backup, of'
  mv "${LAB}/manifest" "${manifest}"
}

@test "a missing volume is found" {
  rm "$(find "${RSYNCD_DIR}/the-server/rotten" -name '*.vol1.*' | sort | tail -n 1)"
  drilled rotten failed --full
  assert_failure
  assert_output --partial 'a volume is missing at the target'
}

@test "names that nobody would choose" {
  # shellcheck disable=SC2016 # names, not variables
  as_user python3 -c '
import os, sys
top = os.fsencode(sys.argv[1])
names = [b"plain", b"two words", b" blank ", b"new\nline", b"Tue Jan  6 03:05:00 2026 plain", b"quo\x27te\"s", b"back\\slash", b"\xff\xfe", "\u00fcn\u00ef \u20ac".encode(), b"~", b"~root",
         b"$HOME", b"a$HOME", b"*", b"-r", b"=equal", b"#", b"new\nINFO 10 20260106T030500Z \x27plain\x27 reg", b"tab\tbed", b"esc\x1b[31m", b"%s"]
for place in (b"", b"dir with\nline"):
    os.makedirs(os.path.join(top, place), exist_ok=True)
    for name in names:
        with open(os.path.join(top, place, name), "wb") as file:
            file.write(b"this is " + name)' "${LAB}/home/hostile"
  sleep 1
  backs_up hostile
  drilled hostile ok
  assert_success
  forget_checksums hostile
  drilled hostile ok --full
  assert_success
  assert_output --partial 'files restored: 42 as the source has them, 0 as their checksums at the backup, 0 changed since'
}

@test "several sources, without encryption" {
  backs_up several
  drilled several ok
  assert_success
  drilled several ok
  assert_success
}

@test "a source that is a file, as the next step of its backup" {
  backs_up single
  assert_output --partial 'restoring 1 file(s)'
  assert_equal "$(outcome_of single drill)" ok
}

@test "what does not fit on the disk is not begun" {
  backs_up sampled
  local state
  state=$(state_of sampled)
  rm "${state}/lock" "${state}/"*.lock
  mkdir "${LAB}/kept"
  cp -a "${state}/." "${LAB}/kept"
  mount -t tmpfs -o "size=3m,mode=700,uid=$(id -u "${LAB_USER}")" none "${state}"
  cp -a "${LAB}/kept/." "${state}"
  run job sampled drill --full
  umount "${state}"
  assert_failure 78
  assert_output --regexp 'the drill needs [0-9]+ MiB below .*, and [0-9]+ are free'
}
