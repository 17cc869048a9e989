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
