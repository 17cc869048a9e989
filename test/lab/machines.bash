# Machines that are copies of this one, without Node, share this network, and are gone without a trace when they are
# deleted; for bats, after lab.bash.

# machine_start NAME [WORD…]: WORDs are systemd-nspawn's: a program that is to run there, or --boot.
machine_start() {
  local name=$1 home
  shift
  home=$(mktemp -d "/tmp/holdfast-machine.XXXXXX")
  echo "${home}" >"${LAB}/${name}.home"
  # A test's descriptors would keep bats waiting for this.
  setsid unshare --mount --propagation private "${lab_dir}/overlay-machine.sh" "${home}" --resolv-conf=off "$@" \
    </dev/null >"${LAB}/${name}.console" 2>&1 3>&- &
  echo "$!" >"${LAB}/${name}.pid"
  disown
  wait_until 60 in_machine "${name}" true 2>/dev/null
  local node
  node=$(readlink -f "$(type -P node)")
  in_machine "${name}" sh -c "echo nameserver 127.0.0.1 >/etc/resolv.conf && rm -f /usr/bin/node /usr/local/bin/node '${node}'"
}

# machine_leader NAME: its first process.
machine_leader() {
  pgrep --parent "$(cat "${LAB}/$1.pid")" --oldest
}

# in_machine NAME COMMAND…: as root, there.
in_machine() {
  local leader
  leader=$(machine_leader "$1") || return
  shift
  nsenter --target "${leader}" --all -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@" 3>&- </dev/null
}

# machine_root NAME: its root directory, as seen from here.
machine_root() {
  printf '/proc/%s/root\n' "$(machine_leader "$1")"
}

# machine_delete NAME: all that it was lay in memory.
machine_delete() {
  kill -KILL "$(machine_leader "$1")" "$(cat "${LAB}/$1.pid")"
  wait_until 10 machine_is_gone "$1"
  rm "${LAB}/$1.pid"
  rmdir "$(cat "${LAB}/$1.home")"
}

machine_is_gone() {
  ! kill -0 "$(cat "${LAB}/$1.pid")" 2>/dev/null
}
