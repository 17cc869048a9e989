# is_mount_point PATH: whether something is mounted there, by the kernel's own table (proc(5), mountinfo): mountpoint(1)
# may take a subvolume of btrfs for a mount, and a bind mount for none. Nothing is mounted where an automount waits, nor
# where a directory is only mounted on itself, as in a unit's sandbox.
is_mount_point() {
  # (zsh's pwd names what is mounted, not where; its PWD does. From the root, as bash keeps two slashes in front.)
  cd -P -- ".$1" 2>/dev/null || return
  place=${PWD}
  cd /
  if [ -r /proc/self/mountinfo ]; then
    place=${place} awk '
      function plain(text) {
        gsub(/\\040/, " ", text); gsub(/\\043/, "#", text); gsub(/\\134/, "\\", text)
        return text
      }
      {
        parent[$1] = $2; device[$1] = $3; root[$1] = plain($4); mount[$1] = plain($5)
        for (i = 7; $i != "-"; i++) {}
        if (mount[$1] == ENVIRON["place"] && $(i + 1) != "autofs") there[$1]
      }
      END {
        for (id in there) {
          above = parent[id]
          below = mount[above] == "/" ? mount[id] : substr(mount[id], length(mount[above]) + 1)
          if (device[id] != device[above] || root[id] != (root[above] == "/" && below != "" ? below : root[above] below)) exit 0
        }
        exit 1
      }' /proc/self/mountinfo
  else
    case $(df -P -- "${place}" 2>/dev/null) in
      *[%-]" ${place}") return 0 ;;
      *) return 1 ;;
    esac
  fi
}
