# --- What a failure means ------------------------------------------------------------------------------------------

# explain CODE: duplicity's exit codes differ between versions, so what it printed decides first.
explain() {
  if [ "$1" -eq 19 ]; then
    advise 'that path is not in the backup; "list" shows what is'
  elif said -e 'auth failed on module'; then
    advise 'the rsync daemon refused the user or the password; is the password file still the right one?'
  elif said -e 'module is read only'; then
    advise 'the rsync module is read only; its rsyncd.conf needs "read only = no"'
  elif said -e 'Temp space has'; then
    advise "${temp_dir} has too little room for a volume and what comes of it; free some, or let duplicity.volsize be smaller in the spec"
  elif said -e 'No space left on device'; then
    advise "a disk is full: free some space, here (${temp_dir}) or on the target"
  elif said -e 'Bad session key'; then
    advise 'the passphrase is not the one that the archive was made with'
  elif said -e 'GPGError'; then
    # What it was about to decrypt when gpg failed; what it could decrypt is in the cache.
    copied=$(sed -n 's/^Copying \(duplicity-[A-Za-z0-9.-]*\) to local cache\.$/\1/p' "${log}" | tail -n 1)
    set -- "${archive_dir}/${job}/${copied%.gpg}"*
    if [ -n "${copied}" ] && [ ! -e "$1" ]; then
      advise "${copied} at the target is not whole: its upload was cut off, or it was damaged"
      advise 'move that file to another place, keep it, and run this again: every backup before it can still be restored'
    fi
  elif said -e 'Backup source directory has changed'; then
    advise 'the archive is of another source; give the job another name or a "path:" of its own'
  elif said -e 'Backup source host has changed'; then
    advise 'if this host takes the place of the one that made the archive, run "backup --full" once'
  elif [ "$1" -eq 30 ] && said -e '^ *AssertionError'; then
    advise "duplicity cannot make sense of what it remembers of the archive: move ${archive_dir}/${job} to another place, and run this again; it is made anew from what is at the target"
  elif said -e '^rsync error: timeout'; then
    advise 'the target, or the way to it, went silent; "check" tries it'
  elif [ "$1" -eq 51 ]; then
    advise "${user} may not do that at the target; did somebody else, such as root, put it there?"
  elif [ "$1" -eq 50 ]; then
    advise 'the target cannot be reached or refused; "check" tries it'
  elif [ "$1" -eq 23 ] && said -e 'lock'; then
    advise 'a duplicity that this script did not start uses the same archive directory; let it end'
  fi
}

# said -e PATTERN...: whether the last duplicity or rsync said so on standard error. There a file of the source is named only
# by Python, without line ends and behind the reason, or as what was to be restored.
said() {
  sed 's/\(\[Errno [0-9]*\] [^:]*\): .*/\1/; / not found in archive /d' "${temp_dir}/.errors" 2>/dev/null | grep -q "$@"
}
