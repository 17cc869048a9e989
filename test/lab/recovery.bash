# What RECOVERY.md says to type; for bats.

# recovery_commands FILE [CHAPTER]: all of it, or what is under the headings that match.
recovery_commands() {
  awk -v chapter="${2-.}" '
    /^## / { wanted = $0 ~ chapter }
    /^```sh$/ { on = wanted; next }
    /^```$/ { on = 0 }
    on' "$1"
}
