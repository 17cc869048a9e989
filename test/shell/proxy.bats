#!/usr/bin/env bats
# templates/job/proxy*.sh by themselves, in every shell: which program is taken, and what the proxy is told.

load ../lab/lab
load ../lab/shells

setup_file() {
  lab_open
  shells_make
  mkdir "${LAB}/tools" "${LAB}/socat" "${LAB}/openbsd" "${LAB}/nc" "${LAB}/other-nc" "${LAB}/ncat"
  # (mksh has no printf of its own, and yash looks for its own commands in the PATH first.)
  ln -s /usr/bin/printf /usr/bin/[ "${LAB}/tools/"
  program socat/socat
  program openbsd/nc.openbsd
  program nc/nc '[-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]'
  program other-nc/nc 'usage: nc [-options] hostname port[s]'
  program ncat/ncat
  printf 'a "b" %%\n' >"${LAB}/password"
  printf '\n' >"${LAB}/empty"
  printf 'a\r\n' >"${LAB}/carriage-return"
  cat >"${LAB}/harness.sh" <<END
kind=\$1 proxy_user=\$2 proxy_password_file=\$3
search_path=\${PATH} proxy=127.0.0.1:9050 connect_package=netcat-openbsd
die() {
  printf '%s\n' "\$2" "\${3-}"
  exit "\$1"
}
connect_programs() {
  "\$@" 'socat S %H' 'nc.openbsd O %H' 'nc N %H' 'ncat C %H'
}
. '${repo}/templates/job/proxy.sh'
. "${repo}/templates/job/proxy-\${kind}.sh"
use_proxy
printf '%s|%s|%s\n' "\${RSYNC_CONNECT_PROG-}" "\${NCAT_PROXY_AUTH-}" "\${RSYNC_PROXY-}"
END
  cat >"${LAB}/credentials.sh" <<END
directory=\$1 passphrase_file=passphrase rsync_password_file=rsync proxy_password_file=proxy
. '${repo}/templates/job/credentials.sh'
each_credential proxy_password_file for-proxy
printf '%s|%s|%s\n' "\${passphrase_file}" "\${rsync_password_file}" "\${proxy_password_file}"
END
}

# program FILE [HELP]
program() {
  printf '#!/bin/sh\necho "%s"\n' "${2-}" >"${LAB}/$1"
  chmod 755 "${LAB}/$1"
}

teardown_file() {
  lab_close
}

# uses DIRECTORIES WORD…: what use_proxy comes to, in every shell, where the programs of DIRECTORIES are.
uses() {
  local shell directory path=
  for directory in $1; do
    path+=${LAB}/${directory}:
  done
  for shell in "${shells[@]}"; do
    run env -i PATH="${path}${LAB}/tools" LANG=C.UTF-8 "${LAB}/shells/${shell}/sh" "${LAB}/harness.sh" "${@:2}"
    echo "# ${shell}"
    "${expected[@]}"
  done
}

@test "the first of the programs that is there is taken" {
  expected=(assert_output 'socat S %H||')
  uses 'ncat nc openbsd socat' socks5 '' ''
  expected=(assert_output 'nc.openbsd O %H||')
  uses 'ncat nc openbsd' socks5 '' ''
  expected=(assert_output 'nc N %H||')
  uses 'ncat nc' socks5 '' ''
}

@test "an nc that knows no proxies is not taken" {
  expected=(assert_output 'ncat C %H||')
  uses 'other-nc ncat' socks5 '' ''
}

@test "none is there: all that were looked for are named" {
  expected=(assert_output --partial 'no socat, nc.openbsd, nc, ncat')
  uses other-nc socks5 '' ''
  expected=(assert_failure 78)
  uses other-nc socks5 '' ''
}

@test "Tor is told the job's name, another proxy user and password" {
  expected=(assert_output 'ncat C %H|important:important|')
  uses ncat socks5 important ''
  expected=(assert_output 'socat S %H||')
  uses 'ncat socat' socks5 important ''
  expected=(assert_output 'ncat C %H|ada:a "b" %|')
  uses ncat socks5 ada "${LAB}/password"
}

@test "an HTTP proxy is rsync's own affair" {
  expected=(assert_output '||127.0.0.1:9050')
  uses '' http '' ''
  expected=(assert_output '||ada:a "b" %@127.0.0.1:9050')
  uses '' http ada "${LAB}/password"
}

@test "a password that is empty, or has a carriage return, is refused" {
  expected=(assert_failure 77)
  uses ncat socks5 ada "${LAB}/empty"
  uses ncat http ada "${LAB}/carriage-return"
}

@test "a proxy's password that systemd hands over is nothing for the server" {
  local shell
  mkdir "${LAB}/credentials"
  touch "${LAB}/credentials/for-proxy"
  for shell in "${shells[@]}"; do
    run env -i PATH="${LAB}/tools" LANG=C.UTF-8 "${LAB}/shells/${shell}/sh" "${LAB}/credentials.sh" "${LAB}/credentials"
    assert_output "passphrase|rsync|${LAB}/credentials/for-proxy"
  done
}
