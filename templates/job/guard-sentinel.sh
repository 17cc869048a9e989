guard_sentinel() {
  sentinels "refuse_missing"
}

refuse_missing() {
  for path in "$@"; do
    [ -e "${path}" ] || die 78 "the sentinel ${path} is missing" \
      'it was put there to show that all is in its place: is a disk not mounted, or something deleted?'
  done
}
