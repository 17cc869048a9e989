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

# explain_archive: what duplicity found wrong, by what it printed: its exit codes differ between versions.
explain_archive() {
  if grep -q -e 'hash mismatch' "${log}"; then
    explained=1
    say 'error: a volume at the target is damaged; it is named above'
  elif grep -q -e 'volume_name_dict' "${log}"; then
    explained=1
    say 'error: a volume is missing at the target, of those that the newest backup needs'
  else
    return
  fi
  advise 'what lies in it is lost in this and later backups up to the next full one: run "backup --full" now'
  advise 'then ask the disk of the target how it is; "restore --time" still reaches what older full backups hold'
}
