# --- The same environment and user, whoever starts this: cron, systemd, a person, root -----------------------------

# make_environment: all that the commands of the run inherit. Until it is known who runs this, tools are the system's own:
# root runs nothing from hosts.path, where the user could have put it.
make_environment() {
  HOME=${home}
  USER=${user}
  LOGNAME=${user}
  PATH=${safe_path}
  export HOME USER LOGNAME PATH
  # Exported for duplicity and rsync only; the tools around them start quicker without. (With LANG, all open more files.)
  unset -v LC_CTYPE
  LC_CTYPE=C.UTF-8
}
