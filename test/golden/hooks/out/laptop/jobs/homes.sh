#!/bin/sh
# Job "homes" of laptop: /home to file:///mnt/disk/laptop/homes
# Made by Holdfast from jobs.homes and hosts.laptop of the spec. Edits are lost: change the spec and compile.
# holdfast-checksum: sha256:be158db5ad468f70bb84bb6d2dadc90a7b8ecccbe8b4cecd3ac689574d134200
#
# backup: at 04:05 every day
# verify: by hand
# The word "help" lists what this script can be asked for. To read it, begin with main, which comes last, and do_backup.

# Nothing is inherited from cron, systemd or a person: this script starts itself anew with an empty environment, once.
# The process stays the same, so its number tells that it has. To save that start, dash drops what cron and systemd are
# known to hand on (crontab(5), systemd.exec(5)), and starts anew only if anything else is there; other shells take more
# than variables from the environment, or their locale. What sudo hands on is its caller's, if sudoers(5) says so.
# ("case", as yash has no "[" without a PATH.)
start_anew() {
  # (An empty TZ is UTC.)
  exec /usr/bin/env -i HOLDFAST_PID="$$" HOLDFAST_TZ="${CRON_TZ:-${TZ+${TZ:-UTC0}}}" PATH=/usr/bin:/bin LC_CTYPE=C.UTF-8 /bin/sh "$0" "$@"
}
case ${SUDO_COMMAND-}${HOLDFAST_PID-}:${1-}${BASH_VERSION-}${KSH_VERSION-}${YASH_VERSION-}${ZSH_VERSION-} in
  "$$:"*)
    # shellcheck disable=SC2034 # for jobs that tell by the clock which starts are due
    starter_tz=${HOLDFAST_TZ-}
    unset -v HOLDFAST_PID HOLDFAST_TZ
    ;;
  :scheduled)
    unset -v HOME LANG LOGNAME PATH PWD SHELL SHLVL USER
    unset -v CREDENTIALS_DIRECTORY INVOCATION_ID JOURNAL_STREAM MEMORY_PRESSURE_WATCH MEMORY_PRESSURE_WRITE SYSTEMD_EXEC_PID
    unset -v TRIGGER_TIMER_MONOTONIC_USEC TRIGGER_TIMER_REALTIME_USEC TRIGGER_UNIT
    # dash goes on to name PATH, without a value.
    [ "$(export -p)" = 'export PATH' ] || start_anew "$@"
    ;;
  *) start_anew "$@" ;;
esac

job='homes'
host='laptop'
user='ada'
home='/home/ada'
search_path='/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
safe_path='/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
state_dir='/home/ada/.local/state/holdfast/homes'
duplicity='duplicity'
source_root='/home'
target_url='file:///mnt/disk/laptop/homes'
target_directory='/mnt/disk'
archive_directory='/mnt/disk/laptop/homes'
passphrase_file='/home/ada/.secret'
full_if_older_than='50Y'
max_age_s='172800'
other_actions='restore list status check cleanup duplicity'
recorded_actions='backup verify'
compare_data=''
max_difference=''
at_enter=''
at_start=''
at_begin='remove_scratch begin_hooks'
at_restore='choose_owners'
at_failure=''
at_end='remove_scratch notice_shrink end_hooks'
at_report=''
at_next=''
at_check=''

# duplicity_run VERB WORDS...: duplicity, with the options that every command on this archive shares.
duplicity_run() {
  verb=$1
  shift
  engine "${verb}" \
    --name='homes' \
    --archive-dir="${archive_dir}" \
    --tempdir="${temp_dir}" \
    --volsize='200' \
    --gpg-options='--compress-algo=zlib --compress-level=1 --s2k-count=65011712' \
    "$@"
}

# duplicity_backup VERB WORDS...: the same, with what is in and what is out; the first line that matches decides.
duplicity_backup() {
  verb=$1
  shift
  duplicity_run "${verb}" \
    '--exclude=/home/ada/.local/state/holdfast/homes' \
    "$@"
}

# Lists, each for the command that it is called with.
source_paths() {
  "$@" \
    '/home'
}

secret_files() {
  "$@" \
    "${passphrase_file}"
}

# hooks TURN: those of one turn, each with its place in the spec, its limit in seconds, and its actions.
hooks() {
  case $1 in
    on_failure)
      hook 'hooks.on_failure[0]' '30' 'backup verify' \
        '/bin/sh' \
        '-e' \
        '-c' \
        'logger -t backup "${HOLDFAST_JOB} ${HOLDFAST_OUTCOME}"' \
        'hooks.on_failure[0]'
      ;;
    *) ;;
  esac
}

# limit_of ACTION: sets limit_s, the seconds after which a run of it is ended.
limit_of() {
  case $1 in
    backup | restore) limit_s='259200' ;;
    *) limit_s='21600' ;;
  esac
}

# fields_of ACTION: sets fields to its schedule, as a crontab has it; empty when it has none.
fields_of() {
  case $1 in
    backup) fields='5 4 * * *' ;;
    *) fields= ;;
  esac
}

# find_account_home: sets account_home to what the system says.
find_account_home() {
  account_home=~ada
}

usage() {
  printf '%s\n' \
    'usage: homes.sh ACTION' \
    '' \
    '  backup [--full] [--accept-shrink] [--dry-run]' \
    '                                        back up now; --full makes a full backup, --accept-shrink one' \
    '                                        of a source that was meant to lose files' \
    '  verify                                read the whole archive back and check it' \
    '  restore DEST [--path P] [--time T] [--dry-run]' \
    '                                        bring everything, or P, back into DEST' \
    '  list [--time T]                       name every file in the backup' \
    '  status [--json] [--max-age AGE]       what became of each action; with AGE, as a monitoring plugin' \
    '  check                                 try every precondition, changing nothing' \
    '  cleanup [--dry-run]                   delete what interrupted runs left on the target' \
    '  duplicity WORDS...                    duplicity itself, with this job'\''s environment and options' \
    '  help                                  this text' \
    '' \
    'T is a time such as 2026-01-31T04:00:00Z, or an age such as 3D; AGE is one such as 36h or 8d.' \
    'Cron and systemd say "scheduled ACTION": quiet unless something went wrong.' \
    'target:        file:///mnt/disk/laptop/homes' \
    'status, logs:  /home/ada/.local/state/holdfast/homes'
}

# --- What is said, and where ---------------------------------------------------------------------------------------

# say TEXT: to the log, and to whoever watches; what the log cannot hold, to whoever gets the output.
say() {
  if { [ -n "${log}" ] && printf '%s\n' "${job}: $1" >>"${log}"; } 2>/dev/null && [ -n "${quiet}" ]; then
    return
  fi
  printf '%s\n' "${job}: $1" >&3
}

# advise TEXT: what to do about what was just said.
advise() {
  say "  $1"
}

# warn TEXT: something that makes a good run "warned".
warn() {
  warned=1
  say "warning: $1"
}

# die CODE TEXT [ADVICE]: ends the run as failed.
die() {
  explained=1
  say "error: $2"
  if [ "$#" -gt 2 ]; then
    advise "$3"
  fi
  leave "$1"
}

# leave CODE: the way out after a failure, and for what ends early. A step that was begun is finished first, so that it is
# on record. ("end" is a word of zsh's own.)
leave() {
  if [ -n "${step}" ] && [ -z "${ending}" ]; then
    finish "$1"
  fi
  # To a monitoring plugin that is "unknown".
  [ -z "${age_s}" ] || exit 3
  exit "$1"
}

# need PROGRAM PACKAGE: a tool that the job cannot do without.
need() {
  command -v "$1" >/dev/null 2>&1 || die 78 "$1 is not installed, or not in ${search_path}" "on Debian: apt install $2"
}

# visible: standard input, without what a terminal would obey: the name of a file can be any text.
visible() {
  LC_ALL=C.UTF-8 sed 's/	/ /g; s/[[:cntrl:]]/?/g'
}

# --- The same environment and user, whoever starts this: cron, systemd, a person, root -----------------------------

# make_environment: all that the commands of the run inherit. Until it is known who runs this, tools are the system's own:
# root runs nothing from hosts.path, where the user could have put it.
make_environment() {
  HOME=${home}
  USER=${user}
  LOGNAME=${user}
  PATH=${safe_path}
  export HOME USER LOGNAME PATH
  # Exported for duplicity and rsync only; the tools around them start quicker without. (With LANG, all open more files.)
  unset -v LC_CTYPE
  LC_CTYPE=C.UTF-8
}

# become_user WORDS...: makes sure that this runs as the job's user; root goes on as that user. Only "restore" stays
# root, so that owners come back.
become_user() {
  # Its owner is the user, which no other program needs to tell. (Root, who owns /, could have been laid a link there.)
  [ ! -O "${state_dir}" ] || [ -O / ] || return 0
  me=$(id -un) || die 78 'id(1) failed; is this a working system?'
  if [ "${me}" = "${user}" ]; then
    return
  elif [ "${me}" != root ]; then
    enter_as_other "$@"
  fi
  user_id=$(id -u -- "${user}" 2>/dev/null) || die 78 "there is no user ${user} on this host (hosts.${host}.user in the spec)"
  if [ "${action}" = restore ]; then
    private=1
    open_run=open_private
    return
  fi
  (as_user test -r "${self}") || die 77 "${user} cannot read ${self}" "put it where ${user} can, as install.sh does"
  call "${at_enter}"
  as_user /bin/sh "${self}" "$@"
}

# enter_as_other: who is neither the job's user nor root cannot start it.
enter_as_other() {
  die 77 "this job runs as ${user}, not as ${me}" "start it as ${user}, or as root, and it goes on as ${user}"
}

# as_user COMMAND...: replaces this process by COMMAND, run as the job's user. For root only.
as_user() {
  group=$(id -g -- "${user}") || die 78 "id(1) does not know the group of ${user}"
  if setpriv --reuid="${user}" --regid="${group}" --init-groups true 2>/dev/null; then
    exec setpriv --reuid="${user}" --regid="${group}" --init-groups "$@"
  elif command -v runuser >/dev/null 2>&1; then
    exec runuser -u "${user}" -- "$@"
  else
    # shellcheck disable=SC2016 # for the inner shell to expand
    exec su -s /bin/sh -c 'exec "$0" "$@"' -- "${user}" "$@"
  fi
}

# --- One run at a time ---------------------------------------------------------------------------------------------

# The locks are the kernel's, on descriptors that every process of the run inherits: 9 for the job, 8 for an action that
# may wait, 7 for what jobs share. They go with the last of these processes, whatever ended them: there is never a stale
# lock to delete. (ksh and mksh keep descriptors from children, hence 9>&9 wherever a child shall hold one too.)

# try_lock DESCRIPTOR
try_lock() {
  if command -v flock >/dev/null 2>&1; then
    flock -n "$1" 7>&7 8>&8 9>&9
  else
    python3 -I -c 'import fcntl, sys; fcntl.flock(int(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)' "$1" 7>&7 8>&8 9>&9 2>/dev/null
  fi
}

# claim DESCRIPTOR FILE SECONDS WHO: takes a lock, waiting up to SECONDS for it, and puts down in the file "holder"
# beside it who has it. WHO has it otherwise, for messages.
claim() {
  waited=0
  until try_lock "$1"; do
    find_holders "${2%lock}holder"
    [ "${waited}" -gt 0 ] || use_common_log
    [ "${waited}" -lt "$3" ] || locked "$4"
    [ "${waited}" -gt 0 ] || say "$4: ${holders:-not known which}; waiting for up to $3 s"
    pause 2
    waited=$((waited + 2))
  done
  log=
  # The limit of a run counts from here.
  [ "${waited}" -eq 0 ] || read_clock
  holding="${holding} ${2%lock}holder"
  # (Emptied first: what is written while a file is emptied goes to the disk at once, at the cost of a process; ext4(5),
  # auto_da_alloc.)
  { true >"${2%lock}holder" && printf '%s\n' "$$ ${started_at} ${action} of ${job}" >>"${2%lock}holder"; } 2>/dev/null
}

# open_locks: their files are never removed, or two could each lock one of the same name.
open_locks() {
  # (Not ":", whose failing redirection would end the shell without a word: XCU 2.8.1.)
  { true >>"${state_dir}/${action}.lock" && true >>"${state_dir}/lock"; } 2>/dev/null \
    || die 78 "cannot write in ${state_dir}" 'is the disk full, or does the directory belong to somebody else?'
  exec 8>>"${state_dir}/${action}.lock" 9>>"${state_dir}/lock"
}

# find_holders FILE: sets holders to a text that names the processes that have a lock. The script may be gone while
# duplicity still runs, under its limit.
find_holders() {
  holders=
  if [ -f "$1" ]; then
    while read -r pid since what; do
      if kill -0 "${pid}" 2>/dev/null; then
        holders="${holders:+${holders}, }process ${pid} (${what}, since ${since})"
      fi
    done <"$1"
  fi
}

# use_common_log: starts that wait, or end here, have one log for all of them, or they would push the logs of real runs
# out.
use_common_log() {
  log="${state_dir}/log/locked.log"
  { printf '%s\n' "${job}: ${started_at}" >"${log}"; } 2>/dev/null || log=
}

# locked WHO: ends this start.
locked() {
  outcome=locked
  die 75 "$1: ${holders:-not known which}" 'let it end by itself, or end it with kill; the lock goes with it'
}

# take_locks: by hand nothing waits, and neither does a scheduled backup; what is scheduled beside it can wait for it. That
# takes the action's own lock first, so that nobody waits for a run of the same action.
take_locks() {
  open_locks
  wait_s=0
  if [ "${action}" != backup ]; then
    claim 8 "${state_dir}/${action}.lock" 0 'another run of this action holds the lock'
    [ -z "${scheduled}" ] || wait_s=21600
  fi
  claim 9 "${state_dir}/lock" "${wait_s}" 'another run of this job holds the lock'
}

# --- What became of each action: status.json, one line an action ---------------------------------------------------

# load_status: the file's lines of actions into status_lines; once is enough, as only the holder of the lock writes it. A disk
# that failed, or a person, may have left what is no JSON; half a line is none.
load_status() {
  status_lines=
  if [ -f "${state_dir}/status.json" ]; then
    while IFS= read -r line; do
      line=${line%,}
      case ${line} in
        '"'*'":{"outcome":"'*'}') load_members ;;
        *) ;;
      esac
    done <"${state_dir}/status.json"
  fi
}

# load_members: those of the line that are JSON.
load_members() {
  rest="${line#*\{}"
  rest="${rest%\}},"
  line="${line%%\{*}{"
  while [ -n "${rest}" ]; do
    member=${rest%%,*}
    rest=${rest#*,}
    case ${member} in
      *\\* | *:'"'*'"'*'"') ;;
      '"'*'":"'*'"') line="${line}${member}," ;;
      *: | *:0?* | *:*[!0-9]*) ;;
      '"'*'":'*) line="${line}${member}," ;;
      *) ;;
    esac
  done
  status_lines="${status_lines}${line%,}},${newline}"
}

# record MEMBERS: replaces the line of this step, or adds it; the file is whole at any moment.
record() {
  before=${status_lines%%"\"${step}\":{"*}
  after=${status_lines#"${before}"}
  status_lines="${before}\"${step}\":{$1},${newline}${after#*"${newline}"}"
  printf '{"job":"%s","host":"%s","actions":{\n%s\n}}\n' "${job}" "${host}" "${status_lines%,*}" >"${state_dir}/status.new" \
    && mv -f -- "${state_dir}/status.new" "${state_dir}/status.json"
}

# keep NAME VALUE: from now on the record of this step's action has the member last_NAME, which stays from run to run,
# whatever becomes of them, until it is kept anew or, without a VALUE, forgotten. VALUE is a number of JSON, or a text in
# quotes without commas, quotes and backslashes.
keep() {
  before=${kept%%",\"last_$1\":"*}
  after=${kept#"${before}"}
  case ${after#,} in
    *,*) after=",${after#,*,}" ;;
    *) after= ;;
  esac
  kept="${before}${after}${2:+,\"last_$1\":$2}"
}

# take_kept: sets kept to what is to stay of the record that was recalled.
take_kept() {
  kept=
  rest="${record_line%\}},"
  while [ -n "${rest}" ]; do
    case ${rest} in
      '"last_'*) kept="${kept},${rest%%,*}" ;;
      *) ;;
    esac
    rest=${rest#*,}
  done
}

# find_record ACTION: sets record_line to what is on record of it, empty when nothing is.
find_record() {
  case ${status_lines} in
    *"\"$1\":{"*)
      record_line=${status_lines#*"\"$1\":{"}
      record_line=${record_line%%",${newline}"*}
      ;;
    *) record_line= ;;
  esac
}

# recall ACTION: sets what is on record of it, each empty when nothing is: last_outcome, last_exit_code, last_started (seconds
# since 1970), last_started_at, last_duration; last_unskipped, the outcome of the last run that was not skipped, as a skip says
# nothing of what was wrong before; and of its last good run last_ok (seconds since 1970) and last_ok_at.
recall() {
  find_record "$1"
  recall_member outcome
  last_outcome=${member}
  [ "${member}" != skipped ] || recall_member last_unskipped
  last_unskipped=${member}
  recall_member exit_code
  last_exit_code=${member}
  recall_time started
  last_started=${member}
  recall_member started_at
  last_started_at=${member}
  recall_member duration
  last_duration=${member}
  recall_member last_ok_at
  last_ok_at=${member}
  recall_time last_ok
  last_ok=${member}
}

# recall_time NAME: the same as recall_member for seconds since 1970; empty when it is nothing to count with.
recall_time() {
  recall_member "$1"
  case ${member} in
    0* | *[!0-9]* | ????????????*) member= ;;
    *) ;;
  esac
}

# recall_member NAME: sets member to its value in record_line, without quotes; empty when it is not there.
recall_member() {
  case ${record_line} in
    *"\"$1\":"*)
      member=${record_line#*"\"$1\":"}
      member=${member%%[,\}]*}
      member=${member#\"}
      member=${member%\"}
      ;;
    *) member= ;;
  esac
}

# is_overdue NOW: whether there is no good backup that is young enough, or none of which the clock could be right.
is_overdue() {
  recall backup
  [ -n "${last_ok}" ] || return 0
  age=$(($1 - last_ok))
  [ "${age}" -lt -86400 ] || [ "${age}" -gt "${max_age_s:-${age}}" ]
}

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

# --- A step: one action, begun, done, and recorded with one of seven outcomes ---------------------------------------

# make_work_dir: everything that the job keeps on this host lies below one directory, for its user's eyes only. The
# directories above it are other jobs', too.
make_work_dir() {
  [ -d "${work_dir}/log" ] && return
  {
    (umask 022 && mkdir -p -- "${work_dir%/*}") \
      && mkdir -p -- "${work_dir}/archive" "${work_dir}/gnupg" "${work_dir}/tmp" "${work_dir}/log"
  } 2>/dev/null || die 78 "cannot make ${work_dir}" "it must be ${user}'s own; install.sh makes it, or set hosts.${host}.state_dir"
}

# read_clock: sets started (seconds since 1970), started_at (the same for people, by the clock of the host), stamp (for
# names of files) and zone (how far that clock is from UTC, such as +01:00).
read_clock() {
  fresh=1
  clock=$(date '+%s %Y-%m-%dT%H:%M:%S %Y%m%dT%H%M%S %z') || die 78 'date(1) failed'
  started=${clock%% *}
  zone=${clock##* }
  zone="${zone%??}:${zone#???}"
  case ${zone} in
    [+-][0-9][0-9]:[0-9][0-9]) ;;
    *) die 78 "date(1) does not tell the time zone: ${clock}" ;;
  esac
  stamp=${clock% *}
  stamp=${stamp##* }
  started_at=${clock#* }
  started_at="${started_at%% *}${zone}"
}

# use_usual_output: an action may have asked for its own.
use_usual_output() {
  output=live
  [ -z "${scheduled}" ] || output=log
  [ -n "${log}" ] || output=pass
}

# open_step NAME: its log; read_clock comes before.
open_step() {
  step=$1
  warned=
  outcome=
  explained=
  ending=
  kept=
  duplicity_exit=
  log="${work_dir}/log/${stamp}-$$-${step}.log"
  use_usual_output
  if ! { true >>"${log}"; } 2>/dev/null; then
    log=
    die 78 "cannot write in ${work_dir}/log" 'is the disk full, or does the directory belong to somebody else?'
  fi
}

# is_own_action NAME: whether it is one of those that the spec gives the job, not one that only a person starts, such as
# restore.
is_own_action() {
  case " ${recorded_actions} " in
    *" $1 "*) ;;
    *) return 1 ;;
  esac
}

# put_on_record: from here to finish, status.json says that the step was interrupted. That is the truth as long as
# nothing ends it properly, SIGKILL and power loss included. Needs the lock.
put_on_record() {
  if [ -n "${dry_run}" ] || ! is_own_action "${step}"; then
    return 0
  fi
  recall "${step}"
  take_kept
  keep unskipped "${last_unskipped:+\"${last_unskipped}\"}"
  [ ! -d "${state_dir}/status.json" ] || die 78 "${state_dir}/status.json is a directory; remove it"
  record_interrupted
  on_record=1
}

record_interrupted() {
  record "\"outcome\":\"interrupted\",\"started\":${started},\"started_at\":\"${started_at}\"${kept}" 2>/dev/null \
    || die 78 "cannot write ${state_dir}/status.json" 'is the disk full?'
}

# call FUNCTIONS: one after the other, what this job does besides the action itself at one turn of a step.
call() {
  for part in $1; do
    "${part}"
  done
}

# finish CODE: decides the outcome, records it, says it, and ends the run unless it was good.
finish() {
  exit_code=$1
  # From here on nothing ends the step before it is on record, not even a signal.
  ending=1
  read_log
  took=$((ended - started))
  if [ -n "${interrupted}" ]; then
    outcome=interrupted
    exit_code=${interrupted}
  elif [ -n "${outcome}" ]; then
    : # decided where it came about
  elif [ "${exit_code}" -ne 0 ] && [ "${took}" -ge "${limit_s}" ]; then
    outcome=timed-out
    exit_code=124
    say "error: not done within ${limit_s} s, and ended"
    advise 'if that is too short, raise "timeout" in the spec'
  elif [ "${exit_code}" -ne 0 ]; then
    outcome=failed
    [ -n "${explained}" ] || explain "$1"
    call "${at_failure}"
  elif [ -n "${warned}" ]; then
    outcome=warned
  else
    outcome=ok
  fi
  call "${at_end}"
  keep_record
  call "${at_report}"
  [ "${output}:${outcome}" = pass:ok ] || say "${step} ${outcome} after ${took} s${dry_run:+ (dry run: nothing was changed)}"
  case ${outcome}:${exit_code} in
    ok:* | skipped:0) ;;
    *) tell_end_of_log ;;
  esac
  [ -z "${holding}" ] || remove_old_logs
  step=
  ending=
  case ${outcome} in
    ok | warned) ;;
    *) exit "${exit_code}" ;;
  esac
}

# read_log: sets ended (seconds since 1970), and what duplicity's statistics say, the newest full backup and the next run as
# members of a record, with one awk.
read_log() {
  fields_of "${step}"
  newest_full=
  chain=
  [ "${step}${dry_run}" != backup ] || find_chain
  facts=$(awk -v fields="${fields}" -v zone="${zone}" -v full="${newest_full}" "${calendar_awk}"'
    /[\001-\010\013-\037\177]|\302[\200-\237]/ {
      odd = 1
      gsub(/[\001-\010\013-\037\177]|\302[\200-\237]/, "?")
    }
    /^SourceFiles [0-9]+$/ { files = $2 }
    /^SourceFileSize [0-9]+ / { size = $2 }
    /^TotalDestinationSizeChange [0-9]+ / { sent = $2 }
    /^Errors [0-9]+$/ { errors = $2 }
    /^Error (accessing possibly locked|initializing) file / {
      sub(/^Error [a-z ]* file /, "")
      named++
      if (named <= 3) names = names (named > 1 ? ", " : "") $0
    }
    END {
      srand()
      now = srand()
      print names (named > 3 ? " and others" : "")
      printf "%.0f %d -%s -", now, errors, files
      if (sent != "") printf ",\"files\":%.0f,\"source_bytes\":%.0f,\"sent_bytes\":%.0f,\"errors\":%.0f", files, size, sent, errors
      if (full != "") printf ",\"newest_full\":%.0f,\"newest_full_at\":\"%s\"", full, text_of(full, zone)
      printf " -"
      if (fields != "") {
        due = run_near(fields, now, zone, 1)
        printf ",\"next_run\":%.0f,\"next_run_at\":\"%s\"", due, text_of(due, zone)
      }
      printf " -%s", odd
    }
  ' "${log:-/dev/null}") || facts=
  ended=${started}
  files=
  measured=
  next_run=
  if [ -z "${facts}" ]; then
    warn "awk cannot read ${log}, so that nobody knows how it went"
    return
  fi
  unreadable_names=${facts%%"${newline}"*}
  # shellcheck disable=SC2086 # six words
  set -- ${facts#*"${newline}"}
  ended=$1
  unreadable=$2
  files=${3#-}
  measured="${4#-}${chain}"
  next_run=${5#-}
  # The log is shown in terminals and mails.
  [ "$6" = - ] || ! visible <"${log}" >"${temp_dir}/visible" 2>/dev/null || mv -f -- "${temp_dir}/visible" "${log}"
  [ "${unreadable}" -eq 0 ] || warn "${unreadable} file(s) could not be read and are not in the backup${unreadable_names:+: ${unreadable_names}}"
}

# keep_record: what became of the step, for good; or that the start found the job locked, which is kept apart, since the
# record is the other run's.
keep_record() {
  if [ "${outcome}" = locked ]; then
    { printf '%s\n' "{\"action\":\"${step}\",\"started\":${started},\"started_at\":\"${started_at}\"}" >"${state_dir}/locked"; } 2>/dev/null
  fi
  [ -n "${on_record}" ] || return 0
  on_record=
  case ${outcome} in
    ok | warned)
      keep ok "${started}"
      keep ok_at "\"${started_at}\""
      keep ok_files "${files}"
      ;;
    *) ;;
  esac
  [ "${outcome}" = skipped ] || keep unskipped
  record "\"outcome\":\"${outcome}\",\"exit_code\":${exit_code},\"started\":${started},\"started_at\":\"${started_at}\",\"duration\":${took}${duplicity_exit:+,\"duplicity_exit\":${duplicity_exit}}${measured}${kept}${next_run}" 2>/dev/null \
    || not_recorded
}

# not_recorded: nobody may take a run for good that is not on record as good.
not_recorded() {
  say "error: cannot write ${state_dir}/status.json, which goes on saying \"interrupted\"; is the disk full?"
  case ${outcome} in
    ok | warned | skipped)
      outcome=failed
      exit_code=78
      ;;
    *) ;;
  esac
}

# tell_end_of_log: a scheduled run has said nothing so far; what went wrong is for whoever gets its output.
tell_end_of_log() {
  if [ -n "${quiet}" ] && [ -n "${log}" ]; then
    {
      printf '%s\n' "${job} on ${host}: ${step} ${outcome}, exit code ${exit_code}; the end of ${log}:"
      tail -n 40 -- "${log}"
    } >&3
  fi
}

# remove_old_logs: the newest 60 stay, or some more; their names are times, so the shell's order is theirs.
remove_old_logs() {
  set -- "${work_dir}"/log/[0-9]*.log
  [ "$#" -ge 80 ] || return 0
  old=
  while [ "$#" -gt 60 ]; do
    old="${old} $1"
    shift
  done
  # shellcheck disable=SC2086 # the compiler allows no character in these paths that a shell would split or expand
  rm -f -- ${old}
}

# --- duplicity, under a limit --------------------------------------------------------------------------------------

# bounded SECONDS COMMAND...: runs COMMAND in a session of its own: it cannot prompt, one signal reaches all its
# children, and after SECONDS it is told to end, a minute later killed. Its standard input is ${input}, if that is set, or nothing.
# Where output goes is said by ${output}:
#   log     to the log
#   live    to the log and to whoever watches
#   capture standard output to ${captured}, the rest to the log
#   pass    nowhere else: the caller's standard output and standard error
# Unless it is passed on, what duplicity and rsync say on standard error waits in a file of its own for their end: files of the
# source are named in duplicity's warnings and notices, on standard output (0.8.22, measured; 3 by its source), so that no name,
# nor what follows a line end in one, passes for an error there. A line is in it from the start: what is said once the disk is
# full may find room behind it. Its name begins with a dot, so that the next run has no process for deleting it.
bounded() {
  seconds=$1
  shift
  if command -v setsid >/dev/null 2>&1 && command -v timeout >/dev/null 2>&1; then
    set -- setsid timeout -k 60 "${seconds}" "$@"
  else
    set -- python3 -I -c '
import os, signal, subprocess, sys
os.setsid()
child = subprocess.Popen(sys.argv[2:], close_fds=False)
def end(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(0, signal.SIGKILL))
    signal.alarm(60)
    os.killpg(0, signal.SIGTERM)
signal.signal(signal.SIGALRM, end)
signal.signal(signal.SIGTERM, end)
signal.alarm(int(sys.argv[1]))
code = child.wait()
sys.exit(128 - code if code < 0 else code)' "${seconds}" "$@"
  fi
  fresh=
  errors=
  case ${engine_name} in
    duplicity | rsync) { printf '\n' >"${temp_dir}/.errors"; } 2>/dev/null && [ "${output}" != pass ] && errors="${temp_dir}/.errors" ;;
    *) ;;
  esac
  tee_pid=
  # A signal that comes between a start and the line that tells its number must not end the script alone.
  engine_pid=unknown
  case ${output} in
    capture) with_locks "$@" >"${captured}" 2>>"${log}" & ;;
    pass) with_locks "$@" & ;;
    live)
      pipe="${temp_dir}/pipe"
      [ -p "${pipe}" ] || mkfifo -- "${pipe}" || die 78 "cannot make ${pipe}"
      # It must not hold the locks, not even while it waits for the pipe's other end.
      {
        trap '' INT TERM HUP
        exec 7>&- 8>&- 9>&-
        [ ! -t 3 ] || tee -a -- "${log}" <"${pipe}" 2>/dev/null | visible >&3
        [ -t 3 ] || exec tee -a -- "${log}" <"${pipe}" >&3 2>/dev/null
      } &
      tee_pid=$!
      with_locks "$@" >"${pipe}" 2>&1 &
      ;;
    *) with_locks "$@" >>"${log}" 2>&1 & ;;
  esac
  engine_pid=$!
  input=
  for file in ${holding}; do
    printf '%s\n' "${engine_pid} ${started_at} ${engine_name} of ${job}'s ${step}" >>"${file}"
  done
  if [ -n "${interrupted}" ] && [ -z "${ending}" ]; then
    stop_engine
  fi
  # A trap ends wait before its time; the process is gone only when kill says so.
  while :; do
    wait "${engine_pid}"
    engine_code=$?
    kill -0 "${engine_pid}" 2>/dev/null || break
  done
  # An orphaned connect program would hold the log's pipe open for ever.
  kill -KILL "-${engine_pid}" 2>/dev/null
  engine_pid=
  [ -z "${tee_pid}" ] || wait "${tee_pid}"
  [ -z "${errors}" ] || tell_errors
  [ -z "${interrupted}" ] || [ -n "${ending}" ] || leave "${interrupted}"
  if [ "${engine_code}" -ne 0 ] && [ "${output}${quiet}" = capture ]; then
    tail -n 5 -- "${log}" >&3
  fi
  return "${engine_code}"
}

# tell_errors: what the command said on standard error goes to the log, and to whoever watches.
tell_errors() {
  { read -r line && read -r line; } <"${errors}" || [ -n "${line}" ] || return 0
  tail -n +2 -- "${errors}" >>"${log}"
  [ "${output}" != live ] || tail -n +2 -- "${errors}" | visible >&3
}

# with_locks COMMAND...: becomes COMMAND, which holds the locks, too. Secrets are for duplicity, and for the rsync that it
# starts, alone. (duplicity cleans up in TMPDIR when it ends before it has read --tempdir; 0.8.22, measured.)
with_locks() {
  export LC_CTYPE TMPDIR="${temp_dir}"
  [ "${engine_name}" != duplicity ] || [ -z "${PASSPHRASE-}" ] || export PASSPHRASE
  case ${engine_name}:${RSYNC_PASSWORD-} in
    duplicity:?* | rsync:?*) export RSYNC_PASSWORD ;;
    *) ;;
  esac
  [ -z "${errors}" ] || exec 2>>"${errors}"
  exec "$@" <"${input:-/dev/null}" 3>&- 7>&7 8>&8 9>&9
}

# capture FILE COMMAND...: COMMAND, which calls bounded, with standard output in FILE.
capture() {
  captured=$1
  shift
  output_was=${output}
  output=capture
  "$@"
  capture_code=$?
  output=${output_was}
  return "${capture_code}"
}

# pause SECONDS: does nothing for that long, and ends at once with a signal. It holds no lock.
pause() {
  sleep "$1" >/dev/null 2>&1 3>&- 7>&- 8>&- 9>&- &
  engine_pid=$!
  [ -z "${interrupted}" ] || stop_engine
  wait "${engine_pid}"
  engine_pid=
  [ -z "${interrupted}" ] || leave "${interrupted}"
}

stop_engine() {
  kill -TERM "-${engine_pid}" 2>/dev/null || kill -TERM "${engine_pid}" 2>/dev/null
}

# on_signal NUMBER: a run that is told to end takes duplicity along and ends properly.
on_signal() {
  interrupted=$((128 + $1))
  if [ -n "${engine_pid}" ]; then
    stop_engine
  elif [ -z "${ending}" ]; then
    [ -n "${step}" ] || die "${interrupted}" 'ended by a signal before it had begun'
    leave "${interrupted}"
  fi
}

# engine WORDS...: duplicity itself.
engine() {
  engine_name=duplicity
  time_left
  bounded "${left_s}" "${duplicity}" "$@"
  duplicity_exit=$?
  return "${duplicity_exit}"
}

# time_left: sets left_s, what is left of the step's time. The clock is read only if a command ran since it last was, and not
# once the step is ending: then limit_s counts for each command, and nothing may end the run before it is on record.
time_left() {
  now=${started}
  [ -n "${fresh}${ending}" ] || now=$(date +%s) || die 78 'date(1) failed'
  left_s=$((started + limit_s - now))
  # To "timeout" 0 is no limit at all.
  [ "${left_s}" -gt 0 ] || leave 124
}

# unless_full COMMAND...: runs COMMAND, which starts the engine, and ends that when a disk is full: duplicity 0.8.22 says
# so and then hangs for ever (measured).
unless_full() {
  disk_is_full=
  trap 'disk_is_full=1; stop_engine' USR1
  watch_for_full_disk </dev/null >/dev/null 2>&1 3>&- 7>&- 8>&- 9>&- &
  watcher=$!
  "$@"
  unless_code=$?
  kill "${watcher}" 2>/dev/null
  wait "${watcher}" 2>/dev/null
  [ -z "${disk_is_full}" ] || die 78 'a disk is full, and duplicity hung' "free some space, and begin anew; nothing is whole yet"
  return "${unless_code}"
}

# watch_for_full_disk: half a minute is for duplicity to end by itself. The script may end without a word to this process.
watch_for_full_disk() {
  nap=
  trap 'kill "${nap}"; exit' TERM
  trap - HUP INT USR1
  for seconds in 5 30; do
    while :; do
      sleep "${seconds}" &
      nap=$!
      wait "${nap}"
      kill -0 "$$" || exit
      ! said -e 'No space left on device' || break
    done
  done
  kill -USR1 "$$"
}

# --- Secrets -------------------------------------------------------------------------------------------------------

# check_secrets: each is a file of the user's own that nobody else can read. One ls for all of them: its second word is
# the mode.
check_secrets() {
  secret_files "each_secret"
  # --full-time is GNU's and busybox's; it serves opens_proof.
  listing=$(secret_files exec ls -ildnL --full-time 2>/dev/null) \
    || listing=$(secret_files exec ls -ildnL) \
    || die 77 'cannot look at the secrets'
  while read -r _ mode links owner rest; do
    # Root would read, for the user, whatever the user had put a link to.
    [ -z "${private}" ] || [ "${owner}" = "${user_id}" ] || [ "${rest#* /run/credentials/}" != "${rest}" ] || die 77 "a secret does not belong to ${user} (${mode} ${links} ${owner} ${rest})"
    case "${mode} ${rest}" in
      # (What systemd has loaded is closed to others by its directory.)
      ????------' '* | ????------.' '* | *' /run/credentials/'*) ;;
      ???????---' '* | ???????---.' '*) warn "the group can read or change a secret (${mode} ${rest})" ;;
      *) die 77 "a secret is open to others (${mode} ${rest})" "chmod 600 it, and change it if somebody may have read it" ;;
    esac
  done <<END
${listing}
END
}

each_secret() {
  for file in "$@"; do
    [ -f "${file}" ] || die 77 "the secret file ${file} is missing" 'put it back from the copy kept off this host; before the first backup, make it'
    [ -r "${file}" ] || die 77 "the secret file ${file} cannot be read" "chown it to ${user}; or, if systemd loads it for the units (credential), start those"
    [ -s "${file}" ] || die 77 "the secret file ${file} is empty" 'put it back from the copy kept off this host; before the first backup, make it'
    [ "${user}" = root ] || [ -n "${private}" ] || [ -O "${file}" ] || [ "${file#/run/credentials/}" != "${file}" ] \
      || die 77 "the secret file ${file} belongs to somebody else than ${user}" "chown it to ${user}; or, if systemd loads it for the units (credential), start those"
  done
}

# --- The passphrase ------------------------------------------------------------------------------------------------

# duplicity 0.8.22 and 2.0.2 go on with another passphrase than before: as long as their cache is whole they exit 0, and
# what they upload makes the whole chain unreadable (measured). So empty texts that only the right passphrase opens are kept:
#   passphrase-proof.gpg  that of the newest good backup
#   passphrase-new.gpg    that of a first backup, or of one after a change, from before it begins until it is good;
#                         whatever duplicity's cache holds was made or decrypted with one of the two
proof="${state_dir}/passphrase-proof.gpg"
new_proof="${state_dir}/passphrase-new.gpg"

# load_passphrase FILE: for the engine; nothing else that this script starts gets to see it. gpg reads one line only, so
# the file may hold one only (duplicity 0.8.22, measured: what follows is not part of the passphrase, and bytes that are not
# UTF-8 make it hang).
load_passphrase() {
  rest=
  { IFS= read -r PASSPHRASE && IFS= read -r rest; } <"$1"
  case ${PASSPHRASE} in
    '') die 77 "the first line of $1 is empty; it must be the passphrase" ;;
    *[[:cntrl:]]*) die 77 "the passphrase in $1 holds a control character, such as a carriage return" ;;
    *[!\ -~]*) iconv -f UTF-8 -t UTF-8 <"$1" >/dev/null 2>&1 || die 77 "the passphrase in $1 is not UTF-8" ;;
    *) ;;
  esac
  [ -z "${rest}" ] || die 77 "$1 holds more than one line; the passphrase must be its only line"
}

allow_new_passphrase() {
  new_passphrase=1
}

# guard_passphrase: refuses to go on with a passphrase that is neither the newest backup's nor its successor's.
guard_passphrase() {
  [ ! -s "${proof}" ] || opens_proof || opens "${new_proof}" "${passphrase_file}" || refuse_passphrase
}

# guard_backup: the same before a backup, which must either add to what was made with this very passphrase, or begin
# anew: a first backup, or with a new passphrase, a full one.
guard_backup() {
  going_on=
  ! opens "${new_proof}" "${passphrase_file}" || going_on=1
  if [ -s "${proof}" ] && ! opens_proof; then
    change_passphrase
  elif [ -z "${going_on}" ] && { [ ! -s "${proof}" ] || [ -e "${new_proof}" ]; }; then
    begin_anew
  fi
  [ -z "${new_passphrase}" ] || fetch_metadata
}

# begin_anew: unless the cache is known to be the newest good backup's, it is set aside, so that duplicity itself must
# decrypt what is at the target.
begin_anew() {
  [ -z "${dry_run}" ] || return 0
  { [ -s "${proof}" ] && [ ! -e "${new_proof}" ]; } || set_cache_aside
  prove "${new_proof}" "${passphrase_file}"
}

# keep_proof: after a good backup.
keep_proof() {
  if [ -e "${new_proof}" ] && [ -z "${dry_run}" ]; then
    { rm -f -- "${state_dir}/passphrase-file" && mv -f -- "${new_proof}" "${proof}"; } || die 78 "cannot write ${proof}"
    remember_passphrase
  fi
}

# forget_proofs: what was made with a passphrase elsewhere says nothing of this archive.
forget_proofs() {
  rm -f -- "${state_dir}/passphrase-file" "${proof}" "${new_proof}" || die 78 "cannot write in ${state_dir}"
  set_cache_aside
}

# set_cache_aside: where the next run deletes it.
set_cache_aside() {
  [ -e "${archive_dir}/${job}" ] || return 0
  { rm -rf -- "${temp_dir}/archive-before" && mv -- "${archive_dir}/${job}" "${temp_dir}/archive-before"; } \
    || die 78 "cannot move ${archive_dir}/${job} to ${temp_dir}"
}

# opens_proof: whether the passphrase is the newest backup's. gpg hashes for a third of a second, so it is asked only
# when the secrets' files are not, to inode and the nanosecond of the last change, those that it was last asked about;
# where ls cannot tell nanoseconds, every time. (All of them, since ls puts them into an order of its own.)
opens_proof() {
  listing_then=
  if [ -f "${state_dir}/passphrase-file" ]; then
    while IFS= read -r line; do
      listing_then="${listing_then:+${listing_then}${newline}}${line}"
    done <"${state_dir}/passphrase-file"
  fi
  [ -z "${listing_then}" ] || [ "${listing_then}" != "${listing}" ] || return 0
  opens "${proof}" "${passphrase_file}" || return
  remember_passphrase
}

remember_passphrase() {
  case ${dry_run}:${listing} in
    :*:[0-9][0-9].[0-9]*) printf '%s\n' "${listing}" >"${state_dir}/passphrase-file" ;;
    *) ;;
  esac
}

# opens PROOF FILE
opens() {
  [ -s "$1" ] && gpg_with "$2" --decrypt "$1"
}

# prove PROOF FILE: the proof is whole at any moment.
prove() {
  { gpg_with "$2" --cipher-algo=AES256 --s2k-count=65011712 --symmetric --output "${temp_dir}/proof" && mv -f -- "${temp_dir}/proof" "$1"; } \
    || die 78 "gpg cannot encrypt, or ${state_dir} cannot be written" "what gpg said is in ${log}"
}

# gpg_with FILE WORDS...: gpg, with the passphrase in FILE. Its keyring may hang, or be locked for ever by another host.
gpg_with() {
  with_file=$1
  shift
  engine_name=gpg
  time_left
  [ "${left_s}" -lt 120 ] || left_s=120
  capture "${temp_dir}/text" bounded "${left_s}" gpg --batch --yes --quiet --pinentry-mode=loopback --passphrase-file="${with_file}" "$@" && return
  case $? in
    124 | 137 | 143)
      outcome=timed-out
      die 124 "gpg was not done within ${left_s} s, and ended" "is ${GNUPGHOME} on a disk or server that hangs? What gpg said is in ${log}"
      ;;
    *) return 1 ;;
  esac
}

refuse_passphrase() {
  refuse_new_passphrase
  die 78 "the passphrase in ${passphrase_file} is not the one that this job's archive was made with" \
    'put that one back; or, if it was changed on purpose, name the former one in "encryption.previous" of the spec, and run "backup --full --new-passphrase" once'
}

# The archive never had another passphrase that the spec knows of.

# with_passphrases COMMAND...: COMMAND, which reads the archive.
with_passphrases() {
  "$@"
}

# is_whole FILE: whether what was found at the target is; gpg fails on what was cut off.
is_whole() {
  opens "$1" "${passphrase_file}"
}

refuse_new_passphrase() {
  :
}

change_passphrase() {
  refuse_passphrase
}

fetch_metadata() {
  :
}

# --- The target: a directory of this host --------------------------------------------------------------------------

# check_target: the URL's own directory is never made: when it is missing, its disk is not mounted.
check_target() {
  [ -d "${target_directory}" ] || die 78 "the target ${target_directory} is missing" 'is its disk mounted?'
  [ -w "${target_directory}" ] || die 78 "${target_directory} cannot be written by ${user}"
}

make_archive_directory() {
  mkdir -p -- "${archive_directory}" || die 78 "cannot make ${archive_directory}"
}

# archive_is_there: whether anything of duplicity's lies in the archive's directory.
archive_is_there() {
  set -- "${archive_directory}"/duplicity-*
  [ -e "$1" ]
}

# check_archive: an archive that a good backup went to does not vanish, but a disk is forgotten.
check_archive() {
  archive_is_there && return
  find_record backup
  recall_member last_ok_files
  [ -z "${member}" ] || die 78 "the archive in ${archive_directory} is gone" \
    "is its disk mounted? If it was deleted on purpose, delete ${state_dir}/settled, too"
}

# find_at_target NAME: sets found to the file there whose name begins so, if there is one.
find_at_target() {
  set -- "${archive_directory}/$1"*
  found=$1
}

# discard_at_target BACKUP SIGNATURES: deletes the files whose names begin so, the manifest first: without it no volume
# counts.
discard_at_target() {
  rm -f -- "${archive_directory}/$1"* "${archive_directory}/$2"* || die 78 "cannot delete in ${archive_directory}"
}

discard_ends_at_target() {
  discard_at_target "$@"
}

probe_target() {
  check_target
}

# --- The clock -----------------------------------------------------------------------------------------------------

# seconds_of TIME: sets seconds (since 1970) to a time as duplicity writes it in names of files, such as 20260106T030500Z;
# to 0 for any other text.
seconds_of() {
  seconds=0
  case $1 in
    [1-9][0-9][0-9][0-9][01][0-9][0-3][0-9]T[0-2][0-9][0-5][0-9][0-6][0-9]Z) ;;
    *) return 0 ;;
  esac
  date=${1%T*}
  # A digit in front, as a 0 would make it octal.
  of_day=${1#*T}
  of_day=1${of_day%Z}
  year=$((date / 10000))
  month=$((date / 100 % 100))
  # Years from March, so that the odd day is the last one.
  if [ "${month}" -le 2 ]; then
    year=$((year - 1))
    month=$((month + 12))
  fi
  days=$((365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + date % 100 - 719469))
  seconds=$((days * 86400 + of_day / 10000 % 100 * 3600 + of_day / 100 % 100 * 60 + of_day % 100))
}

# newest_set: sets newest_known to the time of the newest backup that the cache has whole, as in names of files, and newest_s
# to the same in seconds since 1970; to nothing and 0 without any.
newest_set() {
  newest_known=
  newest_s=0
  for kind in full inc; do
    # The shell sorts names, and so times; an incremental's name begins with the time of the backup before.
    set -- "${archive_dir}/${job}/duplicity-${kind}".*.manifest
    shift "$(($# - 1))"
    time=${1%.manifest}
    time=${time##*.}
    seconds_of "${time}"
    if [ "${seconds}" -gt "${newest_s}" ]; then
      newest_known=${time}
      newest_s=${seconds}
    fi
  done
}

# check_clock: a backup before the newest one would be part of no chain: duplicity exits 0, and 17 the next time (0.8.22,
# measured).
check_clock() {
  newest_set
  [ "${newest_s}" -le "${started}" ] || die 78 "the clock says ${started_at}, and the newest backup is of ${newest_known}, which is later" \
    "set the clock right; if it is right, and was wrong when that backup was made: delete the files at ${target_url} whose names hold \"${newest_known}.\", and run \"list\", by which they are forgotten here"
}

# --- What is backed up ---------------------------------------------------------------------------------------------

# check_source: sets something to the sources in which there is something, a line each.
check_source() {
  something=
  nothing=
  source_paths "each_source"
  refuse_emptied
}

each_source() {
  for path in "$@"; do
    [ -e "${path}" ] || die 78 "the source ${path} is missing" 'is its disk mounted?'
    [ -r "${path}" ] || die 78 "the source ${path} cannot be read by ${user}"
    # duplicity would store the link, and nothing behind it.
    [ ! -h "${path}" ] || die 78 "the source ${path} is a symbolic link" 'name what it points to in the spec'
    if [ ! -d "${path}" ] || holds_something "${path}"; then
      something="${something}${path}${newline}"
    else
      nothing="${nothing}${path}${newline}"
    fi
  done
}

# refuse_emptied: where something was when it was last backed up, nothing is a disk that is not mounted; backups of nothing
# would in time push out the others.
refuse_emptied() {
  known_sources=
  [ -f "${state_dir}/sources" ] || return 0
  while IFS= read -r path; do
    known_sources="${known_sources}${path}${newline}"
    case "${accept_shrink}:${newline}${nothing}" in
      :*"${newline}${path}${newline}"*)
        die 78 "nothing is left of the source ${path}, which was not empty when it was last backed up" \
          'is its disk mounted? If it was emptied on purpose, run "backup --accept-shrink" once'
        ;;
      *) ;;
    esac
  done <"${state_dir}/sources"
}

# remember_sources: after a backup.
remember_sources() {
  [ -z "${dry_run}" ] && [ "${something}" != "${known_sources}" ] || return 0
  { printf '%s' "${something}" >"${state_dir}/sources.new" && mv -f -- "${state_dir}/sources.new" "${state_dir}/sources"; } 2>/dev/null \
    || warn "cannot write ${state_dir}/sources, so that it may go unnoticed when a source is emptied; is the disk full?"
}

# --- backup --------------------------------------------------------------------------------------------------------

# settle_target: before the first backup to this URL from this source, the archive's directory is made, and what lies
# there already must be this job's own: duplicity would put a full backup beside anybody's archive without a word.
settle_target() {
  if is_settled; then
    check_archive
    return
  fi
  if [ -n "${dry_run}" ]; then
    say "would see whether ${target_url} is free or this job's own, and make the first backup there"
    leave 0
  fi
  say "first backup of ${source_root} to ${target_url}: looking at what is there"
  make_archive_directory
  if archive_is_there; then
    forget_proofs
    recognise_archive
  else
    forget_proofs
  fi
  # What was good elsewhere says nothing of this archive, even if this run should not come to its end.
  kept=
  record_interrupted
  printf '%s\n' "${target_url}" "${source_root}" >"${state_dir}/settled" || die 78 "cannot write ${state_dir}/settled" 'is the disk full?'
}

# recognise_archive: whether the archive is of our host and source, and opens.
recognise_archive() {
  with_passphrases look_at_archive
  case $? in
    0 | 17) ;;
    3)
      # A host that was replaced under another name goes on with one full backup made by hand.
      [ -n "${full}" ] || die 78 "the archive at ${target_url} was made by another host" \
        'if this host takes its place, run "backup --full" once; if not, give the job a "path:" of its own'
      ;;
    42) die 78 "the archive at ${target_url} is of another source than ${source_root}" \
      'give the job another name or a "path:" of its own, so that it starts an archive of its own' ;;
    6 | 31) die 78 "an archive is at ${target_url} already, and this job's passphrase does not open it" \
      'put the right passphrase back; or name it in "encryption.previous" and run "backup --full --new-passphrase" once; or give the job a "path:" of its own' ;;
    *) die 78 "an archive is at ${target_url} already, and duplicity cannot read it; what it said is above" ;;
  esac
  [ -z "${former_file}" ] || prove "${proof}" "${former_file}"
}

# look_at_archive: an incremental that changes nothing makes duplicity decrypt what is there and compare its host and source
# with ours. Where gpg cannot, later versions end with 1 (3.0.4, measured).
look_at_archive() {
  duplicity_backup incremental --dry-run --verbosity=notice "${source_root}" "${target_url}"
  set -- "$?"
  [ "$1" -ne 1 ] || ! said -e 'GPG Failed' || return 31
  return "$1"
}

do_backup() {
  check_source
  check_clock
  settle_target
  guard_backup
  settle_unfinished
  back_up || back_up_after "$?" || return
  keep_proof
  remember_sources
}

back_up() {
  if [ -n "${full}" ]; then
    # duplicity can never again tell a full backup from an incremental of the same second, and fails (0.8.22, measured).
    sleep 1
    back_up_full
  else
    # "incremental" with this option makes the first backup, too; without it, exit 17 (duplicity 0.8.22 to 3.0.1).
    duplicity_backup incremental --full-if-older-than="${full_if_older_than}" --verbosity=notice ${dry_run:+--dry-run} \
      "${source_root}" "${target_url}"
  fi
}

back_up_full() {
  duplicity_backup full --verbosity=notice ${dry_run:+--dry-run} "${source_root}" "${target_url}"
}

# back_up_after CODE: once more, where duplicity ended with CODE for a reason that goes away.
back_up_after() {
  [ "$1" -eq 17 ] || return "$1"
  say 'signatures of a backup that never was are at the target; only a full backup can follow'
  back_up_full
}

# find_chain: sets newest_full to when the newest full backup was made (seconds since 1970), and chain to how many full backups
# there are and how many incrementals follow the newest, as members of a record. The archive's cache has a manifest of each.
find_chain() {
  fulls=0
  for path in "${archive_dir}/${job}"/duplicity-full.*.manifest "${archive_dir}/${job}"/duplicity-inc.*.manifest; do
    time=${path%.manifest}
    time=${time##*.}
    case ${path##*/} in
      *'*'*) continue ;;
      duplicity-full.*)
        fulls=$((fulls + 1))
        incrementals=0
        seconds_of "${time}"
        ;;
      duplicity-inc."${end_of_chain}".to.*) incrementals=$((incrementals + 1)) ;;
      *) continue ;;
    esac
    end_of_chain=${time}
  done
  [ "${fulls}" -gt 0 ] || return 0
  newest_full=${seconds}
  chain=",\"fulls\":${fulls},\"incrementals\":${incrementals}"
}

# discard_ends PARTS...: as long as the last files of a backup are at the target, or about to be sent, and unfinished here, too,
# duplicity ends with an AssertionError, whatever it is asked for, or cannot decrypt what was cut off; without the former it
# makes them anew (0.8.22, measured).
discard_ends() {
  time_of_part "$1"
  discard_ends_at_target "duplicity-full.${times}.manifest" "duplicity-full-signatures.${times}"
  drop_halves "$@"
}

# drop_halves PARTS...: what duplicity was about to make of them.
drop_halves() {
  for part in "$@"; do
    part=${part%.part}
    rm -f -- "${part}" "${part}.gpg" "${part}.gz" || die 78 "cannot delete in ${archive_dir}"
  done
}

# settle_unfinished: a backup that was cut short is begun anew, unless it can stay or be gone on with. duplicity would
# always go on, and exit 0; but it takes what it has uploaded for what the source is by now, so that what changed in between
# is never stored, and of a file that lies in two volumes nothing may be restorable (0.8.22, measured).
settle_unfinished() {
  set -- "${archive_dir}/${job}"/*.part
  [ -e "$1" ] || return 0
  if all_at_target "$@"; then
    say 'the last backup was cut short when all of it was at the target, and stays'
    settle=drop_parts
  elif can_go_on "$@"; then
    say 'the last full backup was cut short; the source has not changed since it began, so it is gone on with'
    settle=discard_ends
  else
    say 'the last backup was cut short, and is begun anew'
    settle=discard
  fi
  if [ -n "${dry_run}" ]; then
    say 'what the next one would hold, duplicity can tell only after that'
    leave 0
  fi
  "${settle}" "$@"
}

# all_at_target PARTS...: whether the last file of their backup, the manifest, is at the target whole. (A power loss there can cut
# off what had been written long before.) Once they are deleted, duplicity fetches it; before, it would do nothing (0.8.22,
# measured). How many there are does not matter: a disk image may have put back this host's state from while it was uploading.
all_at_target() {
  time_of_part "$1"
  case ${1##*/} in
    duplicity-full*) manifest="duplicity-full.${times}.manifest" ;;
    *) manifest="duplicity-inc.${times}.manifest" ;;
  esac
  find_at_target "${manifest}"
  is_whole "${found}" "${archive_dir}/${job}/${manifest}.part"
}

# time_of_part PART: the time in its name, or the two of an incremental, into times.
time_of_part() {
  times=${1##*/}
  times=${times#*.}
  times=${times%%.manifest*}
  times=${times%%.sigtar*}
}

# discard PARTS...: of one backup, as none begins before the last one's are gone.
discard() {
  time_of_part "$1"
  case ${1##*/} in
    duplicity-full*) discard_at_target "duplicity-full.${times}" "duplicity-full-signatures.${times}" ;;
    *) discard_at_target "duplicity-inc.${times}" "duplicity-new-signatures.${times}" ;;
  esac
  drop_parts "$@"
}

# drop_parts PARTS...: they go last, since this can be cut short, too.
drop_parts() {
  drop_halves "$@"
  rm -f -- "$@" || die 78 "cannot delete in ${archive_dir}"
}

# can_go_on PARTS...: whether they are of one full backup, and since its first second nothing has changed of the source, of what
# of it can be read, of the passphrase, nor of this script, which says what is in and what is out.
can_go_on() {
  [ -z "${new_passphrase}" ] || [ -n "${going_on}" ] || return
  time_of_part "$1"
  for part in "$@"; do
    case ${part##*/} in
      "duplicity-full.${times}".* | "duplicity-full-signatures.${times}".*) ;;
      *) return 1 ;;
    esac
  done
  seconds_of "${times}"
  [ "${seconds}" -le "${started}" ] || return
  second=${times#*T}
  second=${second%Z}
  TZ=UTC0 touch -t "${times%T*}${second%??}.${second#????}" "${temp_dir}/began" || return
  time_left
  capture "${temp_dir}/changed" source_paths each_changed && [ ! -s "${captured}" ] && nothing_was_mounted && nothing_became_readable
}

# each_changed PATHS...: where find cannot tell when a file's status was changed (busybox), it fails.
each_changed() {
  engine_name='find'
  bounded "${left_s}" find "$@" "${self}" -cnewer "${temp_dir}/began" -print -quit
}

# nothing_was_mounted: whether the directories are those that were gone through. What is mounted over one has times of its own,
# which may all be older.
nothing_was_mounted() {
  engine_name='python3'
  # Last of them by name is what it was writing.
  set -- "${archive_dir}/${job}/duplicity-full-signatures.${times}".*
  shift "$(($# - 1))"
  source_paths bounded "${left_s}" python3 -I -c '
import os, sys, tarfile
signatures, root, sources = sys.argv[1], sys.argv[2], sys.argv[3:]
tar = tarfile.open(signatures)
try:
    for then in iter(tar.next, None):
        path = os.path.join(root, then.name.partition("/")[2])
        if then.isdir() and any(os.path.commonpath([path, source]) == source for source in sources):
            now = os.lstat(path)
            if (now.st_mtime // 1, now.st_mode & 0o7777, now.st_uid, now.st_gid) != (then.mtime, then.mode, then.uid, then.gid):
                sys.exit(1)
        tar.members.clear()
except tarfile.ReadError:
    pass  # cut off' "$1" "${source_root}"
}

# nothing_became_readable: whether what could not be read still cannot be.
nothing_became_readable() {
  find "${work_dir}/log" -name '*-backup.log' -newer "${temp_dir}/began" \
    -exec sed -n 's/^Error accessing possibly locked file //p' {} + >"${temp_dir}/unreadable" || return
  while IFS= read -r path; do
    [ ! -r "${path}" ] || return
  done <"${temp_dir}/unreadable"
}

# --- restore, list, cleanup, duplicity -----------------------------------------------------------------------------

do_restore() {
  if [ -e "${destination}" ]; then
    [ -d "${destination}" ] || die 64 "${destination} is there already, and is no directory"
    ! holds_something "${destination}" \
      || die 64 "${destination} is not empty" 'restore into a new directory, look at it, then move things where they belong'
  fi
  [ -d "${destination%/*}/" ] || die 64 "${destination%/*} is not a directory; make it first"
  owners=
  call "${at_restore}"
  leave_out_unfinished
  say "restoring${restore_path:+ ${restore_path}} to ${destination}${restore_time:+, of ${restore_time}, or of the oldest backup if none is as old}"
  # -r is the one name that every version has for --file-to-restore, later --path-to-restore.
  unless_full with_passphrases duplicity_run restore --verbosity=notice ${dry_run:+--dry-run} ${owners:+"${owners}"} ${restore_time:+--time="${restore_time}"} \
    ${restore_path:+"-r${restore_path}"} "${target_url}" "${destination}" || return
  # duplicity exits 0 all the same (0.8.22, measured). What lies below a directory that it could not make, it skips.
  lost=$(grep -c -e '^Error .* processing ' -e '^Error .* patching ' -e '^Skipping .* because of previous error$' "${log}")
  [ "${lost}" -eq 0 ] || die 65 "${lost} file(s) were not restored, or not with owner, mode and time" 'what duplicity said of each is above'
}

# holds_something DIRECTORY
holds_something() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ -e "${entry}" ] || [ -h "${entry}" ]; then
      return
    fi
  done
  return 1
}

# leave_out_unfinished: as long as the cache knows of a backup that was cut short, duplicity takes it for the newest one:
# it restores the half of a file, and exits 0 (0.8.22, measured). A cache made from what is at the target knows only what
# is whole; the next backup needs the old one.
leave_out_unfinished() {
  set -- "${archive_dir}/${job}"/*.part
  if [ -e "$1" ]; then
    say 'the last backup was cut short, and counts only if all of it is at the target'
    archive_dir="${temp_dir}/archive"
  fi
}

do_list() {
  leave_out_unfinished
  output=pass
  set -- with_passphrases duplicity_run list-current-files --verbosity=error ${restore_time:+--time="${restore_time}"} "${target_url}"
  if [ -t 1 ]; then
    capture "${temp_dir}/listing" "$@" && visible <"${captured}"
  else
    "$@"
  fi
}

do_cleanup() {
  is_settled || die 78 "no backup to ${target_url} is on record, so this job has nothing to clean up there"
  guard_passphrase
  if [ -n "${dry_run}" ]; then
    # What the cache knows to be unfinished, duplicity deletes even so (0.8.22, measured).
    leave_out_unfinished
    duplicity_run cleanup --verbosity=notice "${target_url}"
  else
    duplicity_run cleanup --verbosity=notice --force "${target_url}"
  fi
}

# do_duplicity WORDS...: anything else that duplicity can do, with this job's environment and options.
do_duplicity() {
  guard_passphrase
  output=pass
  duplicity_run "$@"
}

# is_settled: whether settle_target has seen to this target and source.
is_settled() {
  settled_url=
  settled_root=
  if [ -f "${state_dir}/settled" ]; then
    { IFS= read -r settled_url && IFS= read -r settled_root; } <"${state_dir}/settled"
  fi
  [ "${settled_url}" = "${target_url}" ] && [ "${settled_root}" = "${source_root}" ]
}

# find_version: sets version to what "duplicity --version" says.
find_version() {
  capture "${temp_dir}/version" engine --version || die 78 "${duplicity} --version failed"
  version=
  IFS= read -r version <"${captured}"
}

# open_private: root restores with a cache, a log, a keyring and a home of its own: it writes nothing where the user could
# have put a link, and runs nothing that the user could have changed.
open_private() {
  remove_killed_private
  temporary=$(mktemp -d "/var/tmp/holdfast.${job}.XXXXXX") || die 78 'cannot make a private directory in /var/tmp'
  # (mksh forgets the status of an exit within another trap, unless it is told again.)
  trap 'code=$?; rm -rf -- "${temporary}"; exit "${code}"' EXIT
  exec 9<"${temporary}"
  try_lock 9 || die 78 "cannot lock ${temporary}"
  HOME=${temporary}
  export PYTHONNOUSERSITE=1
  use_work_dir "${temporary}"
  make_work_dir
  open_step "${action}"
  program=$(command -v "${duplicity}") || need "${duplicity}" duplicity
  above=${program}
  while [ -n "${above}" ]; do
    [ -O "${above}" ] || die 77 "root does not run ${program}: ${above} is another user's" "restore as ${user}, or install duplicity as root"
    above=${above%/*}
  done
}

# remove_killed_private: what a restore of root's that was killed has left. Each locks its own for as long as it runs.
remove_killed_private() {
  for left in "/var/tmp/holdfast.${job}".??????; do
    if [ -O "${left}" ] && [ ! -h "${left}" ] && (exec 9<"${left}" && try_lock 9) 2>/dev/null; then
      rm -rf -- "${left}"
    fi
  done
}

# choose_owners: where duplicity tries to give files away and fails, it leaves mode and time undone, too.
choose_owners() {
  [ -n "${private}" ] || may_give_away || keep_no_owners
}

# may_give_away: whether the system lets this process do what otherwise only root can, as in the unit for restoring. Then
# it runs no Python code of the user's.
may_give_away() {
  { true >"${temp_dir}/given" && chown 0 "${temp_dir}/given"; } 2>/dev/null || return
  rm -f -- "${temp_dir}/given"
  export PYTHONNOUSERSITE=1
}

# keep_no_owners: sets owners to the option with which all that is restored belongs to who restores it.
keep_no_owners() {
  find_version
  case ${version} in
    'duplicity '[01].*) owners=--do-not-restore-ownership ;;
    *) owners=--no-restore-ownership ;;
  esac
}

# skip REASON: nothing is done, and that is right as long as a good backup is young enough.
skip() {
  outcome=skipped
  say "skipped: $1"
  if is_overdue "${started}"; then
    finish 75
  else
    finish 0
  fi
}

# --- What verify and drill share: a look at the archive as a blank machine has it ----------------------------------

# open_scratch: a directory for what is fetched and restored. The cache in it is empty, so that all that duplicity knows
# of the archive comes from the target.
open_scratch() {
  remove_scratch
  scratch="${work_dir}/scratch"
  mkdir -- "${scratch}" || die 78 "cannot make ${scratch}" 'is the disk full?'
  archive_dir="${scratch}/archive"
}

# remove_scratch: at the end of a step, and at the beginning of the next, in case a run was killed.
remove_scratch() {
  archive_dir="${work_dir}/archive"
  [ -d "${work_dir}/scratch" ] || return 0
  rm -rf -- "${work_dir}/scratch" 2>/dev/null && return
  # A directory that was restored as read-only cannot be emptied.
  chmod -R u+rwX -- "${work_dir}/scratch"
  rm -rf -- "${work_dir}/scratch" || say "error: cannot remove ${work_dir}/scratch, which may hold restored files"
}

# judge_manifests: a manifest is all that tells duplicity which volumes a backup has. One that was cut short it believes, and
# of a backup that has none it does not speak (0.8.22, measured). This host's cache knows better, unless it was lost.
judge_manifests() {
  for file in "${archive_dir}/${job}"/*.manifest; do
    own="${work_dir}/archive/${job}/${file##*/}"
    [ ! -e "${own}" ] || cmp -s -- "${file}" "${own}" || report_damage "at the target, ${file##*/} is not as this host uploaded it"
  done
  newest_set
  newest_there_s=${newest_s}
  archive_dir="${work_dir}/archive"
  newest_set
  archive_dir="${scratch}/archive"
  [ "${newest_s}" -le "${newest_there_s}" ] || report_damage "the newest backup, of ${newest_known}, is not whole at the target"
}

# explain_archive: what duplicity found wrong, by what it printed: its exit codes differ between versions.
explain_archive() {
  if said -e 'hash mismatch'; then
    tell_damage 'a volume at the target is damaged; it is named above'
  elif said -e 'volume_name_dict'; then
    tell_damage 'a volume is missing at the target, of those that the newest backup needs'
  elif said -e 'GPGError' -e 'CollectionsError' -e 'ManifestError' -e 'VolumeInfoError' -e 'No files found in archive'; then
    tell_damage "a manifest or signatures at the target are damaged or missing; or the passphrase is not the archive's"
  fi
}

# tell_damage TEXT: until a later run finds the archive whole, prune deletes nothing.
tell_damage() {
  explained=1
  keep damaged "${started}"
  say "error: $1"
  advise 'do not rely on this backup, nor on any up to the next full one: run "backup --full" now, then this again'
  advise 'ask the disk of the target how it is; "restore --time" still reaches what older full backups hold'
}

# report_damage TEXT: the same, and ends the step.
report_damage() {
  tell_damage "$1"
  leave 65
}

# --- verify --------------------------------------------------------------------------------------------------------

# do_verify: fetches every volume that the newest backup needs. Only with --compare-data does duplicity look at the source
# at all; without, it finds no difference in an empty directory, either (0.8.22, measured).
do_verify() {
  is_settled || skip "no backup to ${target_url} is on record"
  open_scratch
  if [ -n "${compare_data}" ]; then
    check_source
    set -- duplicity_backup verify --verbosity=notice --compare-data "${target_url}" "${source_root}"
  else
    # The source may be a snapshot that is gone by now.
    mkdir -- "${scratch}/nothing" || die 78 "cannot write in ${scratch}" 'is the disk full?'
    set -- duplicity_run verify --verbosity=notice "${target_url}" "${scratch}/nothing"
  fi
  with_passphrases "$@"
  code=$?
  if [ "${code}" -ne 0 ]; then
    explain_archive
    # Differences from the source are 1, too.
    [ "${code}:${explained}" = 1: ] || return "${code}"
  fi
  facts=$(awk '
    /^Verify complete: / { files = $3; differences = $6 }
    /^Difference found: Data for file / { unexplained++ }
    END { print files + 0, differences + 0, unexplained + 0 }
  ' "${log}") || die 78 "awk cannot read ${log}"
  # shellcheck disable=SC2086 # numbers, to be split
  judge_differences ${facts}
}

# judge_differences FILES DIFFERENCES UNEXPLAINED
judge_differences() {
  [ "$1" -gt 0 ] || report_damage 'duplicity did not say that it had read any file; what it said is above'
  judge_manifests
  say "every volume that the newest backup needs came back whole and could be read: $1 files and directories"
  if [ -z "${compare_data}" ]; then
    say 'nothing was compared with the source: that needs "compare_data", or a drill'
    keep damaged
    return
  fi
  say "compared with the source: $2 of them differ${max_difference:+, ${max_difference} may}"
  if [ "$3" -gt 0 ]; then
    keep damaged "${started}"
    die 65 "$3 file(s) are not as they were backed up, although their times are" \
      'they are named above; restore one and compare: either the source or the archive is damaged, or a program puts times back'
  fi
  keep damaged
  case ${max_difference} in
    '') allowed=$2 ;;
    *%) allowed=$(($1 * ${max_difference%"%"} / 100)) ;;
    *) allowed=${max_difference} ;;
  esac
  [ "$2" -le "${allowed}" ] || die 65 "$2 files and directories differ from the source, where ${allowed} may" \
    'they are named above; is the last backup too old, or "max_difference" too small?'
}

# --- A source that has lost more than half of its files --------------------------------------------------------------

# notice_shrink: something may have happened to it. It is backed up all the same, but what was there before stays the
# measure, and prune waits, until somebody says that it is meant.
notice_shrink() {
  case ${step}:${outcome}:${accept_shrink} in
    backup:ok: | backup:warned:) ;;
    *) return 0 ;;
  esac
  find_record backup
  recall_member last_ok_files
  has_shrunk "${files}" "${member}" || return 0
  outcome=warned
  say "warning: the source has ${files} files, and had ${member} before; nothing is pruned until that is accepted"
  advise 'is something missing? If it is meant, run "backup --accept-shrink" once'
  files=${member}
}

# has_shrunk FILES BEFORE: of a handful of files, half go easily.
has_shrunk() {
  case $1:$2 in
    :* | *: | *[!0-9:]*) return 1 ;;
    *) [ "$2" -ge 20 ] && [ "$(($1 * 2))" -lt "$2" ] ;;
  esac
}

# --- Hooks: commands of the spec around an action ------------------------------------------------------------------

# What is due should the run end now: nothing, "finally" alone, or "all" hooks that come after an action.
hooks_due=

# begin_hooks: whatever ends the run from here on, "finally" is due. Should even the script be killed, a file tells the
# next run.
begin_hooks() {
  is_own_action "${step}" || return 0
  exit_code=
  make_up_for_hooks
  if [ -z "${dry_run}" ]; then
    { printf 'due\n' >>"${state_dir}/hooks-${step}"; } 2>/dev/null || die 78 "cannot write ${state_dir}/hooks-${step}" 'is the disk full?'
  fi
  hooks_due=finally
  run_hooks before
  hooks_due=all
}

# make_up_for_hooks: what runs that were killed have left undone.
make_up_for_hooks() {
  for hooked in ${recorded_actions}; do
    if [ -s "${state_dir}/hooks-${hooked}" ] && [ -z "${dry_run}" ]; then
      say "the last ${hooked} was killed before its hooks had ended"
      outcome=interrupted
      run_hooks finally
      outcome=
      true >"${state_dir}/hooks-${hooked}"
    fi
  done
  hooked=${step}
}

end_hooks() {
  hooked=${step}
  [ "${hooks_due}" != all ] || run_hooks after
  case ${outcome} in
    ok | warned) run_hooks on_success ;;
    *) ;;
  esac
  case ${outcome} in
    failed | timed-out | interrupted) run_hooks on_failure ;;
    *) ;;
  esac
  if [ -n "${hooks_due}" ]; then
    hooks_due=
    run_hooks finally
    [ -n "${dry_run}" ] || true >"${state_dir}/hooks-${step}"
  fi
}

run_hooks() {
  turn=$1
  hooks "$1"
}

# hook PLACE SECONDS ACTIONS COMMAND...: one of them, if it belongs to this action. Its environment is this and no more.
hook() {
  place=$1
  case " $3 " in
    *" ${hooked} "*) ;;
    *) return 0 ;;
  esac
  if [ -n "${dry_run}" ]; then
    say "would run ${place}"
    return 0
  fi
  hook_limit_s=$2
  shift 3
  say "running ${place}"
  use_usual_output
  engine_name=${place}
  bounded "${hook_limit_s}" env -i HOME="${HOME}" USER="${USER}" LOGNAME="${LOGNAME}" PATH="${PATH}" LANG=C.UTF-8 \
    HOLDFAST_JOB="${job}" HOLDFAST_HOST="${host}" HOLDFAST_ACTION="${hooked}" HOLDFAST_LOG="${log}" \
    ${outcome:+HOLDFAST_OUTCOME="${outcome}"} ${exit_code:+HOLDFAST_EXIT_CODE="${exit_code}"} "$@" || hook_failed $?
}

# hook_failed CODE: what that means for the run.
hook_failed() {
  case $1 in
    124) said="was not done within ${hook_limit_s} s, and ended" ;;
    *) said="failed with exit code $1" ;;
  esac
  case ${turn}:${ending}:$1 in
    before:*:75) skip "${place} says so (exit code 75)" ;;
    before:*)
      outcome=failed
      die 70 "${place} ${said}" 'what it said is above'
      ;;
    finally::*) warn "${place} ${said}" ;;
    *)
      say "error: ${place} ${said}"
      case ${outcome} in
        ok | warned | skipped)
          outcome=failed
          exit_code=70
          ;;
        *) ;;
      esac
      ;;
  esac
}

# --- status --------------------------------------------------------------------------------------------------------

# outcome_now: what is on record as interrupted may still be running, or have ended since the record was read.
outcome_now() {
  if [ "${last_outcome}" = interrupted ]; then
    find_holders "${state_dir}/holder"
    if [ -n "${holders}" ] && ! lock_is_free; then
      outcome=running
      return
    fi
    load_status
    recall "${action}"
  fi
  outcome=${last_outcome}
}

# lock_is_free: whether the processes on record only bear the numbers of those that ran, as after a restart of the host.
lock_is_free() {
  (exec 9<"${state_dir}/lock" && try_lock 9) 2>/dev/null
}

# read_due ACTION: sets due to when its next run is due, due_at to the same for people, and was_due to when the last was;
# each empty for an action without a schedule.
read_due() {
  fields_of "$1"
  [ -z "${fields}" ] || fields=$(awk -v rules="${fields}" -v now="${now}" -v zone="${zone}" "${calendar_awk}"'
    BEGIN {
      due = run_near(rules, now, zone, 1)
      printf "%.0f %s %.0f", due, text_of(due, zone), run_near(rules, now, zone, -1)
    }')
  due=${fields%% *}
  due_at=${fields#* }
  due_at=${due_at% *}
  was_due=${fields##* }
}

# read_locked: sets locked to the newest start that found the job locked, a mapping of JSON, and locked_at; empty when
# there was none.
read_locked() {
  record_line=
  [ ! -f "${state_dir}/locked" ] || IFS= read -r record_line <"${state_dir}/locked"
  case ${record_line} in
    '{"'*'}') ;;
    *) record_line= ;;
  esac
  locked=${record_line}
  recall_member started_at
  locked_at=${member}
}

# judge_age: sets overdue to "true" when there is no good backup that is young enough, and last_good to when the last one was.
judge_age() {
  read_clock
  now=${started}
  overdue=
  ! is_overdue "${now}" || overdue=true
  if [ -z "${last_ok}" ]; then
    last_good='no good backup on record'
  elif [ "${age}" -lt -86400 ]; then
    last_good="the last good backup is of ${last_ok_at}, which is in the future; is the clock right?"
  else
    ago "${last_ok}" "${last_ok_at}"
    last_good="last good backup ${ago}"
  fi
}

# span SECONDS: sets span to that time in words.
span() {
  if [ "$1" -lt 120 ]; then
    span="$1 s"
  elif [ "$1" -lt 7200 ]; then
    span="$(($1 / 60)) minutes"
  elif [ "$1" -lt 172800 ]; then
    span="$(($1 / 3600)) hours"
  else
    span="$(($1 / 86400)) days"
  fi
}

# ago SECONDS TEXT: sets ago to how long ago that was, and the time itself.
ago() {
  span "$((now - $1))"
  ago="${span} ago ($2)"
}

# size BYTES: sets size to that many, in larger units. (To count in them would be too much for a shell of 32 bits.)
size() {
  case $1 in
    *[!0-9]*) size='? B' ;;
    ?????????????*) size="${1%????????????} TB" ;;
    ??????????*) size="${1%?????????} GB" ;;
    ???????*) size="${1%??????} MB" ;;
    ????*) size="${1%???} kB" ;;
    *) size="$1 B" ;;
  esac
}

detail() {
  printf '  %-8s %-11s %s\n' '' '' "$1"
}

show_status() {
  judge_age
  printf '%s on %s, to %s\n' "${job}" "${host}" "${target_url}"
  [ -z "${overdue}" ] || printf '  OVERDUE: %s\n' "${last_good}"
  for action in ${recorded_actions}; do
    read_due "${action}"
    recall "${action}"
    if [ -z "${last_started}" ]; then
      printf '  %-8s never run\n' "${action}"
    else
      show_action
    fi
    if [ -n "${due}" ]; then
      span "$((due - now))"
      detail "next: in ${span} (${due_at})"
    fi
  done
  read_locked
  [ -z "${locked}" ] || printf '  the newest start that found the job locked: %s\n' "${locked_at}"
}

# show_action: what is on record of the action that was recalled.
show_action() {
  outcome_now
  ago "${last_started}" "${last_started_at}"
  printf '  %-8s %-11s %s%s\n' "${action}" "${outcome}" "${ago}" \
    "${last_duration:+, took ${last_duration} s}${last_exit_code:+, exit code ${last_exit_code}}"
  [ "${outcome}" != skipped ] || detail "before that: ${last_unskipped:-never run}"
  # An hour is what the clocks may have changed by, and ten minutes are enough for any scheduler.
  if [ -n "${was_due}" ] && [ "${outcome}" != running ] \
    && [ "$((was_due - last_started))" -gt 3600 ] && [ "$((now - was_due))" -gt 600 ]; then
    ago "${was_due}" 'by its schedule'
    detail "MISSED: a run was due ${ago} and is not on record"
  fi
  if [ -z "${last_ok}" ]; then
    detail 'last ok: never'
  else
    ago "${last_ok}" "${last_ok_at}"
    detail "last ok: ${ago}"
  fi
  recall_member files
  if [ -n "${member}" ]; then
    text="${member} files"
    recall_member source_bytes
    size "${member}"
    text="${text}, ${size}"
    recall_member sent_bytes
    size "${member}"
    detail "${text}; ${size} sent"
  fi
  recall_time newest_full
  if [ -n "${member}" ]; then
    full=${member}
    recall_member newest_full_at
    ago "${full}" "${member}"
    recall_member incrementals
    detail "newest full: ${ago}, incrementals since: ${member}"
  fi
}

show_status_json() {
  judge_age
  read_locked
  printf '{"job":"%s","host":"%s","now":%s,"overdue":%s,"max_age":%s,"locked":%s,"actions":{' \
    "${job}" "${host}" "${now}" "${overdue:-false}" "${max_age_s:-null}" "${locked:-null}"
  separator=
  for action in ${recorded_actions}; do
    read_due "${action}"
    recall "${action}"
    line='"outcome":null'
    if [ -n "${last_started}" ]; then
      outcome_now
      # The rest is as it was when the run ended.
      line="${record_line%%,\"next_run\":*}"
      line="${line%\}},\"running\":false"
      [ "${outcome}" != running ] || line="${line%false}true"
    fi
    printf '%s\n"%s":{%s%s}' "${separator}" "${action}" "${line}" "${due:+,\"next_run\":${due},\"next_run_at\":\"${due_at}\"}"
    separator=,
  done
  printf '\n}}\n'
}

# watch_status AGE: speaks as a monitoring plugin does (one line, and its figures after a bar), and exits 0 ok, 1 warning,
# 2 critical, 3 unknown.
watch_status() {
  max_age_s=$1
  judge_age
  [ -z "${last_ok}" ] || last_good="${last_good} | age=${age}s;;$1;0"
  if [ -n "${overdue}" ]; then
    printf 'CRITICAL: %s: %s\n' "${job}" "${last_good}"
    exit 2
  fi
  for action in ${recorded_actions}; do
    recall "${action}"
    outcome_now
    when="on ${last_started_at}"
    [ "${outcome}" != skipped ] || outcome=${last_unskipped} when='and was skipped since'
    case ${outcome} in
      '' | ok | running) ;;
      *)
        printf 'WARNING: %s: %s %s %s; %s\n' "${job}" "${action}" "${outcome}" "${when}" "${last_good}"
        exit 1
        ;;
    esac
  done
  printf 'OK: %s: %s\n' "${job}" "${last_good}"
}

# --- check: every precondition, changing nothing -------------------------------------------------------------------

# look WHAT COMMAND...: one precondition, tried in a shell of its own so that the next is tried, too.
look() {
  what=$1
  shift
  if ("$@"); then
    printf '%s: ok: %s\n' "${job}" "${what}"
  else
    code=$?
    [ "${first_code}" -ne 0 ] || first_code=${code}
  fi
}

run_check() {
  first_code=0
  limit_s=600
  read_clock
  output=pass
  holding=
  temp_dir=$(mktemp -d) || die 78 'mktemp failed; is /tmp full?'
  trap 'rm -rf -- "${temp_dir}"' EXIT
  log="${temp_dir}/log"
  load_status
  look "runs as ${user}, at home in ${home}" check_account
  look 'tools' check_tools
  call "${at_check}"
  look 'secrets' check_secrets
  look 'passphrase' check_passphrase
  look 'source' check_source
  look 'state directory' check_state_dir
  look 'target' check_and_probe_target
  exit "${first_code}"
}

check_account() {
  find_account_home
  [ "${account_home}" = "${home}" ] || die 78 "the home of ${user} is ${account_home}, not ${home}" "set hosts.${host}.home in the spec"
}

check_tools() {
  check_engine
  find_version
  case ${version} in
    'duplicity 0.'[0-7].* | 'duplicity 2.0.'*) die 78 "${version} is not supported" 'install 0.8, 1, 2.1 or later, or 3' ;;
    # (Neither with an option, nor in another form; measured.)
    'duplicity 3.0.1' | 'duplicity 3.0.1 '*) die 78 "${version} does not tell what lies at the target, so that nothing could be pruned" 'install 3.0.2 or later' ;;
    'duplicity '[0-9]*) ;;
    *) die 78 "${duplicity} --version says \"${version}\", which is no version of duplicity" ;;
  esac
}

check_passphrase() {
  load_passphrase "${passphrase_file}"
  dry_run=1
  guard_passphrase
}

check_state_dir() {
  if [ -e "${state_dir}" ]; then
    { [ -d "${state_dir}" ] && [ -w "${state_dir}" ]; } || die 78 "${state_dir} is not a directory that ${user} can write"
  fi
}

check_and_probe_target() {
  check_target
  probe_target
  if is_settled; then
    check_archive
  fi
}

# --- What a failure means ------------------------------------------------------------------------------------------

# explain CODE: duplicity's exit codes differ between versions, so what it printed decides first.
explain() {
  if [ "$1" -eq 19 ]; then
    advise 'that path is not in the backup; "list" shows what is'
  elif said -e 'auth failed on module'; then
    advise 'the rsync daemon refused the user or the password; is the password file still the right one?'
  elif said -e 'module is read only'; then
    advise 'the rsync module is read only; its rsyncd.conf needs "read only = no"'
  elif said -e 'Temp space has'; then
    advise "${temp_dir} has too little room for a volume and what comes of it; free some, or let duplicity.volsize be smaller in the spec"
  elif said -e 'No space left on device'; then
    advise "a disk is full: free some space, here (${temp_dir}) or on the target"
  elif said -e 'Bad session key'; then
    advise 'the passphrase is not the one that the archive was made with'
  elif said -e 'GPGError'; then
    # What it was about to decrypt when gpg failed; what it could decrypt is in the cache.
    copied=$(sed -n 's/^Copying \(duplicity-[A-Za-z0-9.-]*\) to local cache\.$/\1/p' "${log}" | tail -n 1)
    set -- "${archive_dir}/${job}/${copied%.gpg}"*
    if [ -n "${copied}" ] && [ ! -e "$1" ]; then
      advise "${copied} at the target is not whole: its upload was cut off, or it was damaged"
      advise 'move that file to another place, keep it, and run this again: every backup before it can still be restored'
    fi
  elif said -e 'Backup source directory has changed'; then
    advise 'the archive is of another source; give the job another name or a "path:" of its own'
  elif said -e 'Backup source host has changed'; then
    advise 'if this host takes the place of the one that made the archive, run "backup --full" once'
  elif [ "$1" -eq 30 ] && said -e '^ *AssertionError'; then
    advise "duplicity cannot make sense of what it remembers of the archive: move ${archive_dir}/${job} to another place, and run this again; it is made anew from what is at the target"
  elif said -e '^rsync error: timeout'; then
    advise 'the target, or the way to it, went silent; "check" tries it'
  elif [ "$1" -eq 51 ]; then
    advise "${user} may not do that at the target; did somebody else, such as root, put it there?"
  elif [ "$1" -eq 50 ]; then
    advise 'the target cannot be reached or refused; "check" tries it'
  elif [ "$1" -eq 23 ] && said -e 'lock'; then
    advise 'a duplicity that this script did not start uses the same archive directory; let it end'
  fi
}

# said -e PATTERN...: whether the last duplicity or rsync said so on standard error. There a file of the source is named only
# by Python, without line ends and behind the reason, or as what was to be restored.
said() {
  sed 's/\(\[Errno [0-9]*\] [^:]*\): .*/\1/; / not found in archive /d' "${temp_dir}/.errors" 2>/dev/null | grep -q "$@"
}

# --- What is asked for ---------------------------------------------------------------------------------------------

# usage_error TEXT
usage_error() {
  printf '%s\n' "${job}: error: $1" "${job}:   \"${self} help\" shows what can be asked for" >&3
  exit 64
}

# read_words WORDS...: sets action and its options; refuses what the job does not have.
read_words() {
  if [ "${1-}" = scheduled ]; then
    [ "$#" -eq 2 ] || usage_error '"scheduled" takes one action and nothing else'
    scheduled=1
    quiet=1
    shift
  fi
  action=${1-help}
  [ "$#" -eq 0 ] || shift
  case ${action} in
    help | -h | --help)
      usage
      exit 0
      ;;
    *[!a-z]* | '') usage_error "\"${action}\" is not an action" ;;
    *) ;;
  esac
  case " ${recorded_actions} ${other_actions} " in
    *" ${action} "*) ;;
    *) usage_error "\"${action}\" is not an action of this job" ;;
  esac
  [ -z "${scheduled}" ] || is_own_action "${action}" || usage_error "\"${action}\" cannot be scheduled"
  if [ "${action}" = duplicity ]; then
    [ "$#" -gt 0 ] || usage_error '"duplicity" takes duplicity'\''s own words, such as: collection-status URL'
    return
  fi
  while [ "$#" -gt 0 ]; do
    case ${action}:$1 in
      backup:--full | drill:--full) full=1 ;;
      backup:--new-passphrase) allow_new_passphrase ;;
      backup:--accept-shrink) accept_shrink=1 ;;
      backup:--dry-run | prune:--dry-run | cleanup:--dry-run | restore:--dry-run) dry_run=1 ;;
      status:--json) json=1 ;;
      restore:--path | restore:--time | list:--time | status:--max-age)
        [ -n "${2-}" ] || usage_error "\"$1\" takes a value"
        take_option "$1" "$2"
        shift
        ;;
      restore:--path=?* | restore:--time=?* | list:--time=?* | status:--max-age=?*) take_option "${1%%=*}" "${1#*=}" ;;
      *:-*) usage_error "\"$1\" is not an option of ${action}" ;;
      notify:?*) watched="${watched}${watched:+ }$1" ;;
      restore:?*)
        [ -z "${destination}" ] || usage_error '"restore" takes one destination'
        destination=$1
        ;;
      *) usage_error "\"${action}\" does not take \"$1\"" ;;
    esac
    shift
  done
  [ -z "${new_passphrase}" ] || [ -n "${full}" ] || usage_error '"--new-passphrase" goes with "--full"'
  if [ "${action}" = restore ]; then
    [ -n "${destination}" ] || usage_error '"restore" takes the directory to restore into, such as: restore /tmp/restored'
    case ${destination} in
      /*) ;;
      *)
        [ -d "${PWD}" ] || usage_error 'the current directory is gone; name the destination from the root'
        destination="${PWD%/}/${destination}"
        ;;
    esac
    destination=${destination%/}
    [ -n "${destination}" ] || usage_error 'the destination cannot be the root directory'
    refuse_expansion "${destination}" 'choose another directory'
  fi
}

# refuse_expansion PATH ADVICE: duplicity 0.8.22 expands such paths as a shell would, and knows no way to say no.
refuse_expansion() {
  case $1 in
    *'$'[A-Za-z0-9_\{]* | '~'*) usage_error "duplicity would not take \"$1\" literally; $2" ;;
    *) ;;
  esac
}

# take_option NAME VALUE
take_option() {
  case $1 in
    --time) restore_time=$2 ;;
    --path)
      # duplicity wants it relative to the source.
      restore_path=${2%/}
      [ "${restore_path}" != "${source_root%/}" ] || restore_path=
      restore_path=${restore_path#"${source_root%/}/"}
      restore_path=${restore_path#/}
      refuse_expansion "${restore_path}" 'restore the directory that holds it'
      ;;
    --max-age) read_age "$2" ;;
    *) ;;
  esac
}

# read_age TEXT: sets age_s. 30s 5m 6h 8d 2w, M (30 days), Y (365).
read_age() {
  case $1 in
    *s) unit_s=1 ;;
    *m) unit_s=60 ;;
    *h) unit_s=3600 ;;
    *[dD]) unit_s=86400 ;;
    *[wW]) unit_s=604800 ;;
    *M) unit_s=2592000 ;;
    *Y) unit_s=31536000 ;;
    *) unit_s= ;;
  esac
  number=${1%?}
  case ${unit_s}:${number} in
    :* | *: | *:*[!0-9]* | *:??????????*) usage_error "\"$1\" is not an age; write one as 36h, 8d or 2w" ;;
    *) ;;
  esac
  # A 0 in front would make it octal.
  number=${number#"${number%%[!0]*}"}
  age_s=$((${number:-0} * unit_s))
}

# check_engine: the tools that every run needs.
check_engine() {
  need "${duplicity}" duplicity
  need gpg gnupg
}

# use_work_dir DIRECTORY: where archive cache, log and temporary files lie.
use_work_dir() {
  work_dir=$1
  archive_dir="${work_dir}/archive"
  temp_dir="${work_dir}/tmp"
  export GNUPGHOME="${work_dir}/gnupg"
}

# open_locked: a run of the job's own, under its lock and on record. From here on whatever ends it is told.
open_locked() {
  step=${action}
  make_work_dir
  call "${at_start}"
  take_locks
  load_status
  open_step "${action}"
  put_on_record
}

# run_steps WORDS...: the action that is asked for, as the first step.
run_steps() {
  limit_of "${action}"
  read_clock
  "${open_run}"
  empty_temp_dir
  drop_emptied
  call "${at_begin}"
  check_engine
  check_secrets
  load_passphrase "${passphrase_file}"
  check_target
  carry_out "$@"
}

# carry_out WORDS...: the step that was begun.
carry_out() {
  "do_${step}" "$@"
  finish $?
  call "${at_next}"
}

# empty_temp_dir: a run that was killed leaves duplicity's temporary files.
empty_temp_dir() {
  set -- "${temp_dir}"/*
  [ ! -e "$1" ] || rm -rf -- "$@" || die 78 "cannot empty ${temp_dir}"
}

# drop_emptied: what a power loss has emptied in duplicity's cache, duplicity fetches anew. It would take empty signatures for those
# of a backup that changed nothing, exit 0, and what it stores then is not what comes back (0.8.22, measured).
drop_emptied() {
  for file in "${archive_dir}/${job}"/*.manifest "${archive_dir}/${job}"/*.sigtar.gz; do
    [ -s "${file}" ] || [ ! -e "${file}" ] || rm -f -- "${file}" || die 78 "cannot delete ${file}, which is empty"
  done
}

main() {
  make_environment
  read_words "$@"
  trap 'on_signal 1' HUP
  trap 'on_signal 2' INT
  trap 'on_signal 15' TERM
  become_user "$@"
  [ -n "${private}" ] || PATH=${search_path}
  use_work_dir "${state_dir}"
  [ -z "${self##/*}" ] || self="${PWD%/}/${self}"
  cd /
  case ${action} in
    check) run_check ;;
    status)
      load_status
      if [ -n "${age_s}" ]; then
        watch_status "${age_s}"
      elif [ -n "${json}" ]; then
        show_status_json
      else
        show_status
      fi
      ;;
    duplicity)
      shift
      run_steps "$@"
      ;;
    notify) run_notify ;;
    *) run_steps ;;
  esac
}

# The state of this run; none of it comes from outside.
self=$0
open_run=open_locked
action='' scheduled='' quiet='' full='' new_passphrase='' former_file='' accept_shrink='' dry_run='' watched='' json=''
age_s='' destination='' restore_path='' restore_time='' private='' log='' input='' step='' outcome='' output=''
interrupted='' fresh='' engine_pid='' captured='' holding='' on_record='' explained='' ending='' user_id=''
status_lines=''
newline='
'
umask 077
trap '' PIPE
# The caller may have closed standard error. (A failing redirection ends the shell, XCU 2.8.1, hence the parentheses, where
# Linux does not tell.)
[ -e "/proc/$$/fd/2" ] || (: >&2) || exec 2>/dev/null
exec 3>&2 7>/dev/null 8>/dev/null 9>/dev/null
main "$@"
