# The SOCKS5 stand-in of socks5.py; for bats, after lab.bash.

# socks5_start NAME[,NAME…] HOST PORT [answer|silent|stall]: sets SOCKS5_PORT; what is asked for is logged in SOCKS5_LOG.
# A second start, after a stop, is on the same port.
socks5_start() {
  SOCKS5_LOG=$(mktemp "${LAB}/socks5.XXXXXX")
  setsid python3 "${lab_dir}/socks5.py" "${SOCKS5_PORT-0}" "$@" >"${SOCKS5_LOG}" 2>&1 </dev/null 3>&- &
  echo "$!" >"${LAB}/socks5.pid"
  disown
  wait_until 10 test -s "${SOCKS5_LOG}"
  SOCKS5_PORT=$(head -n 1 "${SOCKS5_LOG}")
  export SOCKS5_LOG SOCKS5_PORT
}

socks5_stop() {
  kill -KILL -- "-$(cat "${LAB}/socks5.pid")"
  rm "${LAB}/socks5.pid"
}
