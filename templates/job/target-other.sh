# --- The target: left to duplicity ---------------------------------------------------------------------------------

check_target() {
  :
}

make_archive_directory() {
  :
}

archive_is_there() {
  false
}

check_archive() {
  :
}

probe_target() {
  say "cannot look at ${target_url} without duplicity; run collection-status to see"
}
