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
  elif [ -e "$1" ] || { [ "${last_unskipped}" != ok ] && [ "${last_unskipped}" != warned ]; }; then
    skip 'the last backup did not end well'
  elif [ "${last_ok}" -gt "$((started + 86400))" ]; then
    skip "the last good backup is of ${last_ok_at}, which is in the future; is the clock right?"
  elif [ -n "${max_age_s}" ] && [ "$((started - last_ok))" -gt "${max_age_s}" ]; then
    skip "the last good backup, of ${last_ok_at}, is too old to delete others for it"
  fi
  plan_prune || return
  [ "${fulls}" -gt 0 ] || die 65 'duplicity did not tell what lies at the target, so nothing was removed' \
    'duplicity 3.0.1 does not; install 3.0.2 or later'
  # Without it, duplicity removes even the newest when it is older than "older_than" (0.8.22, measured).
  [ "${newest}" != - ] || die 65 'the newest backups at the target have lost their signatures, so nothing was removed' \
    'run "backup --full", which needs none'
  newest_set
  seconds_of "${newest}"
  [ "${newest_s}" -le "${seconds}" ] || die 65 "the newest backup, of ${newest_known}, is not at the target, so nothing was removed" \
    'is it the right disk or server? The next backup brings this job up to what is there'
  [ "${lacking}" = - ] || die 65 "volumes that the backup of ${lacking} needs are missing at the target, so nothing was removed" \
    'run "backup --full": it needs none of them'
  if [ -z "${doomed}" ]; then
    say "nothing to remove; full backups kept: ${fulls}"
    tell_leftovers
    return
  fi
  removing=${dry_run:+would remove}
  while IFS= read -r line; do
    say "${removing:-removing} ${line}"
  done <<END
${doomed}
END
  [ -z "${dry_run}" ] || return 0
  while read -r verb which; do
    duplicity_run "${verb}" --verbosity=notice --force "${which}" "${target_url}" || return
  done <<END
${removals}
END
  # duplicity exits 0 when the server refuses to delete (0.8.22 and 3.0.1, measured), so look again.
  plan_prune || return
  [ -z "${doomed}" ] || die 65 "some of that is still there, and ${fulls} full backups are" 'does the target refuse to delete?'
  say "full backups kept: ${fulls}"
  tell_leftovers
}

# plan_prune: asks duplicity what lies at the target, and sets
#   fulls     how many full backups are complete
#   newest    the time of the newest backup, if what duplicity needs to go on from it is there, too; else -
#   leftovers how many backups were never completed, or belong to none that is there
#   lacking   if anything is to go, the time of a backup of the newest chain that has lost volumes; else -
#   doomed    what is to go, and by which policy: for each full backup a line for people
#   removals  what duplicity has to be told so that just that goes: a verb and its word in a line. It is told how many full
#             backups to leave, or to leave with incrementals, of all that it counts: also those that have lost volumes
plan_prune() {
  capture "${temp_dir}/collection" duplicity_run collection-status --verbosity=notice --log-fd=1 "${target_url}" || return
  plan=$(awk -v keep_full="${keep_full}" -v older_than="${older_than}" -v oldest="$((started - ${older_than_s:-0}))" \
    -v keep_incrementals_of="${keep_incrementals_of}" -v cache="${archive_dir}/${job}" -v zone="${zone}" "${calendar_awk}"'
    # Seconds since 1970 of the time that duplicity has in the names of its files, such as 20260106T020500Z.
    function seconds_of(stamp,    year, month, day) {
      year = substr(stamp, 1, 4) - (substr(stamp, 5, 2) + 0 < 3)
      month = (substr(stamp, 5, 2) + 9) % 12
      day = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((month * 306 + 5) / 10) + substr(stamp, 7, 2) - 719469
      return day * 86400 + substr(stamp, 10, 2) * 3600 + substr(stamp, 12, 2) * 60 + substr(stamp, 14, 2)
    }
    function words(time) {
      return text_of(seconds_of(time), zone)
    }
    function count(number, thing) {
      return number " " thing (number == 1 ? "" : "s")
    }
    # A backup that was cut short and gone on with names the volume between twice (0.8.22, measured).
    function volumes_in(manifest,    line, number) {
      while ((getline line <manifest) > 0) if (line ~ /^Volume [0-9]+:$/) number = substr(line, 8) + 0
      return number
    }
    /^chain-/ { chain++; if ($1 == "chain-complete") active = chain }
    /^ full / { first[chain] = $2; fulls++ }
    /^ inc / { incrementals[chain]++ }
    /^ (full|inc) / { last[chain] = $2; sets++; chain_of[sets] = chain; time_of[sets] = $2; volumes[sets] = $3 }
    /^(orphaned|incomplete)-sets-num / { leftovers += $2 }
    END {
      for (c = 1; c <= chain; c++) {
        newer = 0
        for (other = 1; other <= chain; other++) if (first[other] > last[c]) newer++
        whole = first[c] ? "the full backup of " words(first[c]) : "what is left of a full backup"
        if (incrementals[c]) whole = whole " with " count(incrementals[c], "incremental") ", the last of " words(last[c])
        if (c == active) continue
        else if (keep_full && newer >= keep_full) {
          doomed = doomed "\n" whole ", since " count(newer, "newer full backup") " stay (keep_full)"
          removal[1] = "\nremove-all-but-n-full " (chain - c)
        } else if (older_than && seconds_of(last[c]) < oldest) {
          doomed = doomed "\n" whole ", older than " older_than " (older_than)"
          removal[2] = "\nremove-older-than " older_than
        } else if (keep_incrementals_of && incrementals[c] && newer >= keep_incrementals_of) {
          doomed = doomed "\nthe " count(incrementals[c], "incremental") " since " words(first[c]) ", but not that full backup (keep_incrementals_of)"
          removal[3] = "\nremove-all-inc-of-but-n-full " (chain - c)
        }
      }
      lacking = "-"
      for (s = 1; s <= sets && doomed; s++) if (chain_of[s] == active) {
        if (time_of[s] == first[active]) manifest = "duplicity-full." time_of[s]
        else manifest = "duplicity-inc." time_of[s - 1] ".to." time_of[s]
        if (volumes[s] + 0 < volumes_in(cache "/" manifest ".manifest") + 0) lacking = time_of[s]
      }
      # Of a full backup that has lost all volumes duplicity does not speak (0.8.22, measured).
      if (doomed && !first[active]) lacking = last[active]
      print fulls + 0, active ? last[active] : "-", leftovers + 0, lacking doomed
      print removal[1] removal[2] removal[3]
    }' "${captured}") || die 78 'awk failed; is this a working system?'
  removals=${plan#*"${newline}${newline}"}
  plan=${plan%%"${newline}${newline}"*}
  doomed=${plan#*"${newline}"}
  [ "${doomed}" != "${plan}" ] || doomed=
  # shellcheck disable=SC2086 # four words
  set -- ${plan%%"${newline}"*}
  fulls=$1
  newest=$2
  leftovers=$3
  lacking=$4
}

# tell_leftovers: they are never removed without being asked: to duplicity, a backup that was cut short and one that has lost
# a file look the same.
tell_leftovers() {
  [ "${leftovers}" -eq 0 ] || warn "${leftovers} backup(s) at the target were cut short or belong to none that is there; \"cleanup --dry-run\" names the files, and \"cleanup\" removes them"
}
