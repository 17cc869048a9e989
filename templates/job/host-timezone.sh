# check_host_timezone: the schedule was compiled for the clock that the spec says the host has. It is looked at for a year,
# as two that are the same in winter may differ in summer.
check_host_timezone() {
  look "the host's clock, ${host_timezone}" compare_clocks
}

compare_clocks() {
  awk -v now="${started}" -v other="${host_timezone}" "${calendar_awk}"'
    BEGIN {
      for (moment = now; moment < now + 31536000; moment += 2592000) {
        if (ahead_of("* * * * *", "", moment) != ahead_of("* * * * * " other, "", moment)) exit 1
      }
    }' \
    || die 78 "the clock of this host does not go by ${host_timezone}, for which the schedule was made: it would start at another time" \
      "set hosts.${host}.timezone to the zone that the clock shows, compile and install; or give this host that zone"
}
