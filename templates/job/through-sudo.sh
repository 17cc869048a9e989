# enter_as_other WORDS...: the host's user, whose crontab starts this, goes on as the job's user through sudo(8). Only the
# words go along, to the script that root has installed; it makes an environment of its own.
enter_as_other() {
  [ "${me}" = "${sudo_user}" ] \
    || die 77 "this job runs as ${user}, not as ${me}" "start it as ${sudo_user}, as ${user}, or as root, and it goes on as ${user}"
  [ -x "${installed_script}" ] || refuse 78 "${installed_script} is missing" 'as root, run install.sh'
  if [ "${action}" = check ]; then
    show_sudoers
    check_sudo
  else
    may_go_on "$@"
  fi
  exec sudo -n -u "${user}" -- "${installed_script}" "$@"
}

# refuse CODE TEXT ADVICE: the record is the job's user's to write, so what the scheduler has started in vain is told to the
# log of the system, besides those who get this output.
refuse() {
  [ -z "${scheduled}" ] || logger -t holdfast -p cron.err -- "${job}: error: $2" 2>/dev/null
  die "$@"
}

# show_sudoers: what has to be in sudoers(5). No options, and nothing that writes where the caller says or hands on words
# to duplicity: with either, the caller would have all rights that the job's user has.
show_sudoers() {
  line="${sudo_user} ALL=(${user}) NOPASSWD:NOSETENV:"
  comma=
  for each in ${recorded_actions}; do
    if is_scheduled "${each}"; then
      add_to_sudoers "scheduled ${each}"
    fi
    add_to_sudoers "${each}"
  done
  add_to_sudoers check
  add_to_sudoers status
  add_to_sudoers 'status --json'
  printf '%s\n' "${job}: what sudo needs; as root, write it with: visudo -f /etc/sudoers.d/holdfast-${job}" "${line}"
}

# add_to_sudoers TEXT
add_to_sudoers() {
  line="${line}${comma} \\${newline}    ${installed_script} $1"
  comma=,
}

# is_scheduled ACTION
is_scheduled() {
  fields_of "$1"
  [ -n "${fields}" ]
}

# check_sudo: whether sudo lets the host's user start what the crontab does, and "check". Where an entry of that user's
# wants no password, sudo says yes of those that want one, too (sudo 1.9.13, measured): so what does no harm is tried.
check_sudo() {
  for each in ${recorded_actions}; do
    if is_scheduled "${each}"; then
      may_go_on scheduled "${each}"
    fi
  done
  may_go_on check
  refusal=$(as_starter sudo -n -k -u "${user}" -- "${installed_script}" status 2>&1 >/dev/null) || not_let status
}

# may_go_on WORDS...: sudo itself would say no with exit code 1, which may be duplicity's, too. (-k: cron's sudo does not know
# of a password that was given at a terminal.)
may_go_on() {
  command -v sudo >/dev/null 2>&1 || refuse 78 "sudo is not installed, or not in ${search_path}" 'on Debian: apt install sudo'
  refusal=$(as_starter sudo -n -k -l -u "${user}" -- "${installed_script}" "$@" 2>&1) || not_let "$@"
}

# not_let WORDS...: sudo's own words are in ${refusal}.
not_let() {
  refuse 77 "sudo does not let ${sudo_user} start this as ${user}: ${job}.sh $*${refusal:+ (${refusal})}" \
    "what has to be in sudoers(5), \"${installed_script} check\" says, started as ${sudo_user}; or start it as root"
}

# as_starter COMMAND...: COMMAND as the host's user, of which root asks, too.
as_starter() {
  [ "${me}" != "${sudo_user}" ] || {
    "$@"
    return
  }
  job_user=${user}
  user=${sudo_user}
  (as_user "$@")
  starter_code=$?
  user=${job_user}
  return "${starter_code}"
}

# look_at_sudo: root can ask on behalf of the host's user.
look_at_sudo() {
  look "nobody else can change ${installed_script}" check_script
  if [ "${user}" = root ]; then
    me=root
    look "sudo lets ${sudo_user} start this as ${user}" check_sudo
  fi
}

# check_script: who could write in the script, or in a directory above it, could do everything as the job's user. (Group
# 50 is Debian's staff, which owns /usr/local on older systems.)
check_script() {
  set -- /
  above=${installed_script}
  while [ -n "${above}" ]; do
    set -- "$@" "${above}"
    above=${above%/*}
  done
  open=$(find -H "$@" -prune \( ! -user 0 ! -user "${user}" -o -perm -002 -o -perm -020 ! -group 0 ! -group 50 \)) || die 78 "cannot look at ${installed_script}" 'as root, run install.sh'
  [ -z "${open}" ] || die 77 "others than root and ${user} could change ${open}" "as root, run install.sh"
}
