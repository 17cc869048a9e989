# skip REASON: nothing is done, and that is right as long as a good backup is young enough.
skip() {
  outcome=skipped
  say "skipped: $1"
  if is_overdue "${started}"; then
    finish 75
  else
    finish 0
  fi
}
