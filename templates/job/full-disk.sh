# unless_full COMMAND...: runs COMMAND, which starts the engine, and ends that when a disk is full: duplicity 0.8.22 says
# so and then hangs for ever (measured).
unless_full() {
  disk_is_full=
  trap 'disk_is_full=1; stop_engine' USR1
  watch_for_full_disk </dev/null >/dev/null 2>&1 3>&- 7>&- 8>&- 9>&- &
  watcher=$!
  "$@"
  unless_code=$?
  kill "${watcher}" 2>/dev/null
  wait "${watcher}" 2>/dev/null
  [ -z "${disk_is_full}" ] || die 78 'a disk is full, and duplicity hung' "free some space, and begin anew; nothing is whole yet"
  return "${unless_code}"
}

# watch_for_full_disk: half a minute is for duplicity to end by itself. The script may end without a word to this process.
watch_for_full_disk() {
  nap=
  trap 'kill "${nap}"; exit' TERM
  trap - HUP INT USR1
  for seconds in 5 30; do
    while :; do
      sleep "${seconds}" &
      nap=$!
      wait "${nap}"
      kill -0 "$$" || exit
      ! said -e 'No space left on device' || break
    done
  done
  kill -USR1 "$$"
}
