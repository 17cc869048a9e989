# --- Guards: what must be so, or a backup fails ----------------------------------------------------------------------

guard_source() {
  [ "${step}" != backup ] || call "${guards}"
}

look_at_guards() {
  look 'guards' call "${guards}"
}
