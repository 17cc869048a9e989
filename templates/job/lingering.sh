look_at_lingering() {
  look 'lingering' check_lingering
}

# check_lingering: without it, the user's timers stop when the user logs out, and do not start with the machine.
check_lingering() {
  [ -e "/var/lib/systemd/linger/${user}" ] \
    || die 78 "${user} is not lingering: timers run only while ${user} is logged in" "as root: loginctl enable-linger ${user}"
}
