# check_timezone NAME: date(1) takes a name that it does not know for UTC.
check_timezone() {
  [ -e "/usr/share/zoneinfo/$1" ] || die 78 "this host does not know the time zone $1" 'on Debian: apt install tzdata'
}
