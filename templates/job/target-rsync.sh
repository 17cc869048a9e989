# --- The target: a module of an rsync daemon -----------------------------------------------------------------------

# The archive's directory.
archive_url="${module_url}/${archive_path:+${archive_path}/}"

check_target() {
  need rsync rsync
  [ -z "${rsync_password_file}" ] || load_password
  use_proxy
}

# load_password: for rsync's environment. Root's restore could not name the file itself: rsync takes it from its owner only.
load_password() {
  IFS= read -r RSYNC_PASSWORD <"${rsync_password_file}"
  case ${RSYNC_PASSWORD} in
    '') die 77 "the first line of ${rsync_password_file} is empty; it must be the password" ;;
    *[[:cntrl:]]*) die 77 "the password in ${rsync_password_file} holds a control character, such as a carriage return" ;;
    *) ;;
  esac
}

# try_rsync WORDS...: rsync as duplicity will call it, for at most two minutes.
try_rsync() {
  engine_name=rsync
  time_left
  [ "${left_s}" -lt 120 ] || left_s=120
  rsync_words bounded "${left_s}" rsync "$@"
}

# nobody_answers CODE: whether rsync's exit code says so; then culprit tells who does not.
nobody_answers() {
  case $1 in
    10 | 12 | 30 | 35 | 124 | 137 | 143) ;;
    5) said -e '@ERROR: max connections' || return ;;
    *) return 1 ;;
  esac
  server=${module_url%%::*}
  culprit="${server#*@} does not answer"
  blame_proxy
}

# must_answer CODE: rsync's exit code.
must_answer() {
  if nobody_answers "$1"; then
    die 69 "the target cannot be reached: ${culprit}" 'is it running? What rsync said is above'
  fi
}

# must_succeed CODE: rsync's exit code.
must_succeed() {
  must_answer "$1"
  if [ "$1" -eq 5 ]; then
    die 77 'the rsync daemon refused the user, the password or the module' "see above; the password is in ${rsync_password_file}"
  elif [ "$1" -ne 0 ]; then
    die 69 "the target refused (rsync's exit code $1)" 'what rsync said is above; can the module be written?'
  fi
}

# rsync_bounded WORDS...: the same as try_rsync, and whatever goes wrong ends the run.
rsync_bounded() {
  try_rsync "$@"
  must_succeed "$?"
}

# make_archive_directory: below the URL, never the URL's own; duplicity makes none. With -d -R rsync sends empty
# directories, each with its parents.
make_archive_directory() {
  probe_target
  [ -n "${archive_path}" ] || return 0
  mkdir -p -- "${temp_dir}/skeleton/${archive_path}" || die 78 "cannot write in ${temp_dir}" 'is the disk full?'
  cd -- "${temp_dir}/skeleton" || die 78 "cannot enter ${temp_dir}/skeleton"
  rsync_bounded -d -R "./${archive_path}/" "${module_url}/"
  cd /
}

# list_directory URL: into ${captured}.
list_directory() {
  capture "${temp_dir}/listing" rsync_bounded "$1"
}

# archive_is_there: whether anything of duplicity's lies in the archive's directory.
archive_is_there() {
  list_directory "${archive_url}"
  grep -q ' duplicity-' "${captured}"
}

# find_at_target NAME: sets found to a copy of the file there whose name begins so, if there is one.
find_at_target() {
  engine_name=rsync
  time_left
  rsync_words bounded "${left_s}" rsync --recursive "--include=$1*" '--exclude=*' "${archive_url}" "${temp_dir}/found/"
  must_succeed "$?"
  set -- "${temp_dir}/found/$1"*
  found=$1
}

check_archive() {
  :
}

probe_target() {
  list_directory "${module_url}/"
}

# discard_at_target BACKUP SIGNATURES: deletes the files whose names begin so, if there are any, the manifest first: without it
# no volume counts. A server that does not let go of them keeps them for nothing, which does no harm.
discard_at_target() {
  list_directory "${archive_url}"
  grep -q -e " $1" -e " $2" "${captured}" || return 0
  delete_at_target "$1.manifest*" && delete_at_target "$1*" "$2*" && return
  warn 'the server does not delete what the unfinished backup has uploaded'
  advise "nothing needs it any more: whoever looks after the server can delete the files $1* and $2*"
}

# discard_ends_at_target: what a server does not let go of, duplicity writes over (0.8.22, measured).
discard_ends_at_target() {
  delete_at_target "$1*" "$2*" || say 'the server deletes nothing; duplicity will write over it'
}

# delete_at_target PATTERN...
delete_at_target() {
  mkdir -p -- "${temp_dir}/nothing" || die 78 "cannot write in ${temp_dir}" 'is the disk full?'
  for pattern in "$@"; do
    shift
    set -- "$@" "--include=${pattern}"
  done
  try_rsync --recursive --delete "$@" '--exclude=*' "${temp_dir}/nothing/" "${archive_url}"
  rsync_code=$?
  must_answer "${rsync_code}"
  return "${rsync_code}"
}
