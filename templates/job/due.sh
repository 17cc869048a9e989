# --- Whether a start is due ----------------------------------------------------------------------------------------

# The scheduler starts this at every time of the schedule, and at some others: right after an hour that the clocks may
# have skipped, or at every quarter of an hour that may be the right one elsewhere. Which of them is due is told here, and
# claimed by a file with its minute, counted from 1970 in UTC, so that it comes once.

# Why nobody can tell; such a start is taken for due, so that the failure is on record.
undecided=

# start_when_due: ends a start by the scheduler that is not due.
start_when_due() {
  case "${scheduled} ${guarded_actions} " in
    1*" ${action} "*) ;;
    *) return 0 ;;
  esac
  # A cron that was told of another clock than the host's, as in a container, starts what is never due by that.
  if [ -n "${starter_tz-}" ] \
    && ! { offset=$(TZ="${starter_tz}" date +%z) && [ "${offset}" = "${zone%:*}${zone#*:}" ]; }; then
    undecided="what started this goes by the clock of TZ=${starter_tz}, and this host does not"
    return
  fi
  this_minute=$((started / 60))
  find_claim
  fields_of "${action}"
  due_minute=$(awk -v fields="${fields}" -v minute="${this_minute}" -v claimed="${claimed}" -v late="${late_min}" -v zone="${zone}" \
    "${calendar_awk}${due_awk}"'BEGIN { printf "%.0f", newest_due(fields, minute * 60, claimed * 60, late * 60, zone) / 60 }') \
    || {
      undecided='this host cannot tell how a clock of the schedule stood before'
      return 0
    }
  due=
  ! is_due || due=1
  # The first start of all settles what was before it, so that the next can make up for what is after it.
  [ "${claimed}" -ne 0 ] || [ -n "${due}" ] || due_minute=${this_minute}
  [ "${due_minute}" -le "${claimed}" ] || claim_due
  [ -n "${due}" ] || "${when_undue}" 0
}

# check_decided: fails a run of which nothing could tell whether it was due.
check_decided() {
  [ -z "${undecided}" ] \
    || die 78 "${undecided}" 'is /etc/localtime the clock that cron goes by, too, and is the time zone known? On Debian: apt install tzdata'
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

# Functions for awk, besides those of the calendar; in seconds.
# shellcheck disable=SC2016 # awk expands it
due_awk='
# The newest time up to now at which a rule came; 0 when it is too long ago.
function newest_due(rules, now, claimed, late, zone,    rule, i, run, newest) {
  # Installed just now, it does not make up for a run that was none of its own.
  if (!claimed) late = 180
  for (i = split(rules, rule, / \| /); i > 0; i--) {
    run = came(rule[i], now, claimed, late, zone)
    if (run > now - late && run > newest) newest = run
  }
  return newest + 0
}
# Whether the clock was changed lately is looked up only where it matters: not for a run that comes this very minute, where
# none was claimed in three hours that it could be the repetition of.
function came(rule, now, claimed, late, zone,    field, line, ahead, run, former, before, after, middle) {
  # date(1) takes a name that it does not know for UTC.
  if (split(rule, field, " ") > 5 && field[6] != "UTC" && (getline line <("/usr/share/zoneinfo/" field[6])) < 0) exit 1
  ahead = ahead_of(rule, zone, field[6] ? now : 0)
  run = run_from(rule, now + ahead, -1)
  before = now - late - 10800
  if (run - ahead == now && claimed < now - 10800 || (former = ahead_of(rule, zone, before)) == ahead) return run - ahead
  for (after = now; after - before > 60; ) {
    middle = before + int((after - before) / 120) * 60
    if (ahead_of(rule, zone, middle) == former) before = middle
    else after = middle
  }
  # The clock was changed at after. A rule that is restricted to some hours comes once: not when the clock shows a time
  # again, and at the end of a gap for all that the clock did not show.
  if (run >= after + ahead && (field[2] == "*" || run >= after + former)) return run - ahead
  if (run >= after + former && field[2] != "*") return after
  return run_from(rule, after + former - 60, -1) - former
}
'
