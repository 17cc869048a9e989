# --- Whether a start is due ----------------------------------------------------------------------------------------

# The scheduler starts this at every time of the schedule, and at some others: right after an hour that the clocks may
# have skipped, or at every quarter of an hour that may be the right one elsewhere. Which of them is due is told here, and
# claimed by a file, so that it comes once. Minutes are counted from 1970 in UTC; a minute of a wall clock from when that
# clock showed 1970.

# start_when_due: ends a start by the scheduler that is not due.
start_when_due() {
  case "${scheduled} ${guarded_actions} " in
    1*" ${action} "*) ;;
    *) return 0 ;;
  esac
  this_minute=$((started / 60))
  find_claim
  due_minute=0
  fields_of "${action}"
  fields="${fields} | "
  while [ -n "${fields}" ]; do
    read_rule "${fields%%" | "*}"
    fields=${fields#*" | "}
    find_due
    [ "${found}" -le "${due_minute}" ] || due_minute=${found}
  done
  due=
  ! is_due || due=1
  # The first start of all settles what was before it, so that the next can make up for what is after it.
  [ "${claimed}" -ne 0 ] || [ -n "${due}" ] || due_minute=${this_minute}
  [ "${due_minute}" -le "${claimed}" ] || claim_due
  [ -n "${due}" ] || exit 0
}

# find_claim: sets claimed to the minute that was last claimed, 0 when none was.
find_claim() {
  claimed=0
  for path in "${state_dir}/due-${action}"-[0-9]*; do
    [ ! -e "${path}" ] || claimed=${path##*-}
  done
  # A time of tomorrow was claimed by a clock that was wrong.
  [ "${claimed}" -gt $((this_minute + 1440)) ] || return 0
  rm -f -- "${state_dir}/due-${action}"-[0-9]*
  claimed=0
}

# claim_due: makes the file of the due minute, and ends when another start was quicker. Only the newest matters.
claim_due() {
  path="${state_dir}/due-${action}-${due_minute}"
  if ! (set -C && true >"${path}") 2>/dev/null; then
    [ ! -e "${path}" ] || exit 0
    die 78 "cannot write in ${state_dir}" 'is the disk full?'
  fi
  set -- "${state_dir}/due-${action}"-[0-9]*
  [ "$#" -ge 40 ] || return 0
  while [ "$1" != "${path}" ]; do
    rm -f -- "$1"
    shift
  done
}

# read_rule TEXT: sets the rule to five fields of a crontab and, maybe, the name of a time zone; and offset, the minutes
# that its clock is ahead of UTC.
read_rule() {
  set -f
  # shellcheck disable=SC2086 # words
  set -- $1
  set +f
  minutes=$1
  hours=$2
  dates=$3
  months=$4
  weekdays=$5
  timezone=${6-}
  if [ -n "${timezone}" ]; then
    [ "${timezone}" = UTC ] || check_timezone "${timezone}"
    offset_at "${this_minute}"
  else
    read_offset "${zone}"
  fi
}

# read_offset TEXT: sets offset, of "+01:00" or "+0100".
read_offset() {
  offset=${1#?}
  hour=${offset%??}
  hour=${hour%:}
  minute=${offset#"${offset%??}"}
  offset=$((${hour#0} * 60 + ${minute#0}))
  case $1 in
    -*) offset=$((-offset)) ;;
    *) ;;
  esac
}

# offset_at MINUTE: sets offset to what the rule's clock is or was ahead of UTC.
offset_at() {
  if [ -n "${timezone}" ]; then
    offset=$(TZ=${timezone} date -d "@$(($1 * 60))" '+%z')
  else
    offset=$(date -d "@$(($1 * 60))" '+%z')
  fi || die 78 'date(1) cannot tell how the clock stood before'
  read_offset "${offset}"
}

# find_due: sets found to the newest minute at which the rule came, 0 when that is too long ago. Whether the clock was
# changed lately is looked up only where it matters: not for a run that comes this very minute, where none was claimed in
# three hours that it could be the repetition of.
find_due() {
  late=${late_min}
  # Installed just now, it does not make up for a run that was none of its own.
  [ "${claimed}" -ne 0 ] || late=3
  former=${offset}
  changed=0
  look_back
  [ "${found}" -lt "${this_minute}" ] || [ "${claimed}" -ge $((found - 180)) ] || return 0
  find_change
  [ "${changed}" -eq 0 ] || look_back
}

# find_change: sets changed to the minute at which the rule's clock was put forward or back, and former to what it was
# ahead of UTC before; changed is 0 when it was not, as far as it matters.
find_change() {
  [ "${timezone}" != UTC ] || return 0
  current=${offset}
  before=$((this_minute - late - 180))
  after=${this_minute}
  offset_at "${before}"
  former=${offset}
  if [ "${former}" -ne "${current}" ]; then
    while [ $((after - before)) -gt 1 ]; do
      middle=$(((after + before) / 2))
      offset_at "${middle}"
      if [ "${offset}" -eq "${former}" ]; then
        before=${middle}
      else
        after=${middle}
      fi
    done
    changed=${after}
  fi
  offset=${current}
}

look_back() {
  found=${this_minute}
  until comes_at "${found}"; do
    wall=$((found + offset))
    if [ "${changed}" -ne 0 ] || is_in $((wall / 60 % 24)) "${hours}"; then
      found=$((found - 1))
    else
      # None of the hour.
      found=$((found - wall % 60 - 1))
    fi
    if [ "${found}" -le $((this_minute - late)) ]; then
      found=0
      return
    fi
  done
}

# comes_at MINUTE: whether the rule comes at it. Where it is restricted to some hours, it comes once: not when the clock
# shows a time again, and at the end of a gap for all that the clock did not show.
comes_at() {
  if [ "$1" -lt "${changed}" ]; then
    is_time $(($1 + former))
  elif is_time $(($1 + offset)); then
    [ "${hours}" = '*' ] || [ $(($1 + offset)) -ge $((changed + former)) ]
  elif [ "$1" -eq "${changed}" ] && [ "${hours}" != '*' ]; then
    is_time_in_gap $((changed + former))
  else
    return 1
  fi
}

is_time_in_gap() {
  wall=$1
  while [ "${wall}" -lt $((changed + offset)) ]; do
    ! is_time "${wall}" || return 0
    wall=$((wall + 1))
  done
  return 1
}

# is_time MINUTE: whether a minute of a wall clock is one of the rule's.
is_time() {
  is_in $(($1 % 60)) "${minutes}" && is_in $(($1 / 60 % 24)) "${hours}" && is_in $((($1 / 1440 + 4) % 7)) "${weekdays}" && is_day $(($1 / 1440))
}

# is_day DAY: whether month and date of a day, counted from 1970, are the rule's. The years of this reckoning begin in
# March, so that the day of a leap year is the last.
is_day() {
  of_era=$((($1 + 719468) % 146097))
  year=$(((of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365))
  of_year=$((of_era - 365 * year - year / 4 + year / 100))
  month=$(((5 * of_year + 2) / 153))
  day=$((of_year - (153 * month + 2) / 5 + 1))
  is_in $(((month + 2) % 12 + 1)) "${months}" || return 1
  case ${dates} in
    '~'*)
      # February ends with its year, which has 366 days when the next one of the calendar is a leap year.
      next_month=$(((153 * month + 155) / 5))
      year=$((year + 1))
      [ "${month}" -ne 11 ] || next_month=$((365 + (year % 4 == 0) - (year % 100 == 0) + (year % 400 == 0)))
      is_in $((next_month - of_year)) "${dates#?}"
      ;;
    *) is_in "${day}" "${dates}" ;;
  esac
}

# is_in NUMBER FIELD: whether a field of a crontab holds it: "*", or a list of numbers and ranges.
is_in() {
  [ "$2" != '*' ] || return 0
  ranges="$2,"
  while [ -n "${ranges}" ]; do
    range=${ranges%%,*}
    ranges=${ranges#*,}
    if [ "$1" -ge "${range%-*}" ] && [ "$1" -le "${range#*-}" ]; then
      return 0
    fi
  done
  return 1
}
