# --- Who runs this, and for whom -------------------------------------------------------------------------------------

# check_accounts: the scripts are made for one home directory each. Sets account_uid and account_gid, the host's user's.
check_accounts() {
  while IFS=: read -r name wanted_home; do
    key=run_as
    [ "${name}" != "${user}" ] || key=${origin}
    id -u -- "${name}" >/dev/null 2>&1 || die 78 "there is no user ${name} on this machine (${key}.user in the spec)"
    # A tilde prefix: the shell asks the system's user database. Names of users need no quotes.
    account_home=$(eval "printf '%s\\n' ~${name}")
    [ "${account_home}" = "${wanted_home}" ] \
      || die 78 "the home of ${name} is ${account_home}, but the scripts are made for ${wanted_home}" \
        "set ${key}.home to ${account_home} in the spec, compile and copy again"
  done <<END
${accounts}
END
  account_uid=$(id -u -- "${user}")
  account_gid=$(id -g -- "${user}")
}

# as_user COMMAND...: in a clean environment. For root only.
as_user() {
  set -- env -i HOME="${home}" USER="${user}" LOGNAME="${user}" PATH="${PATH}" LC_ALL="${LC_ALL}" "$@"
  if setpriv --reuid="${account_uid}" --regid="${account_gid}" --init-groups true 2>/dev/null; then
    setpriv --reuid="${account_uid}" --regid="${account_gid}" --init-groups "$@"
  elif command -v runuser >/dev/null 2>&1; then
    runuser -u "${user}" -- "$@"
  elif [ "${scheduler}" = launchd ]; then
    # su(1) of macOS takes no shell.
    sudo -n -u "${user}" -- "$@"
  else
    # shellcheck disable=SC2016 # for the inner shell to expand
    su -s /bin/sh -c 'exec "$0" "$@"' -- "${user}" "$@"
  fi </dev/null 9>&-
}

# continue_as_user OPTIONS...: root never writes where the user could lay traps. The user gets a copy of this directory,
# which may lie where only root can read (below /root, say).
continue_as_user() {
  copy_tree || die 78 "cannot copy ${tree} for ${user}"
  # A signal is for both, and what becomes of that install is what counts: it may be undone by now, or be done.
  trap : HUP INT TERM
  cd / || exit
  as_user HOLDFAST_STARTED_BY=root /bin/sh "${work}/tree/install.sh" "$@" || {
    code=$?
    # All other codes that are not its own come with a message of the program that failed.
    [ "${code}${check}" != 1 ] || die 78 "cannot start anything as ${user}" "do env(1) and setpriv(1), runuser(1) or su(1) work?"
    exit "${code}"
  }
}

copy_tree() {
  chmod 755 "${work}" && mkdir "${work}/tree" || return
  names=install.sh
  if [ -z "${uninstall}" ]; then
    names="MANIFEST.sha256 $(cat "${work}/wanted")" || return
  fi
  for name in ${names}; do
    case ${name} in
      */*) mkdir -p -- "${work}/tree/${name%/*}" ;;
      *) ;;
    esac && cp -P -- "${tree}/${name}" "${work}/tree/${name}" || return
  done
  chmod -R u=rwX,go=rX "${work}/tree"
}

# check_owner DIRECTORY: root writes only where nobody else can, looking from the directory up.
# (Group 50 is Debian's staff, which owns /usr/local on older systems.)
check_owner() {
  above=$1
  while [ ! -d "${above}" ]; do
    above=${above%/*}
    above=${above:-/}
  done
  above=$(cd -P -- "${above}" && pwd)
  while :; do
    unsafe=$(find "${above}" -prune \( ! -user 0 -o -perm -002 -o -perm -020 ! -group 0 ! -group 50 \))
    [ -z "${unsafe}" ] || die 78 "others can write in ${above}, where root is to install ${1}" \
      "choose another ${origin}.install_dir or state_dir, or make it root's own"
    [ "${above}" != / ] || break
    above=${above%/*}
    above=${above:-/}
  done
}

# check_linger: without it, the user's timers stop when the user logs out, and do not start with the machine.
check_linger() {
  [ -e "/var/lib/systemd/linger/${user}" ] || die 78 "${user} is not lingering: timers would run only while ${user} is logged in" \
    "as root: loginctl enable-linger ${user}"
}
