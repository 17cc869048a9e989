# A duplicity that does nothing for as long as the test wants; for bats, after lab.bash.

# held_start JOB…: from now on the jobs' duplicity does nothing, successfully, and takes as long as LAB/held exists. The
# archives of these jobs below LAB/home/disk look as if they were there.
held_start() {
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
while [ -e '${LAB}/held' ]; do sleep 0.05; done
printf '%s\n' 'SourceFiles 2' 'SourceFileSize 1' 'TotalDestinationSizeChange 1' 'Errors 0'
END
  chmod 755 "${LAB}/bin/duplicity"
  local job
  for job in "$@"; do
    as_user mkdir -p "${LAB}/home/disk/the-server/${job}"
    as_user touch "${LAB}/home/disk/the-server/${job}/duplicity-stands-in"
  done
}

# held_backup JOB: starts a backup in the background, process ${run_pid}, and waits until its duplicity runs.
held_backup() {
  : >"${LAB}/held"
  job "$1" backup >"${LAB}/$1.output" 2>&1 3>&- &
  run_pid=$!
  wait_until 10 duplicity_runs
}

# held_release: lets it end, and waits for that.
held_release() {
  rm "${LAB}/held"
  wait "${run_pid}"
}

duplicity_runs() {
  pgrep -U "${LAB_USER}" -f "${LAB}/bin/duplicity" >/dev/null
}

duplicity_is_gone() {
  ! duplicity_runs
}
