# condition_ac_power: as systemd finds it out: a supply that is online, or no battery that is being emptied. Batteries of
# devices, such as a mouse's, do not matter.
condition_ac_power() {
  for supply in /sys/class/power_supply/*; do
    type=
    scope=
    online=
    status=
    { read -r type <"${supply}/type"; } 2>/dev/null
    { read -r scope <"${supply}/scope"; } 2>/dev/null
    { read -r online <"${supply}/online"; } 2>/dev/null
    { read -r status <"${supply}/status"; } 2>/dev/null
    case ${scope}:${type}:${online}:${status} in
      Device:*) ;;
      *:Battery:*:Discharging) unmet='the host runs on battery' ;;
      *:Battery:*) ;;
      *:1:*)
        unmet=
        return
        ;;
      *) ;;
    esac
  done
}
