# Installing a small host: the lab, a crontab spool of its own, and a spec that can change.

load ../lab/lab

# install_open: the lab, and LAB/spool for the crontabs.
install_open() {
  lab_open
  install -d -m 1730 -g crontab "${LAB}/spool"
  as_user mkdir "${LAB}/home/data"
  as_user sh -c "echo precious >'${LAB}/home/data/file'"
  mkdir -m 777 "${LAB}/disk" "${LAB}/tmp"
  mkdir "${LAB}/fakes"
}

# install_clean: as if nothing had ever been installed.
install_clean() {
  rm -rf "${LAB}/home/.local" "${LAB}/spool/${LAB_USER}" "${LAB}"/fakes/*
}

# install_spec JOBS SCHEDULE [HOST LINE…]: compiles to LAB/host a host on which each of JOBS makes a backup when SCHEDULE
# says so, and prunes at 04:05.
install_spec() {
  local jobs=$1 schedule=$2 job
  shift 2
  {
    printf 'version: 1\njobs:\n'
    for job in ${jobs}; do
      cat <<END
  ${job}:
    source: ~/data
    target: { url: "file://${LAB}/disk" }
    encryption: { passphrase: { file: ~/.duplicity.secret } }
    backup: { schedule: "${schedule}" }
    prune: { schedule: "5 4 * * *", keep_full: 2 }
END
    done
    printf 'hosts:\n  the-server:\n'
    lab_host
    printf '    jobs: [%s]\n' "${jobs// /, }"
    printf '    %s\n' "$@"
  } | lab_spec
  lab_compile
}

# with_spool COMMAND…: COMMAND where the crontabs are those of the lab.
with_spool() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --mount --propagation private sh -c 'mount --bind "$0" /var/spool/cron/crontabs && exec "$@"' "${LAB}/spool" "$@"
}

# install_as_user [OPTION…]: what is in LAB/fakes stands before the system's programs.
install_as_user() {
  # shellcheck disable=SC2086 # a program and its options
  with_spool setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups \
    env -i PATH="${LAB}/fakes:/usr/bin:/bin" TMPDIR="${LAB}/tmp" ${SHELL_UNDER_TEST:-sh} "${LAB}/host/install.sh" "$@" 3>&- </dev/null
}

install_as_root() {
  with_spool env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh "${LAB}/host/install.sh" "$@" 3>&- </dev/null
}

# install_in_systemd [OPTION…]: as root on the booted machine.
install_in_systemd() {
  in_systemd sh "${LAB}/host/install.sh" "$@"
}

# set_crontab FILE: sets LAB_USER's crontab.
set_crontab() {
  with_spool crontab -u "${LAB_USER}" "$1"
}

show_crontab() {
  with_spool crontab -u "${LAB_USER}" -l
}

# installed_state: every file that an install may touch, with times and contents, and the crontab.
installed_state() {
  (cd "${LAB}/home" && find . -type f ! -name install.lock -printf '%p %m %u %T@ ' -exec sha256sum {} \;)
  show_crontab 2>&1
}

# fake NAME: a program of LAB/fakes, with its text on standard input.
fake() {
  cat >"${LAB}/fakes/$1"
  chmod 755 "${LAB}/fakes/$1"
}
