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
