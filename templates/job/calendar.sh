# --- When a run is due ---------------------------------------------------------------------------------------------

# Functions for awk. A wall time is what the host's clock shows, in seconds since it showed 1970; fields are those of a
# crontab line: values and ranges, or "*". Several of them, each a rule, have " | " between them.
# shellcheck disable=SC2016 # awk expands it
calendar_awk='
# Sets year, month and day of a day counted from 1970-01-01.
function read_day(number,    era, of_year) {
  number += 719468
  era = int(number / 146097)
  number -= era * 146097
  year = int((number - int(number / 1460) + int(number / 36524) - int(number / 146096)) / 365)
  of_year = number - 365 * year - int(year / 4) + int(year / 100)
  month = int((5 * of_year + 2) / 153)
  day = of_year - int((153 * month + 2) / 5) + 1
  month = month < 10 ? month + 3 : month - 9
  year += era * 400 + (month <= 2)
}
function is_in(value, field,    parts, ends, i) {
  if (field == "*") return 1
  for (i = split(field, parts, ","); i > 0; i--)
    if (value + 0 >= parts[i] + 0 && value + 0 <= (split(parts[i], ends, "-") == 2 ? ends[2] : parts[i]) + 0) return 1
  return 0
}
# Whether a field holds the day that read_day has read; "~1" is the last of its month.
function is_date(field) {
  if (field !~ /^~/) return is_in(day, field)
  return is_in((month == 2 ? 28 + (year % 4 == 0 && (year % 100 > 0 || year % 400 == 0)) : 30 + (month + int(month / 8)) % 2) - day + 1, substr(field, 2))
}
# The first run on from a wall time (step 1), or the last one up to it (step -1). It can be 40 years to the next 29
# February that is a Monday.
function run_from(fields, wall, step,    field, today, number, hour, minute, moment) {
  split(fields, field, " ")
  today = int(wall / 86400)
  for (number = today; (number - today) * step < 14700; number += step) {
    read_day(number)
    if (!is_date(field[3]) || !is_in(month, field[4]) || !is_in((number + 4) % 7, field[5])) continue
    for (hour = step > 0 ? 0 : 23; hour >= 0 && hour < 24; hour += step) if (is_in(hour, field[2]))
      for (minute = step > 0 ? 0 : 59; minute >= 0 && minute < 60; minute += step) {
        moment = number * 86400 + hour * 3600 + minute * 60
        if ((moment - wall) * step >= 0 && is_in(minute, field[1])) return moment
      }
  }
  return ""
}
# Seconds that a clock is ahead of UTC, of "+01:00" or "+0100".
function ahead_of_utc(zone) {
  return (substr(zone, 1, 1) "1") * (substr(zone, 2, 2) * 3600 + substr(zone, length(zone) - 1) * 60)
}
# The same for the clock that a rule goes by, that of the host or of the zone that it names: now, or at a moment.
# (The first is for GNU and busybox, the second for macOS.)
function ahead_of(rule, zone, moment,    field, tz, command) {
  if (split(rule, field, " ") > 5) tz = "TZ=" field[6] " "
  command = moment ? sprintf("%sdate -d @%.0f +%%z 2>/dev/null || %sdate -r %.0f +%%z", tz, moment, tz, moment) : tz "date +%z"
  if (field[6] == "UTC") return 0
  if (moment || field[6]) {
    if ((command | getline zone) < 1) exit 1
    close(command)
  }
  return ahead_of_utc(zone)
}
# The first run after a moment (step 1), or the last one up to it (step -1), in seconds since 1970; as far off as the clocks
# stay as they are.
function run_near(rules, now, zone, step,    rule, i, ahead, run, nearest) {
  for (i = split(rules, rule, / \| /); i > 0; i--) {
    ahead = ahead_of(rule[i], zone)
    run = run_from(rule[i], now + ahead + (step > 0), step) - ahead
    if (nearest == "" || (nearest - run) * step > 0) nearest = run
  }
  return nearest
}
# For people: seconds since 1970 as the wall clock shows them, and how far that is from UTC.
function text_of(seconds, zone,    wall, of_day) {
  wall = seconds + ahead_of_utc(zone)
  read_day(int(wall / 86400))
  of_day = wall % 86400
  return sprintf("%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, day, of_day / 3600, of_day / 60 % 60, of_day % 60, zone)
}
'
