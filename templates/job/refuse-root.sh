# enter_as_other: who is not root cannot start it.
enter_as_other() {
  die 77 "this job runs as ${user}, not as ${me}" "start it as ${user}"
}
