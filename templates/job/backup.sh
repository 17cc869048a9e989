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
    finish 0
    exit 0
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

# recognise_archive: an incremental that changes nothing makes duplicity decrypt what is there and compare its host and
# source with ours.
recognise_archive() {
  with_passphrases duplicity_backup incremental --dry-run --verbosity=notice "${source_root}" "${target_url}"
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

# newest_set: sets newest_known to the time of the newest backup that the cache knows of, unfinished ones included; empty
# without any.
newest_set() {
  newest_known=
  for file in "${archive_dir}/${job}"/duplicity-full.*.manifest* "${archive_dir}/${job}"/duplicity-inc.*.manifest*; do
    time=${file%.manifest*}
    time=${time##*.}
    if is_later "${time}" "${newest_known}"; then
      newest_known=${time}
    fi
  done
}

# is_later TIME OTHER: as duplicity writes them in names of files, such as 20260106T030500Z; anything is later than nothing.
# (In two parts, as mksh counts to 2147483647 only, and with a digit in front, as 0 would make octal numbers.)
is_later() {
  case $1:$2 in
    ????????T??????Z:) return 0 ;;
    ????????T??????Z:*) ;;
    *) return 1 ;;
  esac
  clock=${1#*T}
  other_clock=${2#*T}
  [ "${1%T*}" -gt "${2%T*}" ] || { [ "${1%T*}" -eq "${2%T*}" ] && [ "1${clock%Z}" -gt "1${other_clock%Z}" ]; }
}

do_backup() {
  check_source
  settle_target
  guard_backup
  discard_unfinished
  if [ -n "${full}" ]; then
    # duplicity can never again tell a full backup from an incremental of the same second, and fails (0.8.22, measured).
    sleep 1
    back_up_full || return
  else
    # "incremental" with this option makes the first backup, too; without it, exit 17 (duplicity 0.8.22 to 3.0.1).
    duplicity_backup incremental --full-if-older-than="${full_if_older_than}" --verbosity=notice ${dry_run:+--dry-run} \
      "${source_root}" "${target_url}"
    engine_code=$?
    case ${engine_code} in
      0) ;;
      17)
        say 'signatures of a backup that never was are at the target; only a full backup can follow'
        back_up_full || return
        ;;
      *) return "${engine_code}" ;;
    esac
  fi
  keep_proof
  remember_sources
}

back_up_full() {
  duplicity_backup full --verbosity=notice ${dry_run:+--dry-run} "${source_root}" "${target_url}"
}

# discard_unfinished: a backup that was cut short is begun anew, unless it can be gone on with. duplicity would always go
# on, and exit 0; but it takes what it has uploaded for what the source is by now, so that what changed in between is
# never stored, and of a file that lies in two volumes nothing may be restorable (0.8.22, measured).
discard_unfinished() {
  set -- "${archive_dir}/${job}"/*.part
  { [ -e "$1" ] && [ -z "${dry_run}" ]; } || return 0
  if can_go_on "$@"; then
    say 'the last full backup was cut short; the source has not changed since it began, so it is gone on with'
  else
    say 'the last backup was cut short, and is begun anew'
    discard "$@"
  fi
}

# can_go_on PARTS...: whether they are of one full backup, and nothing of the source has changed since its first second.
can_go_on() {
  time_of_part "$1"
  for part in "$@"; do
    case ${part##*/} in
      "duplicity-full.${times}".* | "duplicity-full-signatures.${times}".*) ;;
      *) return 1 ;;
    esac
  done
  second=${times#*T}
  second=${second%Z}
  TZ=UTC0 touch -t "${times%T*}${second%??}.${second#????}" "${temp_dir}/began" || return
  captured="${temp_dir}/changed"
  output_was=${output}
  output=capture
  engine_name='find'
  time_left
  source_paths each_changed
  is_unchanged=$?
  output=${output_was}
  [ "${is_unchanged}" -eq 0 ] && [ ! -s "${captured}" ]
}

# each_changed PATHS...: where find cannot tell when a file's status was changed (busybox), it fails.
each_changed() {
  bounded "${left_s}" find "$@" -cnewer "${temp_dir}/began" -print -quit
}

# time_of_part PART: the time in its name, or the two of an incremental, into times.
time_of_part() {
  times=${1##*/}
  times=${times#*.}
  times=${times%%.manifest*}
  times=${times%%.sigtar*}
}

# discard PARTS...: the parts go last, since this can be cut short, too.
discard() {
  discarded=
  for part in "$@"; do
    time_of_part "${part}"
    # Most have two parts.
    [ "${times}" != "${discarded}" ] || continue
    discarded=${times}
    case ${part##*/} in
      duplicity-full*) discard_at_target "duplicity-full.${times}" "duplicity-full-signatures.${times}" ;;
      *) discard_at_target "duplicity-inc.${times}" "duplicity-new-signatures.${times}" ;;
    esac
  done
  rm -f -- "$@" || die 78 "cannot delete in ${archive_dir}"
}
