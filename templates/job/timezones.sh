# check_timezones: those that the schedules name.
check_timezones() {
  for timezone in ${timezones}; do
    look "time zone ${timezone}" check_timezone "${timezone}"
  done
}

# check_timezone NAME: date(1) takes a name that it does not know for UTC.
check_timezone() {
  [ -e "/usr/share/zoneinfo/$1" ] || die 78 "this host does not know the time zone $1" 'on Debian: apt install tzdata, or tzdata-legacy for a former name such as US/Eastern'
}
