condition_free() {
  # From the right, as the name of a disk may hold blanks: available, per cent, a path from the root.
  free=$(df -Pk -- "${free_path}" 2>/dev/null)
  case ${free} in
    *[0-9]'% /'*) free=${free%'% /'*} ;;
    *) free= ;;
  esac
  free=${free%"${free##*[!0-9]}"}
  free=${free%"${free##*[! ]}"}
  free=${free##*[!0-9]}
  if [ -z "${free}" ]; then
    unmet="df cannot tell how much is free in ${free_path}"
  elif [ "${free}" -lt "${free_at_least}" ]; then
    unmet="only ${free} KiB are free in ${free_path}, less than ${free_at_least} KiB"
  fi
}
