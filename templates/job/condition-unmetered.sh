# condition_unmetered: NetworkManager alone knows (1 is yes, 3 a guess: NMMetered); without it, nothing is metered.
condition_unmetered() {
  if command -v busctl >/dev/null 2>&1; then
    metered=$(busctl --system --auto-start=no --timeout=10 get-property org.freedesktop.NetworkManager \
      /org/freedesktop/NetworkManager org.freedesktop.NetworkManager Metered 2>/dev/null)
  else
    metered=$(nmcli --wait 10 -g GENERAL.STATE,GENERAL.METERED device show 2>/dev/null)
  fi
  case ${metered} in
    'u 1' | 'u 3' | *'(connected)'"${newline}"yes*) unmet='the network connection is metered' ;;
    *) ;;
  esac
}
