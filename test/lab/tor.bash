# A whole Tor network on loopback: five directory authorities, which are the relays, too (of three no path can be made,
# and others join late; tor 0.4.9, measured), a service and a client; for bats, after lab.bash. It takes the ports 9050
# and 19000 to 19036, so it wants a network of its own (scripts/in-own-network.sh). Its client waits for a service that is
# down for 10 seconds, others for 120.

authorities='a1 a2 a3 a4 a5'

# tor_network_start HOST:PORT: the network, with what listens there as port 873 of ONION. It is reachable when
# tor_answers says so, within a minute or so.
tor_network_start() {
  TOR_HOME=${LAB}/tor
  mkdir -m 700 "${TOR_HOME}"
  local name
  for name in ${authorities}; do
    authority_keys "${name}"
  done >"${TOR_HOME}/authorities"
  for name in ${authorities}; do
    tor_configure "${name}" <<END
ORPort 127.0.0.1:$((19000 + ${name#a}))
DirPort 127.0.0.1:$((19030 + ${name#a}))
SocksPort 0
ExitPolicy reject *:*
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ContactInfo ${name}@example.org
TestingV3AuthInitialVotingInterval 10
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
END
  done
  mkdir -m 700 "${TOR_HOME}/service" "${TOR_HOME}/service/onion"
  tor_configure service <<END
SocksPort 0
HiddenServiceDir ${TOR_HOME}/service/onion
HiddenServicePort 873 $1
END
  tor_configure client <<END
SocksPort 127.0.0.1:9050
SocksTimeout 10
ControlSocket ${TOR_HOME}/client/control
END
  for name in ${authorities} service client; do
    tor_start "${name}"
  done
  wait_until 30 test -s "${TOR_HOME}/service/onion/hostname"
  ONION=$(cat "${TOR_HOME}/service/onion/hostname")
  export TOR_HOME ONION
}

# authority_keys NAME: makes them, and prints the line by which others know it.
authority_keys() {
  local directory=${TOR_HOME}/$1 port=$((19030 + ${1#a})) fingerprint
  mkdir -m 700 "${directory}" "${directory}/keys"
  echo x | tor-gencert --create-identity-key --passphrase-fd 0 -m 12 -a "127.0.0.1:${port}" \
    -i "${directory}/keys/authority_identity_key" -s "${directory}/keys/authority_signing_key" \
    -c "${directory}/keys/authority_certificate" >"${directory}/gencert" 2>&1
  fingerprint=$(tor --ignore-missing-torrc -f /nonexistent --quiet --list-fingerprint --orport 1 \
    --datadirectory "${directory}" --nickname "$1" --address 127.0.0.1 \
    --dirauthority "none 127.0.0.1:1 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" | tail -n 1)
  fingerprint=${fingerprint#* }
  printf 'DirAuthority %s orport=%s no-v2 v3ident=%s 127.0.0.1:%s %s\n' "$1" "$((19000 + ${1#a}))" \
    "$(sed -n 's/^fingerprint //p' "${directory}/keys/authority_certificate")" "${port}" "${fingerprint// /}"
}

# tor_configure NAME: with its own lines of torrc on standard input.
tor_configure() {
  local directory=${TOR_HOME}/$1
  [[ -d ${directory} ]] || mkdir -m 700 "${directory}"
  {
    cat - "${TOR_HOME}/authorities"
    cat <<END
TestingTorNetwork 1
DataDirectory ${directory}
Nickname $1
Address 127.0.0.1
AddressDisableIPv6 1
OutboundBindAddress 127.0.0.1
UseDefaultFallbackDirs 0
ShutdownWaitLength 0
Log notice file ${directory}/notice
PathsNeededToBuildCircuits 0.67
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
V3AuthNIntervalsValid 2
VanguardsLiteEnabled 0
ServerDNSDetectHijacking 0
ServerDNSTestAddresses
END
  } >"${directory}/torrc"
}

# tor_start NAME: one of the network's processes: an authority, "service" or "client".
tor_start() {
  setsid tor -f "${TOR_HOME}/$1/torrc" --quiet </dev/null >/dev/null 2>&1 3>&- &
  echo "$!" >"${LAB}/tor-$1.pid"
  disown
}

tor_stop() {
  kill -KILL -- "-$(cat "${LAB}/tor-$1.pid")"
  wait_until 10 tor_is_gone "$1"
  rm "${LAB}/tor-$1.pid"
}

tor_is_gone() {
  ! kill -0 "$(cat "${LAB}/tor-$1.pid")" 2>/dev/null
}

# tor_answers: whether the service can be reached, which is some time after all has started: its address must have been
# published.
tor_answers() {
  nc -X 5 -x 127.0.0.1:9050 -w 15 "${ONION}" 873 </dev/null 2>/dev/null | grep -q @RSYNCD
}

# tor_answers_anew: whether a service that was away can be reached by a client that has forgotten that: by itself a client
# asks each directory for an address once in many minutes (tor 0.4.9, measured).
tor_answers_anew() {
  tor_control 'SIGNAL NEWNYM' >/dev/null
  tor_answers
}

# tor_circuits: those of the client, with the users that they are for.
tor_circuits() {
  tor_control 'GETINFO circuit-status'
}

# tor_control COMMAND: what the client says to it (control-spec).
tor_control() {
  printf 'AUTHENTICATE\r\n%s\r\nQUIT\r\n' "$1" | nc -U "${TOR_HOME}/client/control" | tr -d '\r'
}
