# An HTTP server on loopback that keeps what it is sent (see listener.py); for bats, after lab.bash.

# listener_start: sets LISTENER, its URL; requests become lines of LAB/requests.
listener_start() {
  local port
  port=$(free_port)
  LISTENER=http://127.0.0.1:${port}
  export LISTENER
  : >"${LAB}/requests"
  setsid python3 "${lab_dir}/listener.py" "${port}" "${LAB}/requests" </dev/null >/dev/null 2>&1 3>&- &
  echo "$!" >"${LAB}/listener.pid"
  disown
  wait_until 10 port_answers "${port}"
}

# requests EXPRESSION: a Python expression over the requests so far (r, a list), which are then forgotten.
requests() {
  python3 -c '
import json, sys
r = [json.loads(line) for line in open(sys.argv[1])]
print(eval(sys.argv[2]))' "${LAB}/requests" "$1"
  : >"${LAB}/requests"
}
