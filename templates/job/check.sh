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
