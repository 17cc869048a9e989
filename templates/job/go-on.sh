# can_go_on PARTS...: whether they are of one full backup, and since its first second nothing has changed of the source, of what
# of it can be read, of the passphrase, nor of this script, which says what is in and what is out.
can_go_on() {
  [ -z "${new_passphrase}" ] || [ -n "${going_on}" ] || return
  time_of_part "$1"
  for part in "$@"; do
    case ${part##*/} in
      "duplicity-full.${times}".* | "duplicity-full-signatures.${times}".*) ;;
      *) return 1 ;;
    esac
  done
  seconds_of "${times}"
  [ "${seconds}" -le "${started}" ] || return
  second=${times#*T}
  second=${second%Z}
  TZ=UTC0 touch -t "${times%T*}${second%??}.${second#????}" "${temp_dir}/began" || return
  time_left
  capture "${temp_dir}/changed" source_paths each_changed && [ ! -s "${captured}" ] && nothing_was_mounted && nothing_became_readable
}

# each_changed PATHS...: where find cannot tell when a file's status was changed (busybox), it fails.
each_changed() {
  engine_name='find'
  bounded "${left_s}" find "$@" "${self}" -cnewer "${temp_dir}/began" -print -quit
}

# nothing_was_mounted: whether the directories are those that were gone through. What is mounted over one has times of its own,
# which may all be older.
nothing_was_mounted() {
  engine_name='python3'
  # Last of them by name is what it was writing.
  set -- "${archive_dir}/${job}/duplicity-full-signatures.${times}".*
  shift "$(($# - 1))"
  source_paths bounded "${left_s}" python3 -I -c '
import os, sys, tarfile
signatures, root, sources = sys.argv[1], sys.argv[2], sys.argv[3:]
tar = tarfile.open(signatures)
try:
    for then in iter(tar.next, None):
        path = os.path.join(root, then.name.partition("/")[2])
        if then.isdir() and any(os.path.commonpath([path, source]) == source for source in sources):
            now = os.lstat(path)
            if (now.st_mtime // 1, now.st_mode & 0o7777, now.st_uid, now.st_gid) != (then.mtime, then.mode, then.uid, then.gid):
                sys.exit(1)
        tar.members.clear()
except tarfile.ReadError:
    pass  # cut off' "$1" "${source_root}"
}

# nothing_became_readable: whether what could not be read still cannot be.
nothing_became_readable() {
  find "${work_dir}/log" -name '*-backup.log' -newer "${temp_dir}/began" \
    -exec sed -n 's/^Error accessing possibly locked file //p' {} + >"${temp_dir}/unreadable" || return
  while IFS= read -r path; do
    [ ! -r "${path}" ] || return
  done <"${temp_dir}/unreadable"
}
