#!/usr/bin/env bats
# A backup to a disk that was cut short: neither prune nor restore takes it for a whole one.

load ../lab/lab
load ../lab/backups

setup_file() {
  lab_open
  # gpg itself, slowed down as long as LAB/slow exists.
  cat >"${LAB}/bin/gpg" <<END
#!/bin/sh
[ ! -e '${LAB}/slow' ] || sleep 1
exec /usr/bin/gpg "\$@"
END
  chmod 755 "${LAB}/bin/gpg"
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user sh -c "head -c 3000000 /dev/urandom >'${LAB}/home/data/random'"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  duplicity: { volsize: 1M }
  backup: {}
  prune: { keep_full: 1 }
jobs: { unfinished: {}, half-way: { source: ~/growing }, further: { source: ~/swelling }, edited: { source: ~/edited }, still: { source: ~/still }, arrived: { source: ~/arrived }, widened: { source: ~/widened, exclude: ["**/early"] }, listed: { source: ~/listed, duplicity: { volsize: 1M, options: [--exclude-filelist=${LAB}/list] } }, bare: { source: ~/bare, encryption: none }, emptied: { source: ~/emptied } }
hosts:
  the-server:
    scheduler: cron
    jobs: [unfinished, half-way, further, edited, still, arrived, widened, listed, bare, emptied]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

teardown() {
  rm -f "${LAB}/slow"
  ! mountpoint -q "${LAB}/home/still/disk" || umount "${LAB}/home/still/disk"
}

# kill_half_way JOB KIND VOLUME [WORD…]: a backup of JOB with these words, of KIND full or inc, is told to end once it has
# written its VOLUME.
kill_half_way() {
  local job=$1 kind=$2 volume=$3 code=0
  shift 3
  touch "${LAB}/began"
  : >"${LAB}/slow"
  sleep 1
  job "${job}" backup "$@" >"${LAB}/${job}.output" 2>&1 3>&- &
  local run_pid=$!
  wait_until 30 new_volume "$(archive_of "${job}")" "${kind}" "${volume}"
  kill -TERM "$(pgrep -o -U "${LAB_USER}" -f "jobs/${job}.sh")"
  wait "${run_pid}" || code=$?
  assert_equal "${code}" 143
  assert_equal "$(outcome_of "${job}" backup)" interrupted
  rm "${LAB}/slow"
  assert compgen -G "$(state_of "${job}")/archive/${job}/duplicity-${kind}*.part"
}

# new_volume DIR KIND VOLUME: whether it is there, those of the sets before not counted.
new_volume() {
  [[ -n $(find "$1" -name "duplicity-$2*.vol$3.*" -newer "${LAB}/began" -print -quit 2>/dev/null) ]]
}

@test "prune after a full backup that was cut short deletes nothing" {
  backs_up unfinished
  cp -p "$(state_of unfinished)/status.json" "${LAB}"
  kill_half_way unfinished full 2 --full
  local before
  before=$(ls "$(archive_of unfinished)")
  run job unfinished prune
  assert_success
  assert_output --partial 'skipped: the last backup did not end well'
  assert_equal "$(outcome_of unfinished prune)" skipped
  assert_equal "$(ls "$(archive_of unfinished)")" "${before}"
  # What duplicity itself does at somebody's hand is not on record.
  cp -p "${LAB}/status.json" "$(state_of unfinished)"
  run job unfinished prune
  assert_success
  assert_equal "$(outcome_of unfinished prune)" skipped
  assert_equal "$(ls "$(archive_of unfinished)")" "${before}"
  restores unfinished "${LAB}/home/data"
  backs_up unfinished
  run job unfinished prune
  assert_success
  restores unfinished "${LAB}/home/data"
}

# full_after_cut JOB SOURCE VOLUME: after an incremental that ended with this volume, what is listed and restored is what
# was there before it, and "backup --full" makes a full backup.
full_after_cut() {
  as_user mkdir "${LAB}/home/$2"
  as_user touch "${LAB}/home/$2/small"
  backs_up "$1"
  as_user cp -a "${LAB}/home/$2" "${LAB}/home/$2-before"
  as_user cp "${LAB}/home/data/random" "${LAB}/home/$2/large"
  kill_half_way "$1" inc "$3"
  restores "$1" "${LAB}/home/$2-before"
  run job "$1" list
  assert_success
  refute_output --partial large
  backs_up "$1" --full
  assert_equal "$(fulls_in "$(archive_of "$1")")" 2
  restores "$1" "${LAB}/home/$2"
}

@test "backup --full after an incremental that was cut short in its first volume makes a full backup" {
  full_after_cut half-way growing 1
}

@test "backup --full after an incremental that was cut short further on makes a full backup" {
  full_after_cut further swelling 2
}

@test "a full backup that was cut short is gone on with where nothing has changed" {
  as_user mkdir -p "${LAB}/home/still/disk"
  as_user touch -d 2020-01-01 "${LAB}/home/still/disk"
  as_user cp "${LAB}/home/data/random" "${LAB}/home/still/large"
  as_user cp "${LAB}/home/data/random" "${LAB}/home/still/other"
  kill_half_way still full 3
  local uploaded
  uploaded=$(cd "$(archive_of still)" && sha256sum duplicity-full.*.vol1.* duplicity-full.*.vol2.*)
  mount --bind "${LAB}/home/data" "${LAB}/home/still/disk"
  unfinished_is_told still 'begun anew'
  umount "${LAB}/home/still/disk"
  unfinished_is_told still 'gone on with'
  backs_up still
  assert_output --partial 'gone on with'
  run sh -c "cd '$(archive_of still)' && sha256sum --check" <<<"${uploaded}"
  assert_success
  restores still "${LAB}/home/still"
  # What is stored next builds on it.
  as_user sh -c "echo more >>'${LAB}/home/still/other'"
  backs_up still
  restores still "${LAB}/home/still"
}

# unfinished_is_told JOB TEXT: a dry run says what a backup does with what was cut short, and does nothing.
unfinished_is_told() {
  local before
  before=$(files_of "$1")
  run job "$1" backup --dry-run
  assert_success
  assert_output --partial "$2"
  assert_equal "$(files_of "$1")" "${before}"
}

# files_of JOB: what lies in its archive, here and at the target.
files_of() {
  find "$(archive_of "$1")" "$(state_of "$1")/archive" -type f -exec sha256sum {} + | sort
}

# newest_in DIR: the name of its newest manifest.
newest_in() {
  find "$1" -name '*.manifest' -printf '%T@ %f\n' | sort -n | sed -n '$ s/.* //p'
}

# stays JOB SUFFIX: a full backup and an incremental that were cut short after their last file, the manifest, had reached the
# target, are restored after the next one; but they do not stay if half a manifest is there, or an empty one. (SUFFIX is that
# of files at the target.)
stays() {
  local source="${LAB}/home/$1" archive cache text name
  archive=$(archive_of "$1")
  cache="$(state_of "$1")/archive/$1"
  as_user mkdir "${source}"
  for text in full incremental; do
    as_user sh -c "echo '${text}' >'${source}/file'"
    backs_up "$1"
    name=$(newest_in "${cache}")
    cp -a "${source}" "${LAB}/$1.${text}"
    date -u +%Y-%m-%dT%H:%M:%SZ >"${LAB}/$1.${text}.time"
    sleep 1
    # What duplicity does last.
    mv "${cache}/${name}" "${cache}/${name}.part"
  done
  # What a host has that was put back from a disk image, made in the middle of that backup.
  truncate -s 50 "${cache}/${name}.part"
  truncate -s 0 "${cache}/"duplicity-new-signatures.*.sigtar.gz
  mv "${cache}/"duplicity-new-signatures.*.sigtar.gz "${cache}/$(basename "${cache}/"duplicity-new-signatures.*.sigtar.gz .gz).part"
  unfinished_is_told "$1" 'all of it was at the target, and stays'
  name=$(new_directory)
  run job "$1" restore "${name}"
  assert_success
  assert_output --partial 'counts only if all of it is at the target'
  run same_tree "${source}" "${name}"
  assert_success
  as_user sh -c "echo 'next' >'${source}/file'"
  backs_up "$1"
  assert_output --partial 'all of it was at the target, and stays'
  # What a power loss at the target does to what was sent long before; nothing was cut off here.
  name=$(newest_in "${cache}")
  mv "${cache}/${name}" "${cache}/${name}.part"
  truncate -s 100 "${archive}/${name}$2"
  # Made in the same second, the next one would have the same name.
  sleep 1
  backs_up "$1"
  assert_output --partial 'is begun anew'
  refute test -e "${archive}/${name}$2"
  backs_up "$1" --full
  name=$(newest_in "${cache}")
  mv "${cache}/${name}" "${cache}/${name}.part"
  truncate -s 0 "${archive}/${name}$2"
  backs_up "$1"
  assert_output --partial 'is gone on with'
  restores "$1" "${source}"
  for text in full incremental; do
    name=$(new_directory)
    run job "$1" restore "${name}" --time "$(cat "${LAB}/$1.${text}.time")"
    assert_success
    run same_tree "${LAB}/$1.${text}" "${name}"
    assert_success
  done
}

@test "a backup that was cut short when all of it was at the target stays" {
  stays arrived .gpg
}

@test "a backup that was cut short when all of it was at the target stays, without encryption" {
  stays bare ''
}

@test "signatures that a power loss has emptied in the cache are fetched anew" {
  local source="${LAB}/home/emptied"
  as_user mkdir "${source}"
  as_user sh -c "echo one >'${source}/file' && touch '${source}/other'"
  cp -a "${source}" "${LAB}/emptied.before"
  backs_up emptied
  as_user sh -c "echo two >'${source}/file' && rm '${source}/other'"
  sleep 1
  backs_up emptied
  truncate -s 0 "$(state_of emptied)/archive/emptied/"duplicity-new-signatures.*
  # Against the signatures before those, nothing has changed.
  rm -r "${source}"
  cp -a "${LAB}/emptied.before" "${source}"
  sleep 1
  backs_up emptied
  restores emptied "${source}"
}

@test "what changes after a backup was cut short is in the next one" {
  as_user mkdir "${LAB}/home/edited"
  as_user cp "${LAB}/home/data/random" "${LAB}/home/edited/large"
  as_user sh -c "echo before >'${LAB}/home/edited/early'"
  (umask 027 && touch "${LAB}/home/edited/closed" && chgrp games "${LAB}/home/edited/closed")
  kill_half_way edited full 2
  unfinished_is_told edited 'gone on with'
  # Its user is made a member of a group that can read more.
  run setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --groups=games "${LAB}/host/jobs/edited.sh" backup --dry-run </dev/null
  assert_output --partial 'begun anew'
  as_user sh -c "echo afterwards >'${LAB}/home/edited/early'"
  unfinished_is_told edited 'begun anew'
  as_user sh -c "head -c 3000000 /dev/urandom >'${LAB}/home/edited/large'"
  rm -f "${LAB}/home/edited/closed"
  backs_up edited
  restores edited "${LAB}/home/edited"
}

@test "what a change of the spec adds after a backup was cut short is in the next one" {
  as_user mkdir "${LAB}/home/widened"
  as_user cp "${LAB}/home/data/random" "${LAB}/home/widened/large"
  as_user touch "${LAB}/home/widened/early"
  kill_half_way widened full 2
  sed -i 's/, exclude: \["\*\*\/early"\]//' "${LAB}/backup.yaml"
  lab_compile
  backs_up widened
  restores widened "${LAB}/home/widened"
}

@test "what a list that is an option's lets in after a backup was cut short is in the next one" {
  as_user mkdir "${LAB}/home/listed"
  as_user cp "${LAB}/home/data/random" "${LAB}/home/listed/large"
  as_user touch "${LAB}/home/listed/early"
  echo '**/early' >"${LAB}/list"
  kill_half_way listed full 2
  true >"${LAB}/list"
  backs_up listed
  restores listed "${LAB}/home/listed"
}
