condition_mounted() {
  condition_mounts each_mount
}

each_mount() {
  for path in "$@"; do
    is_mount_point "${path}" || unmet="nothing is mounted on ${path}"
  done
}
