# --- What verify and drill share: a look at the archive as a blank machine has it ----------------------------------

# open_scratch: a directory for what is fetched and restored. The cache in it is empty, so that all that duplicity knows
# of the archive comes from the target.
open_scratch() {
  remove_scratch
  scratch="${work_dir}/scratch"
  mkdir -- "${scratch}" || die 78 "cannot make ${scratch}" 'is the disk full?'
  archive_dir="${scratch}/archive"
}

# remove_scratch: at the end of a step, and at the beginning of the next, in case a run was killed.
remove_scratch() {
  archive_dir="${work_dir}/archive"
  [ -d "${work_dir}/scratch" ] || return 0
  rm -rf -- "${work_dir}/scratch" 2>/dev/null && return
  # A directory that was restored as read-only cannot be emptied.
  chmod -R u+rwX -- "${work_dir}/scratch"
  rm -rf -- "${work_dir}/scratch" || say "error: cannot remove ${work_dir}/scratch, which may hold restored files"
}

# judge_manifests: a manifest is all that tells duplicity which volumes a backup has. One that was cut short it believes, and
# of a backup that has none it does not speak (0.8.22, measured). This host's cache knows better, unless it was lost.
judge_manifests() {
  for file in "${archive_dir}/${job}"/*.manifest; do
    own="${work_dir}/archive/${job}/${file##*/}"
    [ ! -e "${own}" ] || cmp -s -- "${file}" "${own}" || report_damage "at the target, ${file##*/} is not as this host uploaded it"
  done
  newest_set
  newest_there_s=${newest_s}
  archive_dir="${work_dir}/archive"
  newest_set
  archive_dir="${scratch}/archive"
  [ "${newest_s}" -le "${newest_there_s}" ] || report_damage "the newest backup, of ${newest_known}, is not whole at the target"
}

# explain_archive: what duplicity found wrong, by what it printed: its exit codes differ between versions.
explain_archive() {
  if said -e 'hash mismatch'; then
    tell_damage 'a volume at the target is damaged; it is named above'
  elif said -e 'volume_name_dict'; then
    tell_damage 'a volume is missing at the target, of those that the newest backup needs'
  elif said -e 'GPGError' -e 'CollectionsError' -e 'ManifestError' -e 'VolumeInfoError' -e 'No files found in archive'; then
    tell_damage "a manifest or signatures at the target are damaged or missing; or the passphrase is not the archive's"
  fi
}

# tell_damage TEXT: until a later run finds the archive whole, prune deletes nothing.
tell_damage() {
  explained=1
  keep damaged "${started}"
  say "error: $1"
  advise 'do not rely on this backup, nor on any up to the next full one: run "backup --full" now, then this again'
  advise 'ask the disk of the target how it is; "restore --time" still reaches what older full backups hold'
}

# report_damage TEXT: the same, and ends the step.
report_damage() {
  tell_damage "$1"
  leave 65
}
