#!/usr/bin/env bats
# An action begins only when its conditions hold; else it is skipped, and that is a failure once no backup is young
# enough.

load ../lab/lab
load ../lab/rsyncd
load ../lab/socks5
load ../lab/shells

name=aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion

setup_file() {
  lab_open
  shells_make
  rsyncd_start
  socks5_start "${name}" 127.0.0.1 "${RSYNCD_PORT}"
  as_user mkdir -p "${LAB}/home/disk" "${LAB}/home/data" "${LAB}/home/a b\\c#d" "${LAB}/home/bound" "${LAB}/home/plain"
  as_user touch "${LAB}/home/data/file"
  as_user ln -s 'a b\c#d' "${LAB}/home/link"
  mkdir "${LAB}/supplies"
  lab_spec <<END
version: 1
defaults:
  source: ~/data
  encryption: none
  target: { url: "file://${LAB}/home/disk" }
  backup: {}
jobs:
  mounted: { conditions: { mounted: "~/a b\\\\c#d" }, max_age: 1d, prune: { keep_full: 2 } }
  linked: { conditions: { mounted: [~/link, ~/bound] } }
  powered: { conditions: { ac_power: true } }
  metered: { conditions: { unmetered: true } }
  roomy: { conditions: { free: { path: ~/disk, at_least: 1K } } }
  cramped: { conditions: { free: { at_least: 1024G } } }
  reachable:
    target: { url: "rsync://rsync_user@${name}::backups/", password: { file: ~/.rsync.secret }, proxy: { socks5: "127.0.0.1:${SOCKS5_PORT}" } }
    conditions: { reachable: true }
    retry: { attempts: 2, wait: 1s }
  refused: { target: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::nothing/" }, conditions: { reachable: true } }
hosts:
  the-server:
    scheduler: cron
    jobs: [mounted, linked, powered, metered, roomy, cramped, reachable, refused]
$(lab_host)
END
  lab_compile
  # Power supplies of the test's own.
  sed -i "s|/sys/class/power_supply|${LAB}/supplies|" "${LAB}/host/jobs/powered.sh"
}

teardown_file() {
  lab_close
}

# skips CODE REASON WORD…: what is run ends with CODE as skipped, for REASON.
skips() {
  run job "${@:3}"
  assert_equal "${status}" "$1"
  assert_output --partial "skipped: $2"
  assert_equal "$(outcome_of "$3" "$4")" skipped
}

# supply NAME FILE=TEXT…: a power supply.
supply() {
  local file
  mkdir -p "${LAB}/supplies/$1"
  for file in "${@:2}"; do
    printf '%s\n' "${file#*=}" >"${LAB}/supplies/$1/${file%%=*}"
  done
}

@test "a disk that is not mounted: skipped, and a failure as long as there is no good backup" {
  local disk=${LAB}/home/'a b\c#d'
  skips 75 "nothing is mounted on ${disk}" mounted backup
  mount -t tmpfs none "${disk}"
  run job mounted backup
  umount "${disk}"
  assert_success
  run job mounted backup
  assert_success
  assert_equal "$(outcome_of mounted backup)" skipped
  run job mounted prune
  assert_success
  assert_output --partial 'skipped: nothing is mounted'
}

@test "what a person asks for has no conditions, and check tells them" {
  run job mounted list
  assert_success
  run job mounted check
  assert_success
  assert_line --partial "mounted: nothing is mounted on ${LAB}/home/a b\\c#d: condition mounted"
  run job roomy check
  assert_line 'roomy: ok: condition free'
}

@test "mount points, in every shell: behind a link, bound, and not what only lies on another disk" {
  local shell disk=${LAB}/home/'a b\c#d'
  mount -t tmpfs none "${disk}"
  mount --bind "${LAB}/home/plain" "${LAB}/home/bound"
  mount --bind "${LAB}/home/data" "${LAB}/home/data"
  mkdir "${disk}/below"
  cat >"${LAB}/mounts.sh" <<END
. '${repo}/templates/job/mount-point.sh'
cd /
for path in "\$@"; do
  if is_mount_point "\${path}"; then printf '%s\n' yes; else printf '%s\n' no; fi
done
END
  for shell in "${shells[@]}"; do
    run env LANG=C.UTF-8 "${LAB}/shells/${shell}/sh" "${LAB}/mounts.sh" "${disk}" "${LAB}/home/link" "${LAB}/home/bound" / \
      "${disk}/below" "${LAB}/home/plain" "${LAB}/home/data" "${LAB}/home/none"
    assert_output $'yes\nyes\nyes\nyes\nno\nno\nno\nno'
  done
  run job linked backup
  umount "${disk}" "${LAB}/home/bound" "${LAB}/home/data"
  assert_success
}

@test "power: mains unless a battery of the host is being emptied and no supply is online" {
  run job powered backup
  assert_success
  supply BAT0 type=Battery status=Discharging
  skips 0 'the host runs on battery' powered backup
  supply AC type=Mains online=0
  skips 0 'the host runs on battery' powered backup
  supply AC type=Mains online=1
  run job powered backup
  assert_success
  rm -r "${LAB}/supplies"/*
  supply BAT0 type=Battery status=Full
  supply mouse type=Battery scope=Device status=Discharging
  run job powered backup
  assert_success
}

@test "a metered network, by NetworkManager's word for it" {
  local answer
  for answer in 'u 1:75' 'u 3:75' ':0' 'u 0:0' 'u 2:0' 'u 4:0'; do
    printf '#!/bin/sh\necho "%s"\n' "${answer%:*}" >"${LAB}/bin/busctl"
    chmod 755 "${LAB}/bin/busctl"
    run job metered backup
    assert_equal "${answer} ${status}" "${answer} ${answer#*:}"
  done
  rm "${LAB}/bin/busctl"
}

@test "room on a disk" {
  run job roomy backup
  assert_success
  run job cramped backup
  assert_failure 75
  assert_output --regexp "skipped: only [0-9]+ KiB are free in $(state_of cramped)/tmp, less than 1073741824 KiB"
}

@test "a target that does not answer: it tells the proxy from what lies behind it, and is not tried again" {
  run job reachable backup
  assert_success
  rsyncd_stop
  skips 0 "the target cannot be reached: the proxy 127.0.0.1:${SOCKS5_PORT} answers, but ${name} does not answer" reachable backup
  socks5_stop
  skips 0 "the target cannot be reached: the proxy 127.0.0.1:${SOCKS5_PORT} does not answer" reachable backup
  rsyncd_resume
  socks5_start "${name}" 127.0.0.1 "${RSYNCD_PORT}"
  run job reachable backup
  assert_success
}

@test "a target that answers and refuses is a failure" {
  run job refused backup
  assert_failure 77
  assert_equal "$(outcome_of refused backup)" failed
}
