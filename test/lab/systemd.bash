# A machine whose first process is a real systemd: a copy of this one that forgets all changes (an overlay in memory), in
# a container without a network. LAB is shared with it.

# systemd_open: boots it, within seconds.
systemd_open() {
  SYSTEMD_HOME=$(mktemp -d /tmp/holdfast-systemd.XXXXXX)
  export SYSTEMD_HOME
  # A test's descriptors would keep bats waiting for this.
  setsid unshare --mount --propagation private "${lab_dir}/boot-systemd.sh" "${SYSTEMD_HOME}" "${LAB}" \
    </dev/null >"${SYSTEMD_HOME}/console" 2>&1 3>&- &
  SYSTEMD_NSPAWN=$!
  export SYSTEMD_NSPAWN
  wait_until 30 systemd_is_up
}

systemd_is_up() {
  SYSTEMD_LEADER=$(pgrep --parent "${SYSTEMD_NSPAWN}" --oldest) || return
  export SYSTEMD_LEADER
  # "degraded" is up as well: in a container something always fails.
  [[ $(in_systemd systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]
}

# in_systemd COMMAND…: as root, on that machine.
in_systemd() {
  nsenter --target "${SYSTEMD_LEADER}" --all -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@" 3>&- </dev/null
}

# systemd_close: the machine's processes end with its first one.
systemd_close() {
  kill -KILL "${SYSTEMD_LEADER}" "${SYSTEMD_NSPAWN}" || :
  wait_until 10 systemd_is_gone
  rm -rf "${SYSTEMD_HOME}"
}

systemd_is_gone() {
  ! kill -0 "${SYSTEMD_NSPAWN}" 2>/dev/null
}
