# --- Notifiers: who is told what became of a step ------------------------------------------------------------------

# Each function notifier_N sets what its notifier is called and told of, and hands the way there to the command that it is
# called with. A notifier that does not answer is named in the log, and changes nothing.

# note_change: whether good has become bad, or bad good, since this action last ended. A run that was skipped in time is
# neither. One that could not be put on record is bad, and a change each time, as nothing says that it was told before.
note_change() {
  changed=
  good=
  case ${on_record}:${outcome}:${exit_code} in
    1:skipped:0) return 0 ;;
    1:*:0) good=1 ;;
    1:*) good=0 ;;
    :failed:*)
      changed=change
      return
      ;;
    *) return 0 ;;
  esac
  case ${good}${kept}, in
    0*',"last_good":1,'* | 1*',"last_good":0,'*) changed=change ;;
    *',"last_good":'* | 1*) ;;
    *) changed=change ;;
  esac
  keep good "${good}"
}

# tell_outcome: what became of the step, and whether backups are overdue. (A start that found the job locked has read no
# status so far.)
tell_outcome() {
  is_worth_telling || return 0
  # A good run of which the end could not be recorded has become none.
  [ "${good}:${exit_code}" != 1:78 ] || changed=change
  events="${outcome} ${changed}"
  overdue=
  [ -n "${status_lines}" ] || load_status
  case ${outcome} in
    ok | warned) ;;
    *)
      if is_overdue "${ended}"; then
        events="${events} overdue"
        overdue="; overdue, last good backup: ${last_ok_at:-none}"
      fi
      ;;
  esac
  tell_all
}

# is_worth_telling: what a person tries or looks up is not.
is_worth_telling() {
  [ -z "${dry_run}" ] && is_own_action "${step}"
}

tell_all() {
  message=
  spare_dir=
  for number in ${notifiers}; do
    "notifier_${number}" tell
  done
  # (Not only what is there now: a notifier leaves what it needed.)
  [ -z "${message}" ] || rm -f -- "${message}" "${message}".*
  [ -z "${spare_dir}" ] || rmdir -- "${spare_dir}"
  use_usual_output
}

# tell COMMAND...: the notifier that was set, if an event is one that it is told of.
tell() {
  for event in ${events}; do
    case " ${notifier_on} " in
      *" ${event} "*)
        if ! compose; then
          told="there is no room for the message in ${temp_dir} and /tmp"
        elif check_notifier "$@"; then
          "$@" && return
          told=$(every_secret byte_awk "${message_awk}"'BEGIN { answer() }' "${message}.reply")
          [ "${engine_code}" -ne 124 ] || told="no answer within ${notifier_s} s"
        fi
        say "notifier ${notifier}: not told of \"${event}\": ${told:-exit code ${engine_code}}"
        return
        ;;
      *) ;;
    esac
  done
}

# compose: the message, once for all notifiers: one line that says it, an empty one, and the end of the log. What there is
# to tell may be that the usual place for it is full or cannot be written.
compose() {
  [ -z "${message}" ] || return 0
  if [ "${events}" = start ]; then
    heading="${job} on ${host}: ${step} begins"
  else
    heading="${job} on ${host}: ${step} ${outcome} after ${took} s, exit code ${exit_code}${overdue}"
  fi
  message="${temp_dir}/message.$$"
  write_message && return
  # (Not a file in /tmp, as those that are made beside it could be another's.)
  spare_dir=$(mktemp -d 2>/dev/null) || {
    message=
    return 1
  }
  message="${spare_dir}/message"
  write_message
}

write_message() {
  { every_secret byte_awk -v heading="${heading}" "${message_awk}"'BEGIN { compose() }' "${log:-/dev/null}" >"${message}"; } 2>/dev/null \
    && [ -s "${message}" ]
}

# deliver FILE COMMAND...: COMMAND, with FILE, if there is one, as its standard input; its environment is the event and no more.
deliver() {
  engine_name="notifier ${notifier}"
  output=pass
  input=$1
  shift
  bounded "${notifier_s}" env -i HOME="${HOME}" USER="${USER}" LOGNAME="${LOGNAME}" PATH="${PATH}" LANG=C.UTF-8 \
    HOLDFAST_JOB="${job}" HOLDFAST_HOST="${host}" HOLDFAST_ACTION="${step}" \
    HOLDFAST_EVENT="${event}" HOLDFAST_OUTCOME="${outcome}" HOLDFAST_EXIT_CODE="${exit_code}" HOLDFAST_DURATION="${took}" \
    HOLDFAST_OVERDUE="${overdue:+1}" HOLDFAST_MESSAGE="${heading}" HOLDFAST_LOG="${log}" \
    "$@" >"${message}.reply" 2>&1
}

# check_notifier COMMAND...: whether its tools and secrets are there; sets told to what is not.
check_notifier() {
  told=
  way=$1
  shift
  "check_${way}" "$@"
}

# check_notifiers: for the action check.
check_notifiers() {
  for number in ${notifiers}; do
    "notifier_${number}" look_at_notifier
  done
}

look_at_notifier() {
  look "notifier ${notifier}" must_be_ready "$@"
}

must_be_ready() {
  check_notifier "$@" || die 78 "notifier ${notifier}: ${told}"
}

# byte_awk WORDS...: in the locale C, or gawk takes characters for bytes and refuses classes of bytes.
byte_awk() {
  LC_ALL=C awk "$@"
}

# Functions for awk, which is called with a file, and after it all files that hold a secret.
# shellcheck disable=SC2016 # awk expands it
message_awk='
# The longest secret first: another may be a part of it.
function read_secrets(    i, j, line) {
  for (i = 2; i < ARGC; i++) {
    while ((getline line < ARGV[i]) > 0) {
      sub(/\r$/, "", line)
      if (line == "") continue
      for (j = ++secrets; j > 1 && length(secret[j - 1]) < length(line); j--) secret[j] = secret[j - 1]
      secret[j] = line
    }
    close(ARGV[i])
  }
}
# A line without secrets, control characters and bytes that are no UTF-8, and no longer than mail may have it.
function clean(line,    i, at, rest, copy) {
  for (i = 1; i <= secrets; i++) {
    rest = line
    line = ""
    while ((at = index(rest, secret[i])) > 0) {
      line = line substr(rest, 1, at - 1) "[secret]"
      rest = substr(rest, at + length(secret[i]))
    }
    line = line rest
  }
  gsub(/\t/, " ", line)
  gsub(/[^\040-\176\200-\377]/, "?", line)
  line = substr(line, 1, 900)
  copy = line
  gsub(/[\302-\337][\200-\277]|[\340-\357][\200-\277][\200-\277]|[\360-\364][\200-\277][\200-\277][\200-\277]/, "", copy)
  if (copy ~ /[\200-\377]/) gsub(/[\200-\377]/, "?", line)
  return line
}
function compose(    line, lines, i) {
  read_secrets()
  while ((getline line < ARGV[1]) > 0) last[++lines] = line
  print heading
  print ""
  for (i = lines > 40 ? lines - 39 : 1; i <= lines; i++) print clean(last[i])
}
# The first thing that a notifier had to say.
function answer(    line) {
  read_secrets()
  while ((getline line < ARGV[1]) > 0)
    if (line != "") {
      print clean(line)
      return
    }
}
'
