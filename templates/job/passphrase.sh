# load_passphrase: gpg reads one line only, so the file may hold one only (duplicity 0.8.22, measured: what follows is
# not part of the passphrase, and bytes that are not UTF-8 make it hang).
load_passphrase() {
  rest=
  { IFS= read -r PASSPHRASE && IFS= read -r rest; } <"${passphrase_file}"
  case ${PASSPHRASE} in
    '') die 77 "the first line of ${passphrase_file} is empty; it must be the passphrase" ;;
    *[[:cntrl:]]*) die 77 "the passphrase in ${passphrase_file} holds a control character, such as a carriage return" ;;
    *[!\ -~]*)
      iconv -f UTF-8 -t UTF-8 <"${passphrase_file}" >/dev/null 2>&1 \
        || die 77 "the passphrase in ${passphrase_file} is not UTF-8"
      ;;
    *) ;;
  esac
  if [ -n "${rest}" ]; then
    die 77 "${passphrase_file} holds more than one line; the passphrase must be its only line"
  fi
  export PASSPHRASE
}

# guard_passphrase: refuses to back up with another passphrase than before. duplicity 0.8.22 and 2.0.2 do not: as long as
# their cache is whole they exit 0, and what they upload makes the whole chain unreadable (measured). So the first backup
# keeps a word that only its passphrase opens. gpg is asked to open it whenever the file is not, to its inode and the
# nanosecond of its last change, the one that gpg was last asked about; where ls cannot tell, every time.
guard_passphrase() {
  proof="${state_dir}/passphrase-proof.gpg"
  file_now=${listing%%"${newline}"*}
  file_then=
  if [ -f "${proof}" ]; then
    [ -s "${proof}" ] || die 78 "${proof} is damaged" "if the passphrase in ${passphrase_file} was not changed, delete it"
    if [ -f "${state_dir}/passphrase-file" ]; then
      IFS= read -r file_then <"${state_dir}/passphrase-file"
    fi
    [ "${file_then}" != "${file_now}" ] || return 0
    gpg_with_passphrase --decrypt "${proof}" >/dev/null 2>>"${log}" || refuse_passphrase
  elif [ -z "${dry_run}" ]; then
    {
      printf '%s\n' "${job}" | gpg_with_passphrase --cipher-algo=AES256 --s2k-count=65011712 --symmetric --output "${proof}.new" 2>>"${log}" \
        && mv -f -- "${proof}.new" "${proof}"
    } || die 78 "gpg cannot encrypt, or ${state_dir} cannot be written" "what gpg said is in ${log}"
  fi
  case ${dry_run}:${file_now} in
    :*:[0-9][0-9].[0-9]*) printf '%s\n' "${file_now}" >"${state_dir}/passphrase-file" ;;
    *) ;;
  esac
}

refuse_passphrase() {
  recall backup
  if [ -n "${last_ok}" ]; then
    die 78 "the passphrase in ${passphrase_file} is not the one that this job's archive was made with" \
      'put that one back; or, to begin a new archive with the new one, give the job a "path:" of its own'
  fi
  die 78 "the passphrase in ${passphrase_file} is not the one that the first backup, never completed, was begun with" \
    "put that one back; or delete ${proof} and all that lies at ${target_url}"
}

gpg_with_passphrase() {
  gpg --batch --yes --quiet --no-autostart --pinentry-mode=loopback --passphrase-file="${passphrase_file}" "$@"
}
