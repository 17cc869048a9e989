# An rsync daemon of our own on loopback, with authenticated modules; for bats, after lab.bash.

# rsyncd_start: a daemon on a free port, whose modules all ask for rsync_user and the password `rsync_password`:
#   backups     what a careful server offers
#   readonly    backups, but nobody may write
#   keeping     backups, but nothing can be deleted
# Sets RSYNCD_PORT, and RSYNCD_DIR, which the module `backups` serves.
rsyncd_start() {
  RSYNCD_HOME=${LAB}/rsyncd
  RSYNCD_DIR=${RSYNCD_HOME}/backups
  rsync_password='rsync pass word'
  RSYNCD_PORT=$(free_port)
  export RSYNCD_HOME RSYNCD_DIR RSYNCD_PORT rsync_password
  mkdir -p "${RSYNCD_DIR}"
  printf 'rsync_user:%s\n' "${rsync_password}" >"${RSYNCD_HOME}/secrets"
  chmod 600 "${RSYNCD_HOME}/secrets"
  cat >"${RSYNCD_HOME}/conf" <<END
address = 127.0.0.1
port = ${RSYNCD_PORT}
log file = ${RSYNCD_HOME}/log
hosts allow = 127.0.0.1
auth users = rsync_user
secrets file = ${RSYNCD_HOME}/secrets
list = no
use chroot = no
uid = 0
gid = 0
read only = no
path = ${RSYNCD_DIR}
[backups]
[readonly]
read only = yes
[keeping]
refuse options = delete
END
  rsyncd_resume
}

# rsyncd_resume: starts the daemon that rsyncd_stop ended, on the same port.
rsyncd_resume() {
  setsid rsync --daemon --no-detach --config="${RSYNCD_HOME}/conf" </dev/null >/dev/null 2>&1 3>&- &
  echo "$!" >"${LAB}/rsyncd.pid"
  disown
  wait_until 10 port_answers "${RSYNCD_PORT}"
}

# rsyncd_stop: ends the daemon and every transfer that it serves.
rsyncd_stop() {
  kill -KILL -- "-$(cat "${LAB}/rsyncd.pid")"
  rm "${LAB}/rsyncd.pid"
  wait_until 10 port_is_silent "${RSYNCD_PORT}"
}
