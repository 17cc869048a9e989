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
