# --- backup --------------------------------------------------------------------------------------------------------

# settle_target: before the first backup to this URL from this source, the archive's directory is made, and what lies
# there already must be this job's own: duplicity would put a full backup beside anybody's archive without a word.
settle_target() {
  if is_settled; then
    check_archive
    return
  fi
  if [ -n "${dry_run}" ]; then
    say "would see whether ${target_url} is free or this job's own, and make the first backup there"
    leave 0
  fi
  say "first backup of ${source_root} to ${target_url}: looking at what is there"
  make_archive_directory
  if archive_is_there; then
    forget_proofs
    recognise_archive
  else
    forget_proofs
  fi
  # What was good elsewhere says nothing of this archive, even if this run should not come to its end.
  kept=
  record_interrupted
  printf '%s\n' "${target_url}" "${source_root}" >"${state_dir}/settled" || die 78 "cannot write ${state_dir}/settled" 'is the disk full?'
}

# recognise_archive: whether the archive is of our host and source, and opens.
recognise_archive() {
  with_passphrases look_at_archive
  case $? in
    0 | 17) ;;
    3)
      # A host that was replaced under another name goes on with one full backup made by hand.
      [ -n "${full}" ] || die 78 "the archive at ${target_url} was made by another host" \
        'if this host takes its place, run "backup --full" once; if not, give the job a "path:" of its own'
      ;;
    42) die 78 "the archive at ${target_url} is of another source than ${source_root}" \
      'give the job another name or a "path:" of its own, so that it starts an archive of its own' ;;
    6 | 31) die 78 "an archive is at ${target_url} already, and this job's passphrase does not open it" \
      'put the right passphrase back; or name it in "encryption.previous" and run "backup --full --new-passphrase" once; or give the job a "path:" of its own' ;;
    *) die 78 "an archive is at ${target_url} already, and duplicity cannot read it; what it said is above" ;;
  esac
  [ -z "${former_file}" ] || prove "${proof}" "${former_file}"
}

# look_at_archive: an incremental that changes nothing makes duplicity decrypt what is there and compare its host and source
# with ours. Where gpg cannot, later versions end with 1 (3.0.4, measured).
look_at_archive() {
  duplicity_backup incremental --dry-run --verbosity=notice "${source_root}" "${target_url}"
  set -- "$?"
  [ "$1" -ne 1 ] || ! said -e 'GPG Failed' || return 31
  return "$1"
}

do_backup() {
  check_source
  check_clock
  settle_target
  guard_backup
  settle_unfinished
  back_up || back_up_after "$?" || return
  keep_proof
  remember_sources
}

back_up() {
  if [ -n "${full}" ]; then
    # duplicity can never again tell a full backup from an incremental of the same second, and fails (0.8.22, measured).
    sleep 1
    back_up_full
  else
    # "incremental" with this option makes the first backup, too; without it, exit 17 (duplicity 0.8.22 to 3.0.1).
    duplicity_backup incremental --full-if-older-than="${full_if_older_than}" --verbosity=notice ${dry_run:+--dry-run} \
      "${source_root}" "${target_url}"
  fi
}

back_up_full() {
  duplicity_backup full --verbosity=notice ${dry_run:+--dry-run} "${source_root}" "${target_url}"
}

# back_up_after CODE: once more, where duplicity ended with CODE for a reason that goes away.
back_up_after() {
  [ "$1" -eq 17 ] || return "$1"
  say 'signatures of a backup that never was are at the target; only a full backup can follow'
  back_up_full
}

# find_chain: sets newest_full to when the newest full backup was made (seconds since 1970), and chain to how many full backups
# there are and how many incrementals follow the newest, as members of a record. The archive's cache has a manifest of each.
find_chain() {
  fulls=0
  for path in "${archive_dir}/${job}"/duplicity-full.*.manifest "${archive_dir}/${job}"/duplicity-inc.*.manifest; do
    time=${path%.manifest}
    time=${time##*.}
    case ${path##*/} in
      *'*'*) continue ;;
      duplicity-full.*)
        fulls=$((fulls + 1))
        incrementals=0
        seconds_of "${time}"
        ;;
      duplicity-inc."${end_of_chain}".to.*) incrementals=$((incrementals + 1)) ;;
      *) continue ;;
    esac
    end_of_chain=${time}
  done
  [ "${fulls}" -gt 0 ] || return 0
  newest_full=${seconds}
  chain=",\"fulls\":${fulls},\"incrementals\":${incrementals}"
}

# discard_ends PARTS...: as long as the last files of a backup are at the target, or about to be sent, and unfinished here, too,
# duplicity ends with an AssertionError, whatever it is asked for, or cannot decrypt what was cut off; without the former it
# makes them anew (0.8.22, measured).
discard_ends() {
  time_of_part "$1"
  discard_ends_at_target "duplicity-full.${times}.manifest" "duplicity-full-signatures.${times}"
  drop_halves "$@"
}

# drop_halves PARTS...: what duplicity was about to make of them.
drop_halves() {
  for part in "$@"; do
    part=${part%.part}
    rm -f -- "${part}" "${part}.gpg" "${part}.gz" || die 78 "cannot delete in ${archive_dir}"
  done
}

# settle_unfinished: a backup that was cut short is begun anew, unless it can stay or be gone on with. duplicity would
# always go on, and exit 0; but it takes what it has uploaded for what the source is by now, so that what changed in between
# is never stored, and of a file that lies in two volumes nothing may be restorable (0.8.22, measured).
settle_unfinished() {
  set -- "${archive_dir}/${job}"/*.part
  [ -e "$1" ] || return 0
  if all_at_target "$@"; then
    say 'the last backup was cut short when all of it was at the target, and stays'
    settle=drop_parts
  elif can_go_on "$@"; then
    say 'the last full backup was cut short; the source has not changed since it began, so it is gone on with'
    settle=discard_ends
  else
    say 'the last backup was cut short, and is begun anew'
    settle=discard
  fi
  if [ -n "${dry_run}" ]; then
    say 'what the next one would hold, duplicity can tell only after that'
    leave 0
  fi
  "${settle}" "$@"
}

# all_at_target PARTS...: whether the last file of their backup, the manifest, is at the target whole. (A power loss there can cut
# off what had been written long before.) Once they are deleted, duplicity fetches it; before, it would do nothing (0.8.22,
# measured). How many there are does not matter: a disk image may have put back this host's state from while it was uploading.
all_at_target() {
  time_of_part "$1"
  case ${1##*/} in
    duplicity-full*) manifest="duplicity-full.${times}.manifest" ;;
    *) manifest="duplicity-inc.${times}.manifest" ;;
  esac
  find_at_target "${manifest}"
  is_whole "${found}" "${archive_dir}/${job}/${manifest}.part"
}

# time_of_part PART: the time in its name, or the two of an incremental, into times.
time_of_part() {
  times=${1##*/}
  times=${times#*.}
  times=${times%%.manifest*}
  times=${times%%.sigtar*}
}

# discard PARTS...: of one backup, as none begins before the last one's are gone.
discard() {
  time_of_part "$1"
  case ${1##*/} in
    duplicity-full*) discard_at_target "duplicity-full.${times}" "duplicity-full-signatures.${times}" ;;
    *) discard_at_target "duplicity-inc.${times}" "duplicity-new-signatures.${times}" ;;
  esac
  drop_parts "$@"
}

# drop_parts PARTS...: they go last, since this can be cut short, too.
drop_parts() {
  drop_halves "$@"
  rm -f -- "$@" || die 78 "cannot delete in ${archive_dir}"
}
