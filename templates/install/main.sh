# --- From here on, things happen -----------------------------------------------------------------------------------------

# take_lock: one install at a time. The lock is the kernel's, on descriptor 9, and goes with this process.
take_lock() {
  [ -n "${uninstall}" ] || mkdir -p -- "${state_dir}" || die 78 "cannot make ${state_dir}"
  if [ ! -d "${state_dir}" ]; then
    return
  fi
  # (Not ":", whose failing redirection would end the shell without a word: XCU 2.8.1.)
  { true >>"${state_dir}/install.lock"; } 2>/dev/null || die 78 "cannot write in ${state_dir}" "does it belong to ${user}, and is the disk full?"
  exec 9>>"${state_dir}/install.lock"
  if command -v flock >/dev/null 2>&1; then
    flock -n 9 9>&9
  else
    python3 -I -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 9>&9 2>/dev/null
  fi || die 75 "another install.sh is at work in ${state_dir}" 'wait for it to end'
}

# look_around: what must be right before anything is done; what there is already.
look_around() {
  if [ "${me}" -eq 0 ]; then
    check_owner "${install_dir}/jobs"
    check_owner "${state_dir}"
  fi
  if [ -f "${install_dir}/install.sh" ] && ! grep -qxF -e "host='${host}'" -- "${install_dir}/install.sh"; then
    die 78 "${install_dir} belongs to another host of a spec" "run ${install_dir}/install.sh --uninstall first, or set ${origin}.install_dir"
  fi
  : >"${work}/manifest"
  if [ -f "${install_dir}/MANIFEST.sha256" ]; then
    cp -- "${install_dir}/MANIFEST.sha256" "${work}/manifest" || die 78 "cannot read ${install_dir}/MANIFEST.sha256"
  fi
  names_in "${work}/manifest" >"${work}/installed"
  user_before=
  if [ -f "${install_dir}/install.sh" ] && grep -q -e '^cron/' -- "${work}/installed"; then
    user_before=$(lines_of "s/^user='\(.*\)'\$/\1/p" "${install_dir}/install.sh") || exit
  fi
  [ "${user_before:-${user}}" = "${user}" ] || die 78 "what is installed in ${install_dir} is started from the crontab of ${user_before}" \
    "run ${install_dir}/install.sh --uninstall first"
  find_scope
  find_units
  find_agents
  if needs_scheduler systemd; then
    check_systemd
  fi
  if needs_scheduler launchd; then
    check_launchd
  fi
}

# needs_scheduler NAME: whether it has something of this host, or is to have.
needs_scheduler() {
  case ${scheduler}:${uninstall} in
    "$1:") ;;
    *) grep -q -e "^$1/" -- "${work}/installed" ;;
  esac
}

# show_steps PREFIX
show_steps() {
  while read -r verb name; do
    describe "${verb}" "${name}"
    [ -z "${text}" ] || say "$1${text}"
    if [ "${verb}" = write-crontab ] && [ -s "${work}/block" ]; then
      say '  with these lines:'
      sed 's/^/  | /' "${work}/block"
    fi
  done <"${work}/steps"
}

say_farewell() {
  if [ -n "${uninstall}" ]; then
    say "uninstalled ${host}; archive caches, status and logs stay in ${state_dir}, secrets where they are"
    return
  fi
  # The system's schedule may run a job as somebody else, without sudo, and only root becomes anybody.
  starter=${user}
  [ "${scheduler}" = cron ] || [ "${scope}" = user ] || starter=root
  say "installed ${host}; before you trust it, let each job look at its secrets and target, as ${starter}:"
  for name in ${files}; do
    case ${name} in
      jobs/*) say "  ${install_dir}/${name} check" ;;
      *) ;;
    esac
  done
  if [ "${scheduler}" = cron ]; then
    warn_without_cron
    warn_without_mail
  fi
}

install() {
  look_around
  if [ -z "${dry_run}${check}" ]; then
    take_lock
  fi
  make_plan
  if [ ! -s "${work}/steps" ]; then
    say "nothing to do for ${host}"
    [ -n "${dry_run}${check}" ] || tidy_up
  elif [ -n "${check}" ]; then
    show_steps 'differs: would '
    exit 1
  elif [ -n "${dry_run}" ]; then
    show_steps 'would '
  else
    take_steps
    say_farewell
  fi
}

umask 022
LC_ALL=C.UTF-8
PATH=${PATH:+${PATH}:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset -v IFS CDPATH ENV
uninstall=
dry_run=
check=
changing=
code=0
block_begin="# BEGIN holdfast ${install_dir}"
block_end="# END holdfast ${install_dir}"

for option in "$@"; do
  case ${option} in
    --uninstall) uninstall=yes ;;
    --dry-run) dry_run=yes ;;
    --check) check=yes ;;
    --help)
      usage
      exit 0
      ;;
    *) die 64 "\"${option}\" is not one of its options" '--help shows what there is' ;;
  esac
done
if [ -n "${check}" ] && [ -n "${uninstall}${dry_run}" ]; then
  die 64 '--check goes with no other option: it changes nothing'
fi

tree=$(dirname -- "$0")
tree=$(cd -P -- "${tree}" && pwd) || die 78 "cannot find the directory of $0"
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
work=
# (mksh forgets the status of an exit within another trap, unless it is told again.)
trap 'code=$?; rm -rf -- ${work:+"${work}"}; exit "${code}"' EXIT
work=$(mktemp -d) || die 78 'cannot make a temporary directory'
: >"${work}/wanted"
if [ -z "${uninstall}" ]; then
  check_tree
fi

me=$(id -u)
if [ "${scope}" = system ]; then
  [ "${me}" -eq 0 ] || die 77 "${host} is installed for the system: start this as root"
  [ -n "${uninstall}" ] || check_accounts
  install
  exit
fi
check_accounts
if [ "${me}" -eq "${account_uid}" ]; then
  if [ -z "${HOLDFAST_STARTED_BY-}" ]; then
    find_other_install
    [ -z "${other}" ] || die 77 "${host} is still installed for the system, in ${other}" \
      'start this as root, to uninstall that too'
  fi
  install
  exit
fi
others="${user} or as "
[ "${user}" != root ] || others=
[ "${me}" -eq 0 ] || die 77 "this installs for ${user}: start it as ${others}root"
continue_as_user "$@"
find_other_install
if [ -n "${other}" ]; then
  describe uninstall "${other}"
  if [ -n "${check}" ]; then
    say "differs: would ${text}"
    exit 1
  elif [ -n "${dry_run}" ]; then
    say "would ${text}"
    exit
  fi
  say "${text}"
  /bin/sh "${other}/install.sh" --uninstall
fi
