# Who asks which name of DNS: everything that leaves for its port, on any interface, is on record; for bats, after lab.bash.

# dns_watch: the names that are asked for come into DNS_LOG, a line each.
dns_watch() {
  DNS_LOG=${LAB}/dns.log
  export DNS_LOG
  setsid python3 "${lab_dir}/dns.py" >"${DNS_LOG}" 2>"${LAB}/dns.errors" </dev/null 3>&- &
  echo "$!" >"${LAB}/dns.pid"
  disown
  wait_until 10 test -s "${DNS_LOG}"
}
