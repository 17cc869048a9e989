#!/usr/bin/env bats
# A backup that is killed at the moments after which duplicity 0.8.22 would end with an AssertionError for ever: just before and
# while it puts its last two files to the target, and between that and taking note of it. The next backup goes well by itself, and one that
# is whole at the target stays; where the host's cache was lost as well, nothing can be read before a person took the file away that was cut off, and is told so.

load ../lab/lab
load ../lab/backups
load ../lab/rsyncd

setup_file() {
  lab_open
  rsyncd_start
  # rsync itself; while it puts the file that LAB/home/kill-at names, it leaves half of it there ("cut"), nothing
  # ("unsent"), or all, and kills its caller.
  cat >"${LAB}/bin/rsync" <<END
#!/bin/sh
for last; do :; done
if [ -e '${LAB}/home/kill-at' ]; then
  read -r how word <'${LAB}/home/kill-at'
  case \${last} in
    *::*".\${word}."*)
      rm '${LAB}/home/kill-at'
      if [ "\${how}" = cut ]; then
        while [ "\$#" -gt 2 ]; do
          words="\${words} \$1"
          shift
        done
        head -c "\$((\$(wc -c <"\$1") / 2))" "\$1" >'${LAB}/home/half'
        /usr/bin/rsync \${words} '${LAB}/home/half' "\${last}"
      elif [ "\${how}" != unsent ]; then
        /usr/bin/rsync "\$@"
      fi
      kill -KILL "\${PPID}"
      exit 1
      ;;
  esac
fi
exec /usr/bin/rsync "\$@"
END
  chmod 755 "${LAB}/bin/rsync"
  # duplicity itself; it does the same when it moves the file to a disk, or is killed before it does ("unsent").
  cat >"${LAB}/bin/duplicity" <<END
#!/usr/bin/python3
import os, runpy, signal, sys

def kill_at(event, words):
    if event != "os.rename" or not os.path.exists("${LAB}/home/kill-at"):
        return
    with open("${LAB}/home/kill-at") as file:
        how, word = file.read().split()
    here, there = map(os.fsdecode, words[:2])
    if there.startswith("${LAB}/home/disk/") and f".{word}." in there:
        os.remove("${LAB}/home/kill-at")
        if how == "cut":
            os.truncate(here, os.path.getsize(here) // 2)
        if how != "unsent":
            os.rename(here, there)
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill_at)
sys.argv[0] = "/usr/bin/duplicity"
runpy.run_path(sys.argv[0], run_name="__main__")
END
  chmod 755 "${LAB}/bin/duplicity"
  as_user mkdir "${LAB}/home/disk"
  lab_spec <<END
version: 1
defaults:
  target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: { file: ~/.rsync.secret } }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  duplicity: { options: ["--num-retries=1", "--backend-retry-delay=1"] }
  backup: {}
  prune: { keep_full: 1 }
  source: ~/\${job}
jobs:
  cut-sigtar: {}
  whole-sigtar: {}
  cut-manifest: {}
  whole-manifest: {}
  lost-sigtar: {}
  lost-manifest: {}
  rotten: {}
  kept: { target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::keeping/", password: { file: ~/.rsync.secret } }, duplicity: { volsize: 1M } }
  unsent-sigtar: &on-disk { target: { url: "file://${LAB}/home/disk" } }
  unsent-manifest: *on-disk
  disk-cut-sigtar: *on-disk
  disk-whole-manifest: *on-disk
hosts:
  the-server:
    scheduler: cron
    jobs: [cut-sigtar, whole-sigtar, cut-manifest, whole-manifest, lost-sigtar, lost-manifest, rotten, kept,
      unsent-sigtar, unsent-manifest, disk-cut-sigtar, disk-whole-manifest]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

# killed_at HOW FILE JOB [WORD…]: a backup with these words that is killed while it puts the file.
killed_at() {
  printf '%s %s\n' "$1" "$2" >"${LAB}/home/kill-at"
  chown "${LAB_USER}:" "${LAB}/home/kill-at"
  run job "$3" backup "${@:4}"
  assert_failure 137
  assert_equal "$(outcome_of "$3" backup)" failed
}

# goes_on HOW FILE [JOB]: the first backup is killed, and an incremental; the source stays as it was, or changes. The next run
# goes well, and what it restores is the source.
goes_on() {
  local job=${3-$1-$2} when
  as_user mkdir "${LAB}/home/${job}"
  as_user sh -c "head -c 300000 /dev/urandom >'${LAB}/home/${job}/random'"
  # A full backup is gone on with only if nothing changed in the second in which it began, or since.
  sleep 1
  for when in first changed; do
    killed_at "$1" "$2" "${job}"
    cp -a "${LAB}/home/${job}" "${LAB}/${job}.${when}"
    newest_at_target "${job}" >"${LAB}/${job}.${when}.time"
    [ "${when}" = first ] || as_user touch "${LAB}/home/${job}/${when}"
    backs_up "${job}"
    restores "${job}" "${LAB}/home/${job}"
    as_user touch "${LAB}/home/${job}/after-${when}"
    sleep 1
  done
  backs_up "${job}"
  restores "${job}" "${LAB}/home/${job}"
  run job "${job}" prune
  assert_success
  refute_output --partial 'were cut short'
}

# newest_at_target JOB: the time of the newest backup that has a manifest there, as restore takes it.
newest_at_target() {
  find "${RSYNCD_DIR}" "${LAB}/home/disk" -path "*/$1/*.manifest.gpg" \
    | sed -E 's/.*\.(....)(..)(..)T(..)(..)(..)Z\.manifest\.gpg/\1-\2-\3T\4:\5:\6Z/' | sort | tail -n 1
}

# stayed JOB: what its backups that were killed have put to the target can be restored.
stayed() {
  local when restored
  for when in first changed; do
    restored=$(new_directory)
    run job "$1" restore "${restored}" --time "$(cat "${LAB}/$1.${when}.time")"
    assert_success
    run same_tree "${LAB}/$1.${when}" "${restored}"
    assert_success
  done
}

# forget_cache JOB: what a new disk in the host, or another host, begins with.
forget_cache() {
  rm -r "$(state_of "$1")/archive/$1"
}

# one_not_whole JOB KIND SUFFIX: what duplicity cannot decrypt is named, and once it is elsewhere, earlier restore points and the
# next backup are as they should be.
one_not_whole() {
  local file
  forget_cache "$1"
  run job "$1" restore "${LAB}/home/$1.restored"
  assert_failure 31
  refute_output --partial 'the passphrase is not'
  file=$(basename "${RSYNCD_DIR}/the-server/$1/duplicity-$2".*."$3".gpg)
  assert_output --partial "${file} at the target is not whole"
  run job "$1" backup
  assert_failure 31
  assert_output --partial "${file} at the target is not whole"
  mv "${RSYNCD_DIR}/the-server/$1/${file}" "${LAB}"
  run job "$1" restore "${LAB}/home/$1.restored" --time "${POINT}"
  assert_success
  run same_tree "${LAB}/$1.point" "${LAB}/home/$1.restored"
  assert_success
  rm -r "${LAB}/home/$1.restored"
  backs_up "$1"
  restores "$1" "${LAB}/home/$1"
}

# one_point JOB: a full backup, kept to compare with, and something for the next one.
one_point() {
  as_user mkdir "${LAB}/home/$1"
  as_user sh -c "head -c 300000 /dev/urandom >'${LAB}/home/$1/random'"
  backs_up "$1"
  cp -a "${LAB}/home/$1" "${LAB}/$1.point"
  POINT=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  sleep 1
  as_user touch "${LAB}/home/$1/later"
}

@test "signatures that were cut off at the target" {
  goes_on cut sigtar
}

@test "signatures of which duplicity took no note" {
  goes_on whole sigtar
}

@test "a manifest that was cut off at the target" {
  goes_on cut manifest
}

@test "a manifest of which duplicity took no note: all of that backup is at the target, and stays" {
  goes_on whole manifest
  stayed whole-manifest
  # What a power loss there does to it afterwards.
  as_user touch "${LAB}/home/whole-manifest/last"
  killed_at whole manifest whole-manifest
  truncate -s 100 "$(find "${RSYNCD_DIR}/the-server/whole-manifest" -name '*.manifest.gpg' | sort | tail -n 1)"
  backs_up whole-manifest
  assert_output --partial 'is begun anew'
  restores whole-manifest "${LAB}/home/whole-manifest"
}

@test "a server that deletes nothing: a full backup is gone on with, and what is left of an incremental is told once" {
  as_user mkdir "${LAB}/home/kept"
  as_user sh -c "head -c 2500000 /dev/urandom >'${LAB}/home/kept/random'"
  sleep 1
  killed_at unsent sigtar kept
  backs_up kept
  assert_output --partial 'gone on with'
  killed_at whole sigtar kept --full
  backs_up kept
  assert_output --partial 'gone on with'
  as_user touch "${LAB}/home/kept/later"
  killed_at whole sigtar kept
  run job kept backup
  assert_success
  assert_equal "$(outcome_of kept backup)" warned
  assert_output --partial 'can delete the files duplicity-inc.'
  as_user touch "${LAB}/home/kept/last"
  backs_up kept
  restores kept "${LAB}/home/kept"
}

@test "signatures and a manifest that were about to be moved to a disk" {
  goes_on unsent sigtar
  goes_on unsent manifest
}

@test "signatures that were cut off on a disk" {
  goes_on cut sigtar disk-cut-sigtar
}

@test "a manifest on a disk of which duplicity took no note" {
  goes_on whole manifest disk-whole-manifest
  stayed disk-whole-manifest
}

@test "signatures that were cut off at the target, and no cache that knows" {
  one_point lost-sigtar
  killed_at cut sigtar lost-sigtar
  one_not_whole lost-sigtar new-signatures sigtar
}

@test "a manifest that was cut off at the target, and no cache that knows" {
  one_point lost-manifest
  killed_at cut manifest lost-manifest
  one_not_whole lost-manifest inc manifest
}

@test "signatures of a whole backup that rotted at the target, and no cache that knows" {
  one_point rotten
  backs_up rotten
  truncate -s 100 "${RSYNCD_DIR}/the-server/rotten/"duplicity-new-signatures.*
  one_not_whole rotten new-signatures sigtar
}
