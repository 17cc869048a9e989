#!/usr/bin/env bats
# The passphrase: a wrong one never reaches the archive, a new one is a deliberate change that loses nothing, and nobody is
# left stuck, wherever a run was killed. Each test has a job of its own.

load ../lab/lab
load ../lab/backups

# The jobs whose spec has no "previous".
plain_jobs='wrong apart unproven truncated begun begun_again adopted'
# Those that know the former passphrase.
changing_jobs='changed forgotten early_change killed_change late_change reverted reverted_late cut_short moved third'

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/disk"
  local name
  {
    cat <<END
version: 1
defaults:
  source: ~/sources/\${job}
  target: { url: "file://${LAB}/home/disk" }
  duplicity: { volsize: 1M }
  backup: {}
  prune: { keep_full: 2 }
jobs:
END
    for name in ${plain_jobs}; do
      printf '  %s: { encryption: { passphrase: { file: ~/%s.now, copy: none } } }\n' "${name}" "${name}"
    done
    for name in ${changing_jobs}; do
      printf '  %s: { encryption: { passphrase: { file: ~/%s.now, copy: none }, previous: [{ file: ~/%s.before, copy: none }] } }\n' \
        "${name}" "${name}" "${name}"
    done
    echo '  hanging: { encryption: { passphrase: { file: ~/hanging.now, copy: none } }, prune: { timeout: 8s } }'
    printf 'hosts:\n  the-server:\n    scheduler: cron\n    jobs: [%s]\n' "$(echo "${plain_jobs} ${changing_jobs} hanging" | tr ' ' ,)"
    lab_host
  } | lab_spec
  lab_compile
  for name in ${plain_jobs} ${changing_jobs} hanging; do
    as_user mkdir -p "${LAB}/home/sources/${name}"
    words_of "${name}" one
    passphrase_of "${name}" "${first}"
    lab_secret "${name}.before" 'a passphrase of long ago'
  done
}

teardown_file() {
  lab_close
}

first='the first passphrase'
second='the second passphrase'

# passphrase_of JOB TEXT: what its passphrase file holds from now on.
passphrase_of() {
  rm -f "${LAB}/home/$1.now"
  lab_secret "$1.now" "$2"
}

# change_passphrase JOB: all but the run that makes it true.
change_passphrase() {
  lab_secret "$1.before" "${first}"
  passphrase_of "$1" "${second}"
}

# words_of JOB TEXT: what its source holds from now on.
words_of() {
  as_user sh -c "echo '$2' >'${LAB}/home/sources/$1/file'"
}

# bulk_of JOB: its source holds 5 MB of noise, too.
bulk_of() {
  as_user dd if=/dev/urandom of="${LAB}/home/sources/$1/bulk" bs=1M count=5 status=none
}

# refuses CODE TEXT JOB WORD…: JOB ends with CODE and says TEXT.
refuses() {
  run job "${@:3}"
  assert_failure "$1"
  assert_output --partial "$2"
}

# holds JOB TEXT [WORD…]: what a restore brings.
holds() {
  local restored
  restored=$(new_directory)
  run job "$1" restore "${restored}" "${@:3}"
  assert_success
  assert_equal "$(cat "${restored}/file")" "$2"
}

# blank JOB: as on a blank machine, nothing is left but the script and the secrets.
blank() {
  rm -r "$(state_of "$1")"
}

instant() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# engine_of JOB: the body of a duplicity, on standard input, that may kill the script, whose process is $script.
engine_of() {
  {
    printf '#!/bin/sh\nread -r script _ <"%s/holder"\n' "$(state_of "$1")"
    cat
  } >"${LAB}/bin/duplicity"
  chmod 755 "${LAB}/bin/duplicity"
}

# killed JOB WORD…: a run that is killed when it has sent two volumes.
killed() {
  engine_of "$1" <<END
volumes() { ls '$(archive_of "$1")' | grep -c difftar; }
before=\$(volumes)
/usr/bin/duplicity "\$@" &
while kill -0 "\$!" 2>/dev/null; do
  if [ "\$(volumes)" -ge "\$((before + 2))" ]; then
    kill -KILL "\${script}"
    kill -KILL 0
  fi
  sleep 0.02
done
wait "\$!"
END
  is_killed "$@"
}

# killed_at_end JOB WORD…: a run that is killed when the full backup is whole, and before anything says so.
killed_at_end() {
  engine_of "$1" <<END
/usr/bin/duplicity "\$@"
code=\$?
[ "\$1" != full ] || kill -KILL "\${script}"
exit "\${code}"
END
  is_killed "$@"
}

# killed_at_start JOB WORD…: a run that is killed before the full backup begins.
killed_at_start() {
  engine_of "$1" <<END
[ "\$1" = full ] || exec /usr/bin/duplicity "\$@"
kill -KILL "\${script}"
END
  is_killed "$@"
}

is_killed() {
  run job "$@"
  rm "${LAB}/bin/duplicity"
  assert_failure 137
  wait_until 10 is_unlocked "$1"
}

is_unlocked() {
  flock -n "$(state_of "$1")/lock" true
}

# is_whole JOB TEXT TIME TEXT: with nothing but script and secrets, the newest state comes back, and the one of TIME.
is_whole() {
  blank "$1"
  holds "$1" "$2"
  holds "$1" "$4" --time "$3"
}

# unchanged JOB WORD…: the run changes nothing in the archive.
unchanged() {
  local before
  before=$(ls -l "$(archive_of "$1")")
  run job "$@"
  assert_equal "$(ls -l "$(archive_of "$1")")" "${before}"
}

# encryption_of FILE: its cipher, and how the passphrase is hashed for it.
encryption_of() {
  gpg --batch --list-packets --pinentry-mode=loopback --passphrase-file=/dev/null "$1" 2>/dev/null | grep -o -e 'cipher .* hash [0-9]*' -e 'count .*'
}

@test "what duplicity would make of a wrong passphrase does not happen" {
  backs_up wrong
  # duplicity by itself, on a copy: it exits 0, and the archive is lost.
  as_user cp -a "$(archive_of wrong)" "${LAB}/home/ruin"
  as_user cp -a "$(state_of wrong)/archive" "${LAB}/home/ruin-cache"
  words_of wrong two
  sleep 1
  run as_user PASSPHRASE='not the passphrase' GNUPGHOME="$(state_of wrong)/gnupg" duplicity incremental --name=wrong \
    --archive-dir="${LAB}/home/ruin-cache" "${LAB}/home/sources/wrong" "file://${LAB}/home/ruin"
  assert_success
  run as_user PASSPHRASE="${first}" GNUPGHOME="$(state_of wrong)/gnupg" duplicity restore --name=wrong \
    --archive-dir="${LAB}/home/ruin-cache" "file://${LAB}/home/ruin" "${LAB}/home/ruined"
  assert_failure 31

  # The proof is no easier to guess by than the archive itself.
  run encryption_of "$(state_of wrong)/passphrase-proof.gpg"
  assert_output --partial 'count 65011712'
  assert_output "$(encryption_of "$(archive_of wrong)"/*.manifest.gpg)"

  passphrase_of wrong 'not the passphrase'
  local words
  for words in backup 'backup --full' 'backup --dry-run' check prune cleanup 'duplicity collection-status file:///' \
    'backup --full --new-passphrase'; do
    # shellcheck disable=SC2086 # words, indeed
    unchanged wrong ${words}
    assert_failure 78
    assert_output --partial "passphrase in ${LAB}/home/wrong.now is not the one"
    assert_output --partial '"encryption.previous"'
  done
  assert_equal "$(outcome_of wrong backup)" failed
  refuses 31 'the passphrase is not the one' wrong restore "$(new_directory)"
  passphrase_of wrong "${first}"
  backs_up wrong
  blank wrong
  holds wrong two
}

@test "the passphrase is in the environment of duplicity, and of nothing else that the script starts" {
  local tools='awk cat date flock gpg grep iconv ls mkfifo mv rm sleep tail tee' tool
  for tool in ${tools}; do
    # duplicity's own gpg does have it.
    cat >"${LAB}/bin/${tool}" <<END
#!/bin/sh
case \${PASSPHRASE+set}:\$(ps -o comm= "\${PPID}") in
  set:duplicity) ;;
  set:*) echo ${tool} >>'${LAB}/home/leaked' ;;
esac
exec /usr/bin/${tool} "\$@"
END
    chmod 755 "${LAB}/bin/${tool}"
  done
  backs_up apart
  passphrase_of apart "${first}"
  backs_up apart --full
  run job apart prune
  assert_success
  holds apart one
  for tool in ${tools}; do rm "${LAB}/bin/${tool}"; done
  assert [ ! -e "${LAB}/home/leaked" ]
}

@test "a gpg that hangs is ended, and the next run goes on" {
  backs_up hanging
  # A secret that was written anew is tried anew.
  passphrase_of hanging "${first}"
  cat >"${LAB}/bin/gpg" <<END
#!/bin/sh
echo 'waiting for lock' >&2
exec sleep 60
END
  chmod 755 "${LAB}/bin/gpg"
  run job hanging prune
  rm "${LAB}/bin/gpg"
  assert_failure 124
  assert_output --regexp 'gpg was not done within [0-9]+ s, and ended'
  assert_equal "$(outcome_of hanging prune)" timed-out
  run cat "$(state_of hanging)"/log/*-prune.log
  assert_output --partial 'waiting for lock'
  refute pgrep -U "${LAB_USER}" sleep
  backs_up hanging
  holds hanging one
}

@test "without a proof, duplicity itself must decrypt what is there" {
  backs_up unproven
  rm "$(state_of unproven)/passphrase-proof.gpg"
  words_of unproven two
  passphrase_of unproven "${second}"
  local _
  for _ in 1 2; do
    unchanged unproven backup
    assert_failure 31
    assert_output --partial 'the passphrase is not the one'
  done
  passphrase_of unproven "${first}"
  backs_up unproven
  passphrase_of unproven "${second}"
  refuses 78 'is not the one' unproven backup
  passphrase_of unproven "${first}"
  blank unproven
  holds unproven two
}

@test "a proof that a full disk cut short is none" {
  backs_up truncated
  : >"$(state_of truncated)/passphrase-proof.gpg"
  passphrase_of truncated "${second}"
  unchanged truncated backup
  assert_failure 31
  passphrase_of truncated "${first}"
  words_of truncated two
  backs_up truncated
  passphrase_of truncated "${second}"
  refuses 78 'is not the one' truncated backup
}

@test "who changes the passphrase after a first backup that never ended begins anew" {
  bulk_of begun
  killed begun backup
  passphrase_of begun "${second}"
  run job begun check
  assert_success
  backs_up begun
  passphrase_of begun "${first}"
  refuses 78 'is not the one' begun backup
  passphrase_of begun "${second}"
  words_of begun two
  backs_up begun
  blank begun
  holds begun two
}

@test "a first backup that was killed goes on where it was" {
  bulk_of begun_again
  sleep 1
  killed begun_again backup
  # What cleanup would delete is only told.
  run job begun_again cleanup --dry-run
  assert_success
  run job begun_again backup
  assert_success
  assert_output --partial 'Restarting after volume 1'
  holds begun_again one
}

@test "an archive with another passphrase, found by a host that lost what it knew, is explained" {
  backs_up adopted
  passphrase_of adopted "${second}"
  local lost
  for lost in /settled ''; do
    rm -r "$(state_of adopted)${lost}"
    unchanged adopted backup
    assert_failure 78
    assert_output --partial "this job's passphrase does not open it"
    assert_output --partial '"encryption.previous"'
  done
  # With the exit code of later versions (3.0.4, measured).
  engine_of adopted <<'END'
/usr/bin/duplicity "$@" || exit 1
END
  unchanged adopted backup
  rm "${LAB}/bin/duplicity"
  assert_failure 78
  assert_output --partial "this job's passphrase does not open it"
  passphrase_of adopted "${first}"
  backs_up adopted
  assert_equal "$(fulls_in "$(archive_of adopted)")" 1
}

@test "a passphrase is changed by a full backup, and what was before still comes back" {
  backs_up changed
  words_of changed two
  sleep 1
  backs_up changed
  local between words
  sleep 1
  between=$(instant)
  change_passphrase changed
  words_of changed three
  for words in backup 'backup --full' check prune; do
    # shellcheck disable=SC2086 # words, indeed
    unchanged changed ${words}
    assert_failure 78
    assert_output --partial "the passphrase in ${LAB}/home/changed.now is new: the archive was made with the one in ${LAB}/home/changed.before"
    assert_output --partial '"backup --full --new-passphrase"'
  done
  refuses 64 'goes with "--full"' changed backup --new-passphrase
  holds changed two
  unchanged changed backup --full --new-passphrase --dry-run
  assert_success

  # As if the last backup had been cut short after its last file had reached the target.
  local noted
  noted=$(compgen -G "$(state_of changed)/archive/changed/duplicity-inc.*.manifest")
  mv "${noted}" "${noted}.part"
  backs_up changed --full --new-passphrase
  run job changed prune
  assert_success
  refute_output --partial 'encryption.previous'
  words_of changed four
  sleep 1
  backs_up changed
  assert_equal "$(fulls_in "$(archive_of changed)")" 2
  run job changed list --time "${between}"
  assert_success
  assert_line --partial file
  holds changed two --time "${between}"
  is_whole changed four "${between}" two
  blank changed
  run job changed list --time "${between}"
  assert_success
  assert_line --partial file
}

@test "prune says when the former passphrase can go" {
  backs_up changed
  backs_up changed --full
  run job changed prune
  assert_success
  # The host has lost what it knew of the change.
  refute_output --partial 'encryption.previous'
  lab_secret changed.before "${second}"
  passphrase_of changed 'a third passphrase'
  sleep 1
  backs_up changed --full --new-passphrase
  run job changed prune
  assert_success
  refute_output --partial 'encryption.previous'
  sleep 1
  backs_up changed --full
  run job changed prune
  assert_success
  assert_output --partial '"encryption.previous" can go from the spec'
}

@test "a change is refused until the former passphrase is there" {
  backs_up forgotten
  passphrase_of forgotten "${second}"
  unchanged forgotten backup --full --new-passphrase
  assert_failure 78
  assert_output --partial 'name the former one in "encryption.previous"'
}

@test "a change that was killed before it sent anything is finished by the next backup" {
  backs_up early_change
  sleep 1
  local between
  between=$(instant)
  change_passphrase early_change
  words_of early_change two
  sleep 1
  killed_at_start early_change backup --full --new-passphrase
  backs_up early_change
  is_whole early_change two "${between}" one
}

@test "a change that was killed is finished by the next backup" {
  backs_up killed_change
  bulk_of killed_change
  change_passphrase killed_change
  local between
  sleep 1
  between=$(instant)
  words_of killed_change two
  sleep 1
  killed killed_change backup --full --new-passphrase
  holds killed_change one
  run job killed_change scheduled backup
  assert_success
  assert_output ''
  assert_equal "$(fulls_in "$(archive_of killed_change)")" 2
  backs_up killed_change
  is_whole killed_change two "${between}" one
}

@test "a change that was killed in its last moment is finished by the next backup" {
  backs_up late_change
  sleep 1
  local between
  between=$(instant)
  change_passphrase late_change
  words_of late_change two
  sleep 1
  killed_at_end late_change backup --full --new-passphrase
  words_of late_change three
  sleep 1
  backs_up late_change
  is_whole late_change three "${between}" one
}

@test "a change that was killed can be taken back" {
  backs_up reverted
  bulk_of reverted
  change_passphrase reverted
  killed reverted backup --full --new-passphrase
  passphrase_of reverted "${first}"
  words_of reverted two
  backs_up reverted
  assert_equal "$(fulls_in "$(archive_of reverted)")" 1
  blank reverted
  holds reverted two
}

@test "a change that was killed in its last moment and taken back ruins nothing" {
  backs_up reverted_late
  sleep 1
  local between
  between=$(instant)
  change_passphrase reverted_late
  words_of reverted_late two
  sleep 1
  killed_at_end reverted_late backup --full --new-passphrase
  passphrase_of reverted_late "${first}"
  words_of reverted_late three
  local _
  for _ in 1 2; do
    unchanged reverted_late backup
    assert_failure 31
    assert_output --partial 'the passphrase is not the one'
  done
  lab_secret reverted_late.before "${second}"
  backs_up reverted_late --full --new-passphrase
  backs_up reverted_late
  is_whole reverted_late three "${between}" one
}

@test "an incremental that was cut short is given up for a new passphrase" {
  backs_up cut_short
  bulk_of cut_short
  words_of cut_short two
  sleep 1
  killed cut_short backup
  change_passphrase cut_short
  backs_up cut_short --full --new-passphrase
  assert_output --partial 'is begun anew'
  local between
  between=$(date -u -d "@$(($(date +%s) - 1))" +%Y-%m-%dT%H:%M:%SZ)
  words_of cut_short three
  sleep 1
  backs_up cut_short
  assert_equal "$(fulls_in "$(archive_of cut_short)")" 2
  is_whole cut_short three "${between}" two
}

@test "a host that lost all but the secrets can change the passphrase, even if it is killed at it" {
  backs_up moved
  bulk_of moved
  sleep 1
  local between
  between=$(instant)
  change_passphrase moved
  blank moved
  words_of moved two
  unchanged moved backup
  assert_failure 78
  assert_output --partial '"backup --full --new-passphrase"'
  blank moved
  sleep 1
  killed moved backup --full --new-passphrase
  backs_up moved
  assert_equal "$(fulls_in "$(archive_of moved)")" 2
  words_of moved three
  sleep 1
  backs_up moved
  is_whole moved three "${between}" one
}

@test "a third passphrase after a change that was killed needs to be asked for, too" {
  backs_up third
  bulk_of third
  sleep 1
  local between
  between=$(instant)
  change_passphrase third
  killed third backup --full --new-passphrase
  passphrase_of third 'a third passphrase'
  words_of third two
  unchanged third backup
  assert_failure 78
  sleep 1
  backs_up third --full --new-passphrase
  backs_up third
  is_whole third two "${between}" one
}
