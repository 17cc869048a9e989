#!/usr/bin/env bats
# Proxies of SOCKS5 and HTTP, with and without a password, and the programs through which rsync talks to them. (Which
# program is taken when the spec names none, and Tor: test/tor.)

load ../lab/lab
load ../lab/rsyncd
load ../lab/socks5
load ../lab/recovery

name=nas.example.org
onion=aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion
# shellcheck disable=SC2016 # nothing is to be expanded
password='a @:% $HOME word'

setup_file() {
  lab_open
  rsyncd_start
  socks5_start "${name}" 127.0.0.1 "${RSYNCD_PORT}"
  lab_secret .proxy.secret "${password}"
  lab_tree "${LAB}/home/data"
  lab_spec <<END
version: 1
secrets:
  passphrase: { file: ~/.duplicity.secret, copy: office safe }
  rsync-password: { file: ~/.rsync.secret }
  proxy-password: { file: ~/.proxy.secret }
defaults: { source: ~/data, encryption: { passphrase: passphrase }, backup: {}, verify: {}, duplicity: { options: ["--num-retries=1"] } }
jobs:
$(proxied onion-socat "{ socks5: '127.0.0.1:${SOCKS5_PORT}', program: socat }" "${onion}")
$(proxied ncat "{ socks5: '127.0.0.1:${SOCKS5_PORT}', program: ncat }")
$(proxied nc "{ socks5: '127.0.0.1:${SOCKS5_PORT}', program: nc }")
$(proxied url "'socks5://127.0.0.1:${SOCKS5_PORT}'")
$(proxied http "'http://127.0.0.1:${SOCKS5_PORT}'")
$(proxied socks5-login "{ socks5: '127.0.0.1:${SOCKS5_PORT}', user: a@da, password: proxy-password }")
$(proxied http-login "{ http: '127.0.0.1:${SOCKS5_PORT}', user: a@da, password: proxy-password }")
hosts:
  the-server:
    scheduler: cron
    jobs: [onion-socat, ncat, nc, url, http, socks5-login, http-login]
$(lab_host)
END
  lab_compile
}

# proxied JOB PROXY [NAME]: a job of the spec.
proxied() {
  echo "  $1: { target: { url: 'rsync://rsync_user@${3-${name}}::backups', password: rsync-password, proxy: $2 } }"
}

teardown_file() {
  lab_close
}

# proxy_anew [USER:PASSWORD]: the same proxy, with a log of its own, for this user alone.
proxy_anew() {
  socks5_stop
  LOGIN=${1-} socks5_start "${name}" 127.0.0.1 "${RSYNCD_PORT}"
}

# asked_for TEXT: every time it was the name that the proxy was asked for.
asked_for() {
  run sort -u "${SOCKS5_LOG}"
  assert_output "${SOCKS5_PORT}
$1"
}

# backs_up_and_restores JOB
backs_up_and_restores() {
  local restored
  restored=$(new_directory)
  run job "$1" backup
  assert_success
  run job "$1" restore "${restored}"
  assert_success
  run same_tree "${LAB}/home/data" "${restored}"
  assert_success
}

@test "SOCKS5 through each program, and HTTP: the proxy looks up the name" {
  local job
  for job in ncat nc url http; do
    proxy_anew
    backs_up_and_restores "${job}"
    asked_for "name ${name} port 873"
  done
}

@test "an onion service through socat" {
  socks5_stop
  socks5_start "${onion}" 127.0.0.1 "${RSYNCD_PORT}"
  backs_up_and_restores onion-socat
  asked_for "name ${onion} port 873"
}

@test "a user and a password, which nobody sees in a list of processes" {
  local job
  python3 "${lab_dir}/arguments.py" "${LAB}/seen" "${password}" 3>&- &
  local watcher=$!
  wait_until 10 test -s "${LAB}/seen"
  for job in socks5-login http-login; do
    proxy_anew "a@da:${password}"
    backs_up_and_restores "${job}"
    asked_for "name ${name} port 873 as a@da:${password}"
  done
  kill "${watcher}"
  assert_equal "$(cat "${LAB}/seen")" watching
  run grep -rlF -e "${password}" "$(state_of socks5-login)" "$(state_of http-login)" "${LAB}/out"
  assert_failure 1
}

@test "a proxy that does not take the password: the run fails, and says who said no" {
  local job
  proxy_anew 'a@da:another'
  for job in socks5-login http-login; do
    run job "${job}" check
    assert_failure 77
    assert_output --partial "the proxy 127.0.0.1:${SOCKS5_PORT} refused the user or the password"
    run job "${job}" backup
    assert_failure 50
    assert_equal "$(outcome_of "${job}" backup)" failed
  done
}

@test "a proxy's password that is missing, empty, or open to others" {
  chmod 644 "${LAB}/home/.proxy.secret"
  run job http-login backup
  assert_failure 77
  assert_output --partial 'open to others'
  lab_secret .proxy.secret ''
  run job socks5-login backup
  assert_failure 77
  assert_output --partial "${LAB}/home/.proxy.secret"
  rm "${LAB}/home/.proxy.secret"
  run job http-login backup
  assert_failure 77
  assert_output --partial 'is missing'
  lab_secret .proxy.secret "${password}"
}

@test "a connect program that the spec names and the host lacks" {
  sed -i 's/ncat --proxy/no-such-ncat --proxy/' "${LAB}/host/jobs/ncat.sh"
  run job ncat backup
  assert_failure 78
  assert_output --partial 'no no-such-ncat'
  assert_output --partial 'apt install ncat'
}

@test "another nc than OpenBSD's is not taken" {
  sed -i 's/nc\.openbsd -X/no-nc.openbsd -X/' "${LAB}/host/jobs/nc.sh"
  printf '#!/bin/sh\necho "usage: nc [-options] hostname port" >&2\nexit 1\n' >"${LAB}/bin/nc"
  chmod 755 "${LAB}/bin/nc"
  run job nc backup
  rm "${LAB}/bin/nc"
  assert_failure 78
  assert_output --partial 'apt install netcat-openbsd'
  proxy_anew
  run job nc backup
  assert_success
}

@test "RECOVERY.md gets through with a password, too" {
  proxy_anew "a@da:${password}"
  recovery_commands "${LAB}/host/RECOVERY.md" '(Programs|Job (socks5|http)-login)$' >"${LAB}/commands"
  run as_user env HOME="${LAB}/home" sh -eu "${LAB}/commands"
  assert_success
  run same_tree "${LAB}/home/data" "${LAB}/home/restored/socks5-login"
  assert_success
  run same_tree "${LAB}/home/data" "${LAB}/home/restored/http-login"
  assert_success
}
