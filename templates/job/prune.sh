# --- prune ---------------------------------------------------------------------------------------------------------

# Retention never outruns backup: without a good backup on record that is young enough, nothing is deleted. Nor while a
# backup is unfinished: duplicity counts an unfinished full as the newest one (0.8.22, measured).
do_prune() {
  is_settled || skip "no backup to ${target_url} is on record"
  guard_passphrase
  set -- "${archive_dir}/${job}"/*.part
  recall backup
  if [ -z "${last_ok}" ]; then
    skip 'no good backup is on record'
  elif [ -e "$1" ] || { [ "${last_outcome}" != ok ] && [ "${last_outcome}" != warned ]; }; then
    skip 'the last backup did not end well'
  elif [ "${last_ok}" -gt "$((started + 86400))" ]; then
    skip "the last good backup is of ${last_ok_at}, which is in the future; is the clock right?"
  elif [ -n "${max_age_s}" ] && [ "$((started - last_ok))" -gt "${max_age_s}" ]; then
    skip "the last good backup, of ${last_ok_at}, is too old to delete others for it"
  fi
  if [ -n "${dry_run}" ]; then
    duplicity_run remove-all-but-n-full --verbosity=notice "${keep_full}" "${target_url}"
    return
  fi
  duplicity_run remove-all-but-n-full --verbosity=notice --force "${keep_full}" "${target_url}" || return
  # duplicity exits 0 when the server refuses to delete (0.8.22 and 3.0.1, measured), so count.
  captured="${temp_dir}/collection"
  output=capture
  duplicity_run collection-status --verbosity=notice --log-fd=1 "${target_url}" || return
  fulls=$(grep -c '^ full ' "${captured}")
  if [ "${fulls}" -eq 0 ]; then
    warn 'duplicity did not say how many full backups are left, so that could not be checked'
  elif [ "${fulls}" -gt "${keep_full}" ]; then
    die 65 "${fulls} full backups are left where ${keep_full} should be" 'does the target refuse to delete?'
  else
    say "full backups kept: ${fulls}"
  fi
}
