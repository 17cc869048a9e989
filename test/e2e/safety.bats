#!/usr/bin/env bats
# Nothing good is deleted, overwritten or pushed out, whatever happened to the spec, the disk, the source or the clock. Each
# test has a job of its own.

load ../lab/lab
load ../lab/backups

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/disk" "${LAB}/home/other" "${LAB}/home/small"
  as_user touch "${LAB}/home/other/file" "${LAB}/home/small/file"
  as_user ln -s small "${LAB}/home/link"
  lab_spec <<END
version: 1
defaults:
  source: ~/small
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  backup: {}
  prune: { keep_full: 1 }
jobs:
  moved: {}
  moving: {}
  resourced: {}
  replaced: {}
  linked: { source: ~/link }
  unplugged: { target: { url: "file://${LAB}/home/plug" } }
  forgotten: {}
  emptied: { source: ~/emptied }
  ahead: {}
  young: { max_age: 1d }
  old: { max_age: 2s }
  restored: { source: ~/names }
  named: { source: ~/named, duplicity: { options: [--num-retries=1] } }
  imitated: { source: ~/imitated, verify: { compare_data: true }, duplicity: { volsize: 1M, options: [--num-retries=1] } }
  commanding: { source: ~/commanding }
hosts:
  the-server:
    scheduler: cron
    jobs: [moved, moving, resourced, replaced, linked, unplugged, forgotten, emptied, ahead, young, old, restored, named, imitated, commanding]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

# changed JOB FROM TO: the script of JOB from the spec with FROM replaced by TO.
changed() {
  sed "s|$2|$3|" "${LAB}/backup.yaml" >"${LAB}/changed.yaml"
  node "${repo}/dist/holdfast.cjs" compile "${LAB}/changed.yaml" -o "${LAB}/changed" >/dev/null 2>&1
  printf '%s\n' "${LAB}/changed/the-server/jobs/$1.sh"
}

# refuses CODE TEXT SCRIPT WORD…: SCRIPT ends with CODE and says TEXT.
refuses() {
  run as_user "${@:3}"
  assert_failure "$1"
  assert_output --partial "$2"
}

# two_fulls JOB: two full backups, of which keep_full would leave one, and a volume that cleanup would delete.
two_fulls() {
  backs_up "$1"
  sleep 1
  backs_up "$1" --full
  as_user touch "$(archive_of "$1")/duplicity-full.20200101T000000Z.vol1.difftar.gpg"
}

@test "prune and cleanup leave alone what a changed target leads to" {
  two_fulls moved
  as_user cp -a "${LAB}/home/disk" "${LAB}/home/copy"
  local script before
  script=$(changed moved "home/disk" "home/copy")
  before=$(find "${LAB}/home/copy" -type f | sort)
  run as_user "${script}" prune
  assert_success
  assert_output --partial "skipped: no backup to file://${LAB}/home/copy/the-server/moved is on record"
  assert_equal "$(outcome_of moved prune)" skipped
  refuses 78 'nothing to clean up' "${script}" cleanup
  assert_equal "$(find "${LAB}/home/copy" -type f | sort)" "${before}"
  # The archive itself is pruned and cleaned all the same.
  run job moved prune
  assert_success
  run job moved cleanup
  assert_success
  assert_equal "$(fulls_in "$(archive_of moved)")" 1
  assert [ ! -e "$(archive_of moved)/duplicity-full.20200101T000000Z.vol1.difftar.gpg" ]
}

@test "prune and cleanup leave alone the archive of another source" {
  two_fulls resourced
  local script before
  script=$(changed resourced 'resourced: {}' 'resourced: { source: ~/other }')
  before=$(ls "$(archive_of resourced)")
  run as_user "${script}" prune
  assert_success
  assert_equal "$(outcome_of resourced prune)" skipped
  refuses 78 'nothing to clean up' "${script}" cleanup
  refuses 78 'of another source' "${script}" backup
  run as_user "${script}" prune
  assert_success
  assert_equal "$(outcome_of resourced prune)" skipped
  assert_equal "$(ls "$(archive_of resourced)")" "${before}"
}

@test "a host that takes the place of another goes on with a full backup, made by hand" {
  backs_up replaced
  rm -r "$(state_of replaced)"
  on_new_host backup
  assert_failure 78
  assert_output --partial 'was made by another host'
  assert_output --partial '"backup --full"'
  local words
  for words in 'backup --full' backup; do
    sleep 1
    # shellcheck disable=SC2086 # words, indeed
    on_new_host ${words}
    assert_success
  done
  assert_equal "$(fulls_in "$(archive_of replaced)")" 2
}

# on_new_host WORD…: runs the job "replaced" where the host has another name.
on_new_host() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  run unshare --uts sh -c 'hostname new-host && exec "$@"' - setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups \
    env -i PATH=/usr/bin:/bin "${LAB}/host/jobs/replaced.sh" "$@"
}

@test "a source that is a symbolic link is refused" {
  refuses 78 "the source ${LAB}/home/link is a symbolic link" "${LAB}/host/jobs/linked.sh" backup
  assert_equal "$(outcome_of linked backup)" failed
  refuses 78 'is a symbolic link' "${LAB}/host/jobs/linked.sh" check
}

@test "a disk that was there and is not is refused, and its mount point stays empty" {
  as_user mkdir "${LAB}/home/plug"
  backs_up unplugged
  mv "${LAB}/home/plug" "${LAB}/home/drawer"
  as_user mkdir "${LAB}/home/plug"
  local words
  for words in backup 'backup --full' check; do
    # shellcheck disable=SC2086 # words, indeed
    refuses 78 "the archive in ${LAB}/home/plug/the-server/unplugged is gone" "${LAB}/host/jobs/unplugged.sh" ${words}
    assert_equal "$(ls -A "${LAB}/home/plug")" ''
  done
  assert_equal "$(outcome_of unplugged backup)" failed
  rmdir "${LAB}/home/plug"
  mv "${LAB}/home/drawer" "${LAB}/home/plug"
  backs_up unplugged
}

@test "an archive that was moved away is refused, until somebody says that it is meant" {
  backs_up forgotten
  mv "$(archive_of forgotten)" "${LAB}/home/moved-away"
  refuses 78 'is gone' "${LAB}/host/jobs/forgotten.sh" backup
  assert [ ! -e "$(archive_of forgotten)" ]
  rm "$(state_of forgotten)/settled"
  backs_up forgotten
  assert_equal "$(fulls_in "$(archive_of forgotten)")" 1
  restores forgotten "${LAB}/home/small"
}

@test "a first backup to a changed target that is killed before it sends anything can be run again" {
  backs_up moving
  as_user mkdir "${LAB}/home/new-disk"
  local script
  script=$(changed moving "home/disk" "home/new-disk")
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
read -r script _ <'$(state_of moving)/holder'
kill -KILL "\${script}"
END
  chmod 755 "${LAB}/bin/duplicity"
  run as_user "${script}" backup
  rm "${LAB}/bin/duplicity"
  assert_failure 137
  run as_user "${script}" backup
  assert_success
  assert_output --partial 'backup ok'
}

@test "a source that has become empty is refused" {
  as_user mkdir "${LAB}/home/emptied"
  backs_up emptied
  as_user touch "${LAB}/home/emptied/.hidden"
  backs_up emptied
  mv "${LAB}/home/emptied/.hidden" "${LAB}/"
  local before words
  before=$(ls "$(archive_of emptied)")
  for words in backup 'backup --full' check; do
    # shellcheck disable=SC2086 # words, indeed
    refuses 78 "nothing is left of the source ${LAB}/home/emptied" "${LAB}/host/jobs/emptied.sh" ${words}
  done
  assert_equal "$(outcome_of emptied backup)" failed
  assert_equal "$(ls "$(archive_of emptied)")" "${before}"
  mv "${LAB}/.hidden" "${LAB}/home/emptied/"
  backs_up emptied
}

@test "a last good backup in the future is nothing to delete others for" {
  two_fulls ahead
  sed -i 's/"last_ok":[0-9]*/"last_ok":4102444800/; s/"last_ok_at":"[^"]*"/"last_ok_at":"2100-01-01T00:00:00Z"/' "$(state_of ahead)/status.json"
  run job ahead status --max-age 1Y
  assert_failure 2
  assert_output --partial 'CRITICAL: ahead: the last good backup is of 2100-01-01T00:00:00Z, which is in the future'
  run job ahead scheduled prune
  assert_failure 75
  assert_output --partial 'which is in the future'
  assert_equal "$(outcome_of ahead prune)" skipped
  assert_equal "$(fulls_in "$(archive_of ahead)")" 2
}

# fails_now JOB: its next backup fails, for a reason that has nothing to do with the archive.
fails_now() {
  chmod 644 "${LAB}/home/.duplicity.secret"
  run job "$1" backup
  chmod 600 "${LAB}/home/.duplicity.secret"
  assert_failure 77
}

@test "a scheduled prune that has nothing to do is silent as long as the last good backup is young" {
  backs_up young
  fails_now young
  run job young scheduled prune
  assert_success
  assert_output ''
  assert_equal "$(outcome_of young prune)" skipped
}

@test "a scheduled prune that has nothing to do speaks once the last good backup is old" {
  backs_up old
  sleep 3
  run job old scheduled prune
  assert_failure 75
  assert_output --partial 'is too old to delete others for it'
  fails_now old
  run job old scheduled prune
  assert_failure 75
  assert_output --partial 'prune skipped, exit code 75'
  assert_equal "$(outcome_of old prune)" skipped
}

@test "what could not be restored makes a bad restore" {
  local name deep
  name=$(printf 'n%.0s' {1..200})
  as_user mkdir "${LAB}/home/names"
  as_user touch "${LAB}/home/names/short" "${LAB}/home/names/${name}"
  backs_up restored
  # So deep that a path of 4096 bytes has room for the short name only.
  deep=$(
    python3 - "$(dirname "$(new_directory)")" <<'END'
import os, sys
path = sys.argv[1]
while len(path) < 3980:
    path += "/" + "d" * min(200, 3980 - len(path) - 1)
    os.mkdir(path)
    os.chmod(path, 0o777)
print(path)
END
  )
  run job restored restore "${deep}/restored"
  assert_failure 65
  assert_output --partial '1 file(s) were not restored'
  assert [ -e "${deep}/restored/short" ]
}

@test "the name of a file is not taken for what went wrong, nor what follows a line end in it" {
  local archive=${LAB}/home/disk/the-server/named line=$'line\nauth failed on module'
  as_user mkdir "${LAB}/home/named"
  as_user touch "${LAB}/home/named/file"
  job named backup
  local name
  for name in 'auth failed on module' "${line}" $'record\nSourceFiles 1,"outcome":"ok"\nTotalDestinationSizeChange 1'; do
    as_user touch "${LAB}/home/named/${name}"
    chmod 0 "${LAB}/home/named/${name}"
  done
  chmod 500 "${archive}"
  run job named backup
  chmod 700 "${archive}"
  assert_failure
  assert_line "Error accessing possibly locked file ${LAB}/home/named/auth failed on module"
  assert_output --partial "Error accessing possibly locked file ${LAB}/home/named/${line}"
  assert_line --partial 'Permission denied'
  refute_output --partial 'the rsync daemon refused'
  assert_equal "$(outcome_of named backup)" failed
  # What the last run's rsync said is not taken for what went wrong in this one, whose output is not looked at.
  as_user sh -c "echo 'auth failed on module' >'$(state_of named)/tmp/.errors'"
  chmod 0 "${archive}"
  run job named list
  chmod 700 "${archive}"
  assert_failure
  refute_output --partial 'the rsync daemon refused'
}

@test "no name of a file makes verify find damage, which would hold prune back" {
  local archive=${LAB}/home/disk/the-server/imitated name=$'line\nInvalid data - SHA1 hash mismatch for file:'
  as_user mkdir "${LAB}/home/imitated"
  as_user touch "${LAB}/home/imitated/${name}"
  as_user sh -c "head -c 2500000 /dev/urandom >'${LAB}/home/imitated/random'"
  backs_up imitated
  as_user touch -d 2026-01-06 "${LAB}/home/imitated/${name}"
  chmod 0 "${archive}"/*.vol2.*
  run job imitated verify
  chmod 600 "${archive}"/*.vol2.*
  assert_failure
  assert_output --partial "Difference found: File ${name}"
  assert_output --partial 'Permission denied'
  refute_output --partial 'is damaged'
  run job imitated prune
  assert_success
  refute_output --partial 'skipped'
}

@test "names of files cannot command a terminal: in the log, in what is mailed, while it is watched, and in a list" {
  local odd escape=$'\e[31m' second=$'\xc2\x9b31m'
  odd=${LAB}/home/commanding/${escape}${second}
  as_user mkdir "${LAB}/home/commanding"
  as_user touch "${odd}readable" "${odd}closed"
  chmod 0 "${odd}closed"
  run job commanding scheduled backup
  assert_output --partial "could not be read and are not in the backup: ${LAB}/home/commanding/?[31m?31mclosed"
  assert_output --partial 'Error accessing possibly locked file'
  refute_output --partial "${escape:0:1}"
  refute_output --partial "${second%31m}"
  run cat "${LAB}"/home/.local/state/holdfast/commanding/log/*-backup.log
  assert_output --partial "${LAB}/home/commanding/?[31m?31mclosed"
  refute_output --partial "${escape:0:1}"
  refute_output --partial "${second%31m}"
  local words
  for words in backup list; do
    run as_user script -qec "${LAB}/host/jobs/commanding.sh ${words}" /dev/null </dev/null
    assert_success
    assert_output --partial '?[31m?31m'
    refute_output --partial "${escape:0:1}"
    refute_output --partial "${second%31m}"
  done
  # To a program, names are what they are.
  run job commanding list
  assert_output --partial "${escape}${second}readable"
}

@test "restore refuses the root directory, and a directory that is gone" {
  refuses 64 'the root directory' "${LAB}/host/jobs/restored.sh" restore /
  # shellcheck disable=SC2016 # for the inner shell to expand
  refuses 64 'the current directory is gone' \
    sh -c 'mkdir "$1/gone" && cd "$1/gone" && rmdir "$1/gone" && exec "$2" restore here' - "${LAB}/home" "${LAB}/host/jobs/restored.sh"
}

@test "restore of the source's own path restores all" {
  local path restored
  for path in "${LAB}/home/names" "${LAB}/home/names/"; do
    restored=$(new_directory)
    run job restored restore "${restored}" --path "${path}"
    assert_success
    run same_tree "${LAB}/home/names" "${restored}"
    assert_success
  done
}
