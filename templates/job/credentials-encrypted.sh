# hold_credentials: what is encrypted nobody but systemd decrypts, for a unit and as long as it runs. For what root starts
# by hand that is one that waits for the end of this process.
hold_credentials() {
  [ -O / ] && [ "${action}" != status ] || return 0
  set -- "/run/credentials/holdfast-${job}-${action}.service" "/run/credentials/holdfast-${job}-${action}@"*
  [ ! -d "$1" ] && [ ! -d "$2" ] || return 0
  run_loaded --quiet --collect --service-type=exec --uid="${user}" --unit="holdfast-${job}-${action}.$$.service" \
    tail -f --pid="$$" /dev/null \
    || die 77 'systemd cannot decrypt the secrets' 'they can be decrypted only on the machine that encrypted them; if that is this one, journalctl tells more'
}

# need_decrypted: without systemd there is nothing to read.
need_decrypted() {
  secret_files each_decrypted
}

each_decrypted() {
  for file in "$@"; do
    case ${file} in
      /run/credentials/*/*) ;;
      /run/credentials/*)
        die 77 "the secrets are encrypted, and systemd has not decrypted them for ${user}" \
          'start it as root, for whom systemd does'
        ;;
      *) ;;
    esac
  done
}
