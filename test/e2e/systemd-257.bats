#!/usr/bin/env bats
# The units of Debian 13's systemd, which reads more of them than Debian 12's, on which the other suites run.

load ../lab/lab

setup_file() {
  ROOT=$(mktemp -d)
  export ROOT
  "${lab_dir}/debian-13.sh" "${repo}/node_modules/.cache/debian-13"
  cp -al "${repo}/node_modules/.cache/debian-13/." "${ROOT}"
}

teardown_file() {
  rm -rf "${ROOT}"
}

# in_debian_13 COMMAND…
in_debian_13() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  env -i PATH=/usr/sbin:/usr/bin HOME=/root XDG_RUNTIME_DIR=/run \
    unshare --mount --propagation private sh -euc 'mount -t proc proc "$1/proc"; exec chroot "$@"' - "${ROOT}" "$@" 3>&-
}

# install_units DIRECTORY SCOPE: compiled units, and empty scripts where they call them.
install_units() {
  local script
  rm -rf "${ROOT}"/etc/systemd/{system,user}
  mkdir -p "${ROOT}/etc/systemd/$2"
  cp "$1"/* "${ROOT}/etc/systemd/$2/"
  while read -r script; do
    mkdir -p "${ROOT}${script%/*}"
    install -m 755 /dev/null "${ROOT}${script}"
  done < <(grep -hoE '/[^ "]+/jobs/[^ "]+\.sh' "$1"/* | sort -u)
}

# is_silent_on SCOPE: systemd has nothing to say of the units.
is_silent_on() {
  local units=("${ROOT}/etc/systemd/$1"/*)
  run in_debian_13 systemd-analyze "--$1" verify --man=no "${units[@]#"${ROOT}"}"
  assert_success
  assert_output ''
}

@test "it is systemd 257, and it says what is wrong with a unit" {
  run in_debian_13 systemd-analyze --version
  assert_line --partial 'systemd 257'
  mkdir "${ROOT}/units"
  printf '[Service]\nType=oneshot\nExecStart=/bin/sh\nProtectHomes=yes\n' >"${ROOT}/units/bad.service"
  install_units "${ROOT}/units" system
  run is_silent_on system
  assert_failure
  assert_output --partial "Unknown key 'ProtectHomes'"
}

@test "systemd 257 has nothing to say of root's units, and of what hooks, notifiers and metrics add to them" {
  local units
  for units in "${repo}"/test/golden/{systemd-system,hooks,notifying}/out/*/systemd; do
    install_units "${units}" system
    is_silent_on system
  done
}

@test "systemd 257 has nothing to say of a user's own units" {
  install_units "${repo}/test/golden/systemd-user/out/laptop/systemd" user
  is_silent_on user
}

@test "systemd 257 has nothing to say of the reference's units, and finds them as little exposed as 252 does" {
  sed 's/scheduler: cron/scheduler: systemd/' "${repo}/examples/reference/backup.yaml" \
    | node "${repo}/dist/holdfast.cjs" compile - -o "${ROOT}/out" 2>/dev/null
  install_units "${ROOT}/out/the-server/systemd" system
  is_silent_on system
  local unit=/etc/systemd/system/holdfast-important-backup.service
  run in_debian_13 systemd-analyze security --offline=yes --threshold=15 --no-pager "${unit}"
  assert_success
}
