# --- What is said ----------------------------------------------------------------------------------------------------

usage() {
  cat <<'EOF'
usage: install.sh [--dry-run] [--uninstall | --check | --help]

Puts the scripts and the schedule that lie beside this file in place, or takes them away. A second run changes nothing.

  --dry-run    say what would be done, and change nothing
  --uninstall  remove schedule and scripts; archive caches, status, logs and secrets stay
  --check      compare this host with this directory, and change nothing; exit 1 when they differ
  --help       this text

Exit codes: 0 done; 1 --check found a difference; 64 wrong usage; 70 a step failed, and all was put back as it was;
75 another install is running; 77 started as the wrong user; 78 this host, or this directory, is not as it must be.
EOF
}

# die CODE TEXT [ADVICE]
die() {
  printf 'install.sh: error: %s\n' "$2" >&2
  if [ "$#" -gt 2 ]; then
    printf '  %s\n' "$3" >&2
  fi
  if [ -n "${changing}" ]; then
    fail 'this stopped the install'
  fi
  exit "$1"
}

# die_of_room: what could not be noted must not pass for nothing to do.
die_of_room() {
  die 78 "cannot write in ${work}" 'is the disk full?'
}

say() {
  printf '%s\n' "$1"
}
