# A mail server on loopback that keeps what it is sent (see smtp.py), and a sendmail of LAB_USER's that sends there, which
# is msmtp; for bats, after lab.bash.

# smtp_start: mails become lines of LAB/mails.
smtp_start() {
  local port
  port=$(free_port)
  : >"${LAB}/mails"
  setsid python3 "${lab_dir}/smtp.py" "${port}" "${LAB}/mails" </dev/null >/dev/null 2>&1 3>&- &
  echo "$!" >"${LAB}/smtp.pid"
  disown
  wait_until 10 port_answers "${port}"
  ln -s /usr/bin/msmtp "${LAB}/bin/sendmail"
  printf '%s\n' 'account default' 'host 127.0.0.1' "port ${port}" 'from backups@example.org' >"${LAB}/home/.msmtprc"
  chmod 600 "${LAB}/home/.msmtprc"
  chown "${LAB_USER}:" "${LAB}/home/.msmtprc"
}

# mails EXPRESSION: a Python expression over the mails so far (m, a list), which are then forgotten.
mails() {
  python3 -c '
import json, sys
m = [json.loads(line) for line in open(sys.argv[1])]
print(eval(sys.argv[2]))' "${LAB}/mails" "$1"
  : >"${LAB}/mails"
}
