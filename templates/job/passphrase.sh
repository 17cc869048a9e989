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
