#!/usr/bin/env bats
# Root restores for a user, and starts the user's job, without running, reading or writing anything that the user could have
# laid out for it.

load ../lab/lab

setup_file() {
  lab_open
  SERVER_PORT=$(free_port)
  export SERVER_PORT
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user sh -c "echo precious >'${LAB}/home/data/file'"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  backup: {}
targets:
  disk: { url: "file://${LAB}/home/disk" }
  server: { url: "rsync://rsync_user@127.0.0.1:${SERVER_PORT}::backups/", password: { file: ~/.rsync.secret } }
jobs: { local: { target: disk }, remote: { target: server } }
hosts:
  the-server:
    scheduler: cron
    jobs: [local, remote]
$(lab_host)
END
  lab_compile
  job local backup
  # Who runs any of what follows leaves a line here.
  touch "${LAB}/ran"
  chmod 666 "${LAB}/ran"
}

teardown_file() {
  lab_close
}

setup() {
  : >"${LAB}/ran"
}

# as_root COMMAND…: COMMAND as root, within 10 s, in an empty environment.
as_root() {
  (cd / && exec timeout 10 env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@" 3>&- </dev/null)
}

# root_restores: root restores the job on the disk.
root_restores() {
  RESTORED=$(new_directory)
  run as_root "${LAB}/host/jobs/local.sh" restore "${RESTORED}"
}

@test "python code of the user's runs when the user restores, and not when root does" {
  local site
  site=$(as_user HOME="${LAB}/home" python3 -c 'import site; print(site.getusersitepackages())')
  as_user mkdir -p "${site}"
  echo "import os; print('python', os.getuid(), file=open('${LAB}/ran', 'a'))" >"${site}/usercustomize.py"
  run job local restore "$(new_directory)"
  assert_success
  run sort -u "${LAB}/ran"
  assert_output "python $(id -u "${LAB_USER}")"
  : >"${LAB}/ran"
  root_restores
  assert_success
  run same_tree "${LAB}/home/data" "${RESTORED}"
  assert_success
  run cat "${LAB}/ran"
  assert_output ''
}

@test "a state directory that the user made a link to one of root's does not make root run the user's code" {
  local state site
  state=$(state_of local)
  site=$(as_user HOME="${LAB}/home" python3 -c 'import site; print(site.getusersitepackages())')
  as_user mkdir -p "${site}"
  echo "import os; print('python', os.getuid(), file=open('${LAB}/ran', 'a'))" >"${site}/usercustomize.py"
  as_user mv "${state}" "${state}.away"
  as_user ln -s / "${state}"
  run as_root "${LAB}/host/jobs/local.sh" check
  as_user rm "${state}"
  as_user mv "${state}.away" "${state}"
  rm "${site}/usercustomize.py"
  run sort -u "${LAB}/ran"
  assert_output "python $(id -u "${LAB_USER}")"
}

@test "tools of the user's in hosts.path run when the user restores, and not when root does" {
  local tool
  local tools=(cat chown date duplicity env gpg grep id ls mkdir mktemp python3 rm rsync setpriv setsid su test timeout true)
  for tool in "${tools[@]}"; do
    # shellcheck disable=SC2016 # for the tool itself to expand
    printf '#!/bin/sh\necho "%s $(/usr/bin/id -u)" >>%s/ran\nexec /usr/bin/%s "$@"\n' \
      "${tool}" "${LAB}" "${tool}" >"${LAB}/bin/${tool}"
    chmod 755 "${LAB}/bin/${tool}"
    chown "${LAB_USER}:" "${LAB}/bin/${tool}"
  done
  run job local restore "$(new_directory)"
  assert_success
  run sort -u "${LAB}/ran"
  assert_line "duplicity $(id -u "${LAB_USER}")"
  refute_line --partial ' 0'
  : >"${LAB}/ran"
  root_restores
  local restored_as=${status}
  run as_root "${LAB}/host/jobs/local.sh" backup
  rm "${tools[@]/#/${LAB}/bin/}"
  assert_success
  assert_equal "${restored_as}" 0
  run same_tree "${LAB}/home/data" "${RESTORED}"
  assert_success
  # The backup was the user's.
  run grep ' 0$' "${LAB}/ran"
  assert_output ''
}

@test "a duplicity that is not root's own is refused" {
  # shellcheck disable=SC2016 # for the inner shell to expand
  run unshare --mount --propagation private sh -c '
    cp /usr/bin/duplicity "$1/duplicity" && chown "$2:" "$1/duplicity" && mount --bind "$1/duplicity" /usr/bin/duplicity
    shift 2; exec timeout 10 env -i "$@"' - "${LAB}" "${LAB_USER}" "${LAB}/host/jobs/local.sh" restore "$(new_directory)"
  assert_failure 77
  assert_output --partial "root does not run /usr/bin/duplicity: /usr/bin/duplicity is another user's"
}

@test "a link to root's duplicity is refused where the user could change it" {
  local directory="${LAB}/home/programs"
  as_user mkdir "${directory}"
  as_user ln -s /usr/bin/duplicity "${directory}/duplicity"
  # shellcheck disable=SC2016 # for the inner shell to expand
  run unshare --mount --propagation private sh -c '
    mount --bind "$1" /usr/local/bin
    shift; exec timeout 10 env -i "$@"' - "${directory}" "${LAB}/host/jobs/local.sh" restore "$(new_directory)"
  assert_failure 77
  assert_output --partial "root does not run /usr/local/bin/duplicity: /usr/local/bin is another user's"
}

# secret_is_refused: with what now lies in the place of the rsync password, root's restore ends at once.
secret_is_refused() {
  SECONDS=0
  run as_root "${LAB}/host/jobs/remote.sh" restore "$(new_directory)"
  rm -f "${LAB}/home/.rsync.secret"
  lab_secret .rsync.secret 'rsync pass word'
  assert_failure 77
  assert [ "${SECONDS}" -lt 5 ]
  refute_output --partial 'the secret of root'
}

@test "a secret that links to a file of root's is refused" {
  echo 'the secret of root' >"${LAB}/of-root"
  chmod 600 "${LAB}/of-root"
  as_user ln -sf "${LAB}/of-root" "${LAB}/home/.rsync.secret"
  secret_is_refused
  assert_output --partial "does not belong to ${LAB_USER}"
}

@test "a secret that is a pipe is refused" {
  as_user sh -c "rm '${LAB}/home/.rsync.secret' && mkfifo -m 600 '${LAB}/home/.rsync.secret'"
  secret_is_refused
  assert_output --partial '.rsync.secret'
}

@test "root leaves nothing behind, and its files are not the user's to reach" {
  root_restores
  assert_success
  run find /var/tmp -maxdepth 1 -name 'holdfast.*' -newer "${LAB}/ran"
  assert_output ''
  run find "${LAB}/home" -user root -newer "${LAB}/ran"
  assert_output ''
}

# server_is_asked: whether an rsync of root's waits for the server; sets its process group.
server_is_asked() {
  asking=$(pgrep -U 0 -f "^/usr/bin/rsync .*--port=${SERVER_PORT}") && group=$(ps -o pgid= -p "${asking}" | tr -d ' ')
}

@test "root that is killed leaves no secret behind" {
  # Takes connections, and never says a word.
  setsid nc -l -k 127.0.0.1 "${SERVER_PORT}" </dev/null >/dev/null 2>&1 3>&- &
  echo "$!" >"${LAB}/server.pid"
  setsid env -i "${LAB}/host/jobs/remote.sh" restore "$(new_directory)" </dev/null >/dev/null 2>&1 3>&- &
  local script=$! asking group left
  wait_until 20 server_is_asked
  kill -KILL -- "-${script}" "-${group}"
  left=$(find /var/tmp -maxdepth 1 -name 'holdfast.*' -newer "${LAB}/ran")
  assert [ -n "${left}" ]
  run grep -rl -e 'rsync pass word' -e phrase "${left}"
  rm -rf "${left}"
  assert_failure 1
}

@test "what a restore that was killed has left is removed by the next, what is in use or not root's stays" {
  local place=/var/tmp/holdfast.local
  mkdir "${place}.killed" "${place}.in-use"
  as_user mkdir "${place}.user-s"
  echo cache >"${place}.killed/file"
  flock "${place}.in-use" sleep 60 3>&- &
  local user=$!
  # shellcheck disable=SC2016 # for the inner shell to expand
  wait_until 10 sh -c '! flock -n "$1" true' - "${place}.in-use"
  root_restores
  local left
  left=$(cd /var/tmp && echo holdfast.local.*)
  kill "${user}"
  rm -rf "${place}".*
  assert_success
  assert_equal "${left}" 'holdfast.local.in-use holdfast.local.user-s'
}
