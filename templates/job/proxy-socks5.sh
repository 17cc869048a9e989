# use_proxy: rsync gets through by the first of the connect programs that this host has. Each of them leaves it to the
# proxy to look up the name of the target.
use_proxy() {
  read_proxy_login
  RSYNC_CONNECT_PROG=
  missing=
  connect_programs "each_connect_program"
  [ -n "${RSYNC_CONNECT_PROG}" ] \
    || die 78 "nothing that can talk to the proxy is installed, or in ${search_path}: no ${missing}" "on Debian: apt install ${connect_package}"
  export RSYNC_CONNECT_PROG
  # ncat alone takes it, and here: its arguments everybody on this host could read.
  case ${proxy_login}:${RSYNC_CONNECT_PROG} in
    ?*:'ncat '*) export NCAT_PROXY_AUTH="${proxy_login}" ;;
    *) ;;
  esac
}

each_connect_program() {
  for connect_program in "$@"; do
    if can_connect "${connect_program%% *}"; then
      RSYNC_CONNECT_PROG=${connect_program}
      return
    fi
    missing="${missing:+${missing}, }${connect_program%% *}"
  done
}

# can_connect PROGRAM: several programs are called nc, of which OpenBSD's knows proxies.
can_connect() {
  command -v "$1" >/dev/null 2>&1 || return
  [ "$1" = nc ] || return 0
  case $(nc -h 2>&1) in
    *'[-X '*) ;;
    *) return 1 ;;
  esac
}
