# check_timezones: those that the schedules name.
check_timezones() {
  for timezone in ${timezones}; do
    look "time zone ${timezone}" check_timezone "${timezone}"
  done
}
