# The lab: a directory and an ordinary user of a test file's own, and the few words that all end-to-end tests share.
#
#   load ../lab/lab
#   setup_file() { lab_open; lab_spec <<'END' … END; lab_compile; }
#   teardown_file() { lab_close; }
#
# Needs root: it makes users, and runs the compiled scripts as them.

bats_require_minimum_version 1.5.0
lab_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "${lab_dir}/../.." && pwd)
load "${repo}/node_modules/bats-support/load.bash"
load "${repo}/node_modules/bats-assert/load.bash"

# The host's name in the specs of the lab.
host=the-server

# lab_open: makes LAB, a directory that everybody can read, and LAB_USER, whose home is LAB/home and holds the secrets
# that the specs name. LAB/bin stands first on the jobs' PATH: there node, npm and npx only tell that they were called.
lab_open() {
  LAB=$(mktemp -d /tmp/holdfast.XXXXXX)
  LAB_USER=holdfast_$(basename "${LAB}" | tr 'A-Z.' 'a-z_' | tail -c 7)
  export LAB LAB_USER
  chmod 755 "${LAB}"
  useradd --no-create-home --home-dir "${LAB}/home" --shell /bin/sh "${LAB_USER}"
  install -d -m 700 -o "${LAB_USER}" -g "${LAB_USER}" "${LAB}/home"
  lab_secret .duplicity.secret "it's a \"pass\" \\ %H \$HOME phrase"
  lab_secret .rsync.secret 'rsync pass word'
  mkdir "${LAB}/bin" "${LAB}/out"
  # The repository may lie where ordinary users cannot go.
  cp "${lab_dir}/tree.py" "${LAB}/tree.py"
  local tool
  for tool in node npm npx; do
    printf '#!/bin/sh\necho "%s $*" >>%s/node-was-called\nexit 1\n' "${tool}" "${LAB}" >"${LAB}/bin/${tool}"
    chmod 755 "${LAB}/bin/${tool}"
  done
}

# lab_close: ends the daemons (each in a session of its own, named by LAB/*.pid) and what still runs as the user, and
# leaves nothing behind.
lab_close() {
  local file
  for file in "${LAB}"/*.pid; do
    [[ ! -e ${file} ]] || kill -KILL -- "-$(cat "${file}")" || :
  done
  kill_all_of "${LAB_USER}"
  wait_until 10 user_is_idle
  userdel "${LAB_USER}"
  rm -rf "${LAB}"
}

# kill_all_of USER: SIGKILL to everything that runs as the user, as if at one instant: stopped first, none sees another end.
kill_all_of() {
  pkill -STOP -U "$1" || :
  pkill -KILL -U "$1" || :
}

user_is_idle() {
  ! pgrep -U "${LAB_USER}" >/dev/null
}

# lab_secret NAME TEXT: a file in the user's home that only the user can read.
lab_secret() {
  printf '%s\n' "$2" >"${LAB}/home/$1"
  chmod 600 "${LAB}/home/$1"
  chown "${LAB_USER}:" "${LAB}/home/$1"
}

# lab_spec: writes the spec on standard input to LAB/backup.yaml.
lab_spec() {
  cat >"${LAB}/backup.yaml"
}

# lab_host: prints the lines of a host that runs here as LAB_USER, without its jobs.
lab_host() {
  printf '    user: %s\n    home: %s/home\n    path: [%s/bin]\n' "${LAB_USER}" "${LAB}" "${LAB}"
}

# lab_compile: compiles LAB/backup.yaml, and copies only the host's own part of the output to LAB/host.
lab_compile() {
  node "${repo}/dist/holdfast.cjs" compile "${LAB}/backup.yaml" -o "${LAB}/out"
  rm -rf "${LAB}/host"
  cp -R "${LAB}/out/${host}" "${LAB}/host"
}

# lab_tree DIR: a source tree of LAB_USER's (see tree.py).
lab_tree() {
  as_user python3 "${LAB}/tree.py" make "$1"
}

lab_change_tree() {
  as_user python3 "${LAB}/tree.py" change "$1"
}

# same_tree A B: fails with the list of differences.
same_tree() {
  python3 "${LAB}/tree.py" compare "$1" "$2"
}

# as_user COMMAND…: COMMAND as LAB_USER in an empty environment, holding nothing of the test's.
as_user() {
  (cd / && exec setpriv --reuid="${LAB_USER}" --regid="${LAB_USER}" --clear-groups \
    env -i PATH=/usr/bin:/bin "$@" 3>&- </dev/null)
}

# job NAME ACTION [WORD…]: the compiled script, as LAB_USER.
job() {
  local name=$1
  shift
  as_user "${LAB}/host/jobs/${name}.sh" "$@"
}

# state_of JOB: where the job keeps its archive cache, status, log and lock.
state_of() {
  printf '%s\n' "${LAB}/home/.local/state/holdfast/$1"
}

# outcome_of JOB ACTION: the outcome on record, as `status --json` prints it.
outcome_of() {
  job "$1" status --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["actions"][sys.argv[1]]["outcome"])' "$2"
}

# new_directory: a path that does not exist yet, in a directory of LAB_USER's.
new_directory() {
  local parent
  parent=$(mktemp -d "${LAB}/new.XXXXXX")
  chown "${LAB_USER}:" "${parent}"
  printf '%s/restored\n' "${parent}"
}

# wait_until SECONDS COMMAND…: fails when COMMAND does not succeed in time.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    if ((SECONDS >= deadline)); then
      echo "waited in vain for: $*" >&2
      return 1
    fi
    sleep 0.1
  done
}

free_port() {
  python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

port_answers() {
  (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

port_is_silent() {
  ! port_answers "$1"
}
