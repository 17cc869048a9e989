# is_due: whether the newest time of the schedule is still to come about.
is_due() {
  [ "${due_minute}" -gt "${claimed}" ]
}
