# --- drill ---------------------------------------------------------------------------------------------------------

# do_drill: restores some files, or everything, with nothing but what is at the target, and compares.
do_drill() {
  is_settled || skip "no backup to ${target_url} is on record"
  need python3 python3
  open_scratch
  keep_no_owners
  say 'reading from the target what the archive holds'
  list_archive || {
    code=$?
    explain_archive
    return "${code}"
  }
  judge_manifests
  everything=
  if everything_is_due; then
    everything=1
  fi
  recall backup
  recall_member source_bytes
  ask_python choose "${scratch}/chosen" "${everything:-0}" "${member:-0}" || return
  read -r needed available number <"${scratch}/chosen"
  [ "${needed}" -le "${available}" ] || die 78 "the drill needs ${needed} MiB below ${state_dir}, and ${available} are free" \
    'free some, or lower "bytes" of the drill; a full one needs room for everything'
  if [ -n "${everything}" ]; then
    say 'restoring everything'
  else
    say "restoring ${number} file(s), chosen at random"
  fi
  unless_full restore_chosen <"${scratch}/chosen" || {
    code=$?
    explain_archive
    return "${code}"
  }
  # What was restored may be closed even to its owner.
  [ -h "${scratch}/files" ] || [ ! -e "${scratch}/files" ] || chmod -R u+rwX -- "${scratch}/files"
  ask_python compare "${scratch}/verdict" || return
  judge_restored <"${scratch}/verdict"
}

# everything_is_due: whether this drill restores all there is: after one that found damage, a sample proves nothing.
everything_is_due() {
  [ "${action}:${full}" != drill:1 ] || return 0
  recall drill
  recall_time last_damaged
  [ -z "${member}" ] || return 0
  [ -n "${drill_full_after_s}" ] || return 1
  recall_time last_full_restore
  [ -z "${member}" ] || [ "$((started - member))" -ge "${drill_full_after_s}" ]
}

# restore_chosen: standard input has, after a line of figures, names, one a line; "." is everything.
restore_chosen() {
  read -r name
  while IFS= read -r name; do
    place="${scratch}/files"
    if [ "${name}" = . ]; then
      name=
    else
      place="${place}/${name}"
      mkdir -p -- "${place%/*}" || die 78 "cannot write in ${scratch}" 'is the disk full?'
    fi
    duplicity_run restore --verbosity=warning "${owners}" ${name:+"-r${name}"} "${target_url}" "${place}" || return
  done
}

# judge_restored: standard input has five numbers, and what is wrong, one a line.
judge_restored() {
  read -r compared remembered unproved absent wrong
  while IFS= read -r line; do
    say "error: ${line}"
  done
  say "files restored: ${compared} as the source has them, ${remembered} as their checksums at the backup, ${unproved} changed since"
  [ "${unproved}" -eq 0 ] || advise "those that changed came back, by duplicity's own checksums, and were compared with nothing"
  [ "${wrong}" -eq 0 ] || report_damage "${wrong} file(s) did not come back as they were backed up; they are named above"
  [ "${absent}" -eq 0 ] || warn "${absent} file(s) that the archive lists, gone or changed at the source since, were not restored"
  if [ -n "${everything}" ]; then
    keep full_restore "${started}"
    keep damaged
  fi
  if [ "$((compared + remembered))" -gt 0 ]; then
    keep verified_restore "${started}"
    keep verified_restore_at "\"${started_at}\""
  else
    warn 'nothing that was restored could be compared with anything'
  fi
}

check_python() {
  look python3 need python3 python3
}

# remember_sample: keeps checksums of some files that are in the archive as they are now, so that a drill can tell a file
# that was restored wrongly even when the source has changed by then. It comes after the backup's limit, and has one of its own.
remember_sample() {
  case ${step}:${outcome}:${dry_run} in
    backup:ok: | backup:warned:) ;;
    *) return 0 ;;
  esac
  scratch=${temp_dir}
  backup_exit=${duplicity_exit}
  [ "${limit_s}" -le 1800 ] || limit_s=1800
  { list_archive && ask_python remember "${temp_dir}/remembered"; } \
    || say 'no checksums could be kept for the next drill; it will compare with the source only'
  duplicity_exit=${backup_exit}
}

# list_archive: into ${scratch}/listing what the archive holds. The log for machines has names with escapes, so that none
# can be taken for two. What opened the archive opens all that belongs to this backup, and stays loaded.
list_archive() {
  rm -f -- "${scratch}/listing"
  capture /dev/null with_passphrases duplicity_run list-current-files --verbosity=error --log-file="${scratch}/listing" "${target_url}"
}

# ask_python VERB ANSWER WORDS...: the answer goes to the file ANSWER. Names can be any bytes, and times and sizes have to
# be asked for: what the shell cannot do with them, duplicity's own language can.
#   choose EVERYTHING BYTES  what to restore, and whether there is room; BYTES: how large the source was
#   compare                  whether it came back as it was
#   remember                 keeps checksums of a sample, for the next drill
ask_python() {
  verb=$1
  answer=$2
  shift 2
  engine_name=python3
  time_left
  capture "${answer}" bounded "${left_s}" python3 -I -c "${drill_program}" "${verb}" "${scratch}" "${archive_dir}/${job}" \
    "${state_dir}/drill-sample.json" "${source_root}" "${drill_files}" "${drill_mebibytes}" "${volume_mebibytes}" "$@"
}
