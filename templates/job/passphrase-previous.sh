# --- Former passphrases --------------------------------------------------------------------------------------------

# with_passphrases COMMAND...: COMMAND, which reads the archive, with each passphrase in turn until one fits. duplicity
# reads the metadata of the one chain that it needs (--metadata-sync-mode=partial, its default), so that chain's
# passphrase is enough; with another it ends with 31, or 6, before it has written anything (0.8.22, measured).
with_passphrases() {
  tried=0
  while passphrase_files load_next; do
    "$@"
    fitting_code=$?
    case ${fitting_code} in
      6 | 31) ;;
      *) return "${fitting_code}" ;;
    esac
    tried=$((tried + 1))
  done
  return "${fitting_code}"
}

# load_next FILES...: the passphrase in the first of them that was not tried; into former_file which it is, if not today's.
load_next() {
  shift "${tried}"
  [ "$#" -gt 0 ] || return
  former_file=
  if [ "${tried}" -gt 0 ]; then
    say "that was not its passphrase; trying the one in $1"
    former_file=$1
  fi
  load_passphrase "$1"
}

# previous_opens PROOF: whether a former passphrase opens it; the name of its file into opener.
previous_opens() {
  opener=
  passphrase_files each_opener "$1"
  [ -n "${opener}" ]
}

# each_opener PROOF CURRENT FORMER...
each_opener() {
  opened=$1
  shift 2
  for former in "$@"; do
    if [ -z "${opener}" ] && opens "${opened}" "${former}"; then
      opener=${former}
    fi
  done
}

# is_whole FILE: whether what was found at the target is; gpg fails on what was cut off.
is_whole() {
  opens "$1" "${passphrase_file}" || previous_opens "$1"
}

refuse_new_passphrase() {
  if previous_opens "${proof}"; then
    die 78 "the passphrase in ${passphrase_file} is new: the archive was made with the one in ${opener}" \
      'if it was changed on purpose, run "backup --full --new-passphrase" once; if not, put that one back'
  fi
}

# change_passphrase: the newest good backup was made with another passphrase, and this one shall begin anew.
change_passphrase() {
  { [ -n "${new_passphrase}${going_on}" ] && previous_opens "${proof}"; } || refuse_passphrase
  full=1
  new_passphrase=1
  [ -z "${going_on}" ] || return 0
  # What is unfinished was made with the former one.
  settle_unfinished
  [ -z "${dry_run}" ] || return 0
  printf '%s\n' "${stamp}" >"${state_dir}/passphrase-since" || die 78 "cannot write in ${state_dir}"
  begin_anew
}

# fetch_metadata: a full backup, too, reads the metadata of the chain before it; a former passphrase may be what opens
# that, so it must be in the cache. Where a backup is unfinished, it is.
fetch_metadata() {
  set -- "${archive_dir}/${job}"/*.part
  [ ! -e "$1" ] && [ -z "${dry_run}" ] || return 0
  capture "${temp_dir}/files" with_passphrases duplicity_run list-current-files --verbosity=error "${target_url}" || leave "$?"
  load_passphrase "${passphrase_file}"
}

# tell_previous: after a prune, whether any full backup from before the change is left.
tell_previous() {
  [ "${step}:${outcome}" = prune:ok ] && [ -s "${state_dir}/passphrase-since" ] && [ -f "${temp_dir}/collection" ] || return 0
  IFS= read -r since <"${state_dir}/passphrase-since"
  if awk -v since="${since}" '$1 == "full" { all++; if ($2 < since) former++ } END { exit !all || former }' "${temp_dir}/collection"; then
    say 'no backup from before the change of the passphrase is left: "encryption.previous" can go from the spec'
  fi
}
