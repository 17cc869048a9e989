# --- verify --------------------------------------------------------------------------------------------------------

# do_verify: fetches every volume that the newest backup needs. Only with --compare-data does duplicity look at the source
# at all; without, it finds no difference in an empty directory, either (0.8.22, measured).
do_verify() {
  is_settled || skip "no backup to ${target_url} is on record"
  open_scratch
  if [ -n "${compare_data}" ]; then
    check_source
    set -- duplicity_backup verify --verbosity=notice --compare-data "${target_url}" "${source_root}"
  else
    # The source may be a snapshot that is gone by now.
    mkdir -- "${scratch}/nothing" || die 78 "cannot write in ${scratch}" 'is the disk full?'
    set -- duplicity_run verify --verbosity=notice "${target_url}" "${scratch}/nothing"
  fi
  with_passphrases "$@"
  code=$?
  if [ "${code}" -ne 0 ]; then
    explain_archive
    # Differences from the source are 1, too.
    [ "${code}:${explained}" = 1: ] || return "${code}"
  fi
  facts=$(awk '
    /^Verify complete: / { files = $3; differences = $6 }
    /^Difference found: Data for file / { unexplained++ }
    END { print files + 0, differences + 0, unexplained + 0 }
  ' "${log}") || die 78 "awk cannot read ${log}"
  # shellcheck disable=SC2086 # numbers, to be split
  judge_differences ${facts}
}

# judge_differences FILES DIFFERENCES UNEXPLAINED
judge_differences() {
  [ "$1" -gt 0 ] || report_damage 'duplicity did not say that it had read any file; what it said is above'
  judge_manifests
  say "every volume that the newest backup needs came back whole and could be read: $1 files and directories"
  if [ -z "${compare_data}" ]; then
    say 'nothing was compared with the source: that needs "compare_data", or a drill'
    keep damaged
    return
  fi
  say "compared with the source: $2 of them differ${max_difference:+, ${max_difference} may}"
  if [ "$3" -gt 0 ]; then
    keep damaged "${started}"
    die 65 "$3 file(s) are not as they were backed up, although their times are" \
      'they are named above; restore one and compare: either the source or the archive is damaged, or a program puts times back'
  fi
  keep damaged
  case ${max_difference} in
    '') allowed=$2 ;;
    *%) allowed=$(($1 * ${max_difference%"%"} / 100)) ;;
    *) allowed=${max_difference} ;;
  esac
  [ "$2" -le "${allowed}" ] || die 65 "$2 files and directories differ from the source, where ${allowed} may" \
    'they are named above; is the last backup too old, or "max_difference" too small?'
}
