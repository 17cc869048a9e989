# skip REASON: nothing is done, and that is right as long as a good backup is young enough.
skip() {
  outcome=skipped
  say "skipped: $1"
  recall backup
  age=$((started - ${last_ok:-0}))
  if [ "${age}" -ge -86400 ] && [ "${age}" -le "${max_age_s:-999999999}" ]; then
    finish 0
  else
    finish 75
  fi
}
