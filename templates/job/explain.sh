# --- What a failure means ------------------------------------------------------------------------------------------

# explain CODE: duplicity's exit codes differ between versions, so what it printed decides first.
explain() {
  if [ "$1" -eq 19 ]; then
    advise 'that path is not in the backup; "list" shows what is'
  elif grep -q -e 'auth failed on module' "${log}"; then
    advise 'the rsync daemon refused the user or the password; is the password file still the right one?'
  elif grep -q -e 'module is read only' "${log}"; then
    advise 'the rsync module is read only; its rsyncd.conf needs "read only = no"'
  elif grep -q -e 'Temp space has' "${log}"; then
    advise "${temp_dir} has too little room for a volume and what comes of it; free some, or let duplicity.volsize be smaller in the spec"
  elif grep -q -e 'No space left on device' "${log}"; then
    advise "a disk is full: free some space, here (${temp_dir}) or on the target"
  elif grep -q -e 'Bad session key' "${log}"; then
    advise 'the passphrase is not the one that the archive was made with'
  elif grep -q -e 'GPGError' "${log}"; then
    # What it was about to decrypt when gpg failed.
    copied=$(sed -n 's/^Copying \(duplicity-.*\) to local cache\.$/\1/p' "${log}" | tail -n 1)
    if [ -n "${copied}" ]; then
      advise "${copied} at the target is not whole: its upload was cut off, or it was damaged"
      advise 'move that file to another place, keep it, and run this again: every backup before it can still be restored'
    fi
  elif grep -q -e 'Backup source directory has changed' "${log}"; then
    advise 'the archive is of another source; give the job another name or a "path:" of its own'
  elif grep -q -e 'Backup source host has changed' "${log}"; then
    advise 'if this host takes the place of the one that made the archive, run "backup --full" once'
  elif [ "$1" -eq 30 ] && grep -q -e '^ *AssertionError' "${log}"; then
    advise "duplicity cannot make sense of what it remembers of the archive: move ${archive_dir}/${job} to another place, and run this again; it is made anew from what is at the target"
  elif [ "$1" -eq 50 ]; then
    advise 'the target cannot be reached or refused; "check" tries it'
  elif [ "$1" -eq 23 ] && grep -q -e 'lock' "${log}"; then
    advise 'a duplicity that this script did not start uses the same archive directory; let it end'
  fi
}
