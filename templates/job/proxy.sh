# --- The proxy on the way to the target ----------------------------------------------------------------------------

# read_proxy_login: sets proxy_login, USER:PASSWORD or nothing. Tor takes any user, and gives each a circuit of its own.
read_proxy_login() {
  proxy_login=
  [ -n "${proxy_user}" ] || return 0
  proxy_password=${proxy_user}
  if [ -n "${proxy_password_file}" ]; then
    IFS= read -r proxy_password <"${proxy_password_file}"
    case ${proxy_password} in
      '' | *[[:cntrl:]]*) die 77 "the first line of ${proxy_password_file} is empty, or holds a control character; it must be the password of the proxy" ;;
      *) ;;
    esac
  fi
  proxy_login="${proxy_user}:${proxy_password}"
}

# blame_proxy: whether it is the proxy that does not answer, or that refuses.
blame_proxy() {
  if said -e 'bad response from proxy -- HTTP/[0-9.]* 407' -e 'Ncat: Error: authentication failed'; then
    die 77 "the proxy ${proxy} refused the user or the password" "the password is in ${proxy_password_file}"
  elif python3 -I -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 10)' \
    "${proxy%:*}" "${proxy##*:}" >/dev/null 2>&1; then
    culprit="the proxy ${proxy} answers, but ${culprit}"
  else
    culprit="the proxy ${proxy} does not answer"
  fi
}
