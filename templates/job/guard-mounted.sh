guard_mounted() {
  guarded_mounts "refuse_unmounted"
}

refuse_unmounted() {
  for path in "$@"; do
    is_mount_point "${path}" || die 78 "nothing is mounted on ${path}" 'mount it, and run this again'
  done
}
