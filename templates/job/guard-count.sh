# guard_count: how many names there are in the sources, whatever is left out of the backup, and the walk that was made when
# it was last good: the same walk each time. ("check" makes none.)
guard_count() {
  counted=
  [ -n "${step}" ] || return 0
  check_source
  engine_name='find'
  time_left
  # shellcheck disable=SC2016 # for the inner shell to expand
  capture "${temp_dir}/count" source_paths bounded "${left_s}" sh -c 'find "$@" 2>/dev/null | wc -l' - || die 78 'the files of the source cannot be counted'
  read -r counted <"${captured}"
  counted_before=
  if [ -f "${state_dir}/source-count" ]; then
    read -r counted_before <"${state_dir}/source-count"
  fi
  case ${accept_shrink}:${counted_before} in
    1:* | : | :*[!0-9]*) return 0 ;;
    *) ;;
  esac
  # In steps, as numbers of mksh end at 2147483647.
  # shellcheck disable=SC2017 # divided first, so that no number gets too large
  [ "$((counted_before - counted))" -le "$((counted_before / 100 * max_shrink + counted_before % 100 * max_shrink / 100))" ] \
    || die 78 "the source has ${counted} files and directories, and had ${counted_before}: more than ${max_shrink} % are gone" \
      'is a disk not mounted? If it is meant, run "backup --accept-shrink" once'
}

# keep_count: after a good backup.
keep_count() {
  case ${step}:${outcome}:${dry_run} in
    backup:ok: | backup:warned:) ;;
    *) return 0 ;;
  esac
  { printf '%s\n' "${counted}" >"${state_dir}/source-count.new" && mv -f -- "${state_dir}/source-count.new" "${state_dir}/source-count"; } 2>/dev/null \
    || say "error: cannot write ${state_dir}/source-count; is the disk full?"
}
