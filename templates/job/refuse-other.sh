# enter_as_other: who is neither the job's user nor root cannot start it.
enter_as_other() {
  die 77 "this job runs as ${user}, not as ${me}" "start it as ${user}, or as root, and it goes on as ${user}"
}
