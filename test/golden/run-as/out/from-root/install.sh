#!/bin/sh
# Installs the backups of from-root for root, and uninstalls them. "sh install.sh --help" tells more.
# Made by Holdfast from hosts.from-root of the spec. Edits are lost: change the spec and compile.
# holdfast-checksum: sha256:e47d541060fa75e6ffa1616546df7aa32730101325338af3f92b5167baafaaf1

# What is installed where. All below these lines is the same on every host.
host='from-root'
origin='hosts.from-root'
user='root'
home='/root'
scheduler='cron'
scope='system'
install_dir='/usr/local/lib/holdfast'
state_dir='/var/lib/holdfast'
files='jobs/site.sh
cron/holdfast.crontab'
state_owners='site www-data
uplink.lock www-data'
accounts='root:/root
www-data:/var/www'
told_by_mail='site'

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

# --- The files: those beside this script, and those of the install before --------------------------------------------

# sha256_of FILE: sets hash.
sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    hash=$(sha256sum <"$1")
  elif command -v shasum >/dev/null 2>&1; then
    hash=$(shasum -a 256 <"$1")
  else
    hash=$(python3 -I -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())' <"$1")
  fi || die 78 'found no way to compute a SHA-256: no sha256sum, shasum or python3'
  hash=${hash%% *}
}

# names_in MANIFEST: the names it lists, but for any that would lead out of its directory.
names_in() {
  lines_of '/\.\./d; s|^[0-9a-f]\{64\}  \([A-Za-z0-9_][A-Za-z0-9_./@-]*\)$|\1|p' "$1"
}

# lines_of FILTER FILE: what a sed(1) script prints of it. What cannot be read must not pass for a file that lists nothing.
lines_of() {
  sed -n -e "$1" "$2" || die 78 "cannot read $2"
}

# check_tree: nothing is installed from a directory that was copied in part, or edited.
check_tree() {
  manifest=${tree}/MANIFEST.sha256
  [ -f "${manifest}" ] || die 78 "${manifest} is missing" 'copy the whole directory that compile wrote, and run the install.sh in it'
  names_in "${manifest}" >"${work}/wanted"
  while read -r listed name; do
    wanted "${name}" || die 78 "${manifest} lists what cannot be installed: ${name}"
    hash=
    if [ -f "${tree}/${name}" ]; then
      sha256_of "${tree}/${name}"
    fi
    [ "${hash}" = "${listed}" ] || die 78 "${tree}/${name} is not the file that MANIFEST.sha256 lists" \
      'copy the directory again; to change it, change the spec and compile'
  done <"${manifest}"
  for name in install.sh ${files}; do
    wanted "${name}" || die 78 "${manifest} does not list ${name}" 'copy the directory again'
  done
}

wanted() {
  grep -qxF -e "$1" -- "${work}/wanted"
}

# was_installed NAME: whether the install before wrote it.
was_installed() {
  grep -qxF -e "$1" -- "${work}/installed"
}

# same SOURCE DESTINATION
same() {
  if [ -L "$2" ] || ! cmp -s -- "$1" "$2"; then
    return 1
  fi
  case $2 in
    *.sh) [ -x "$2" ] ;;
    *) ;;
  esac
}

# refuse_foreign NAME PATH: only a file that the install before wrote may be replaced.
refuse_foreign() {
  if [ -e "$2" ] || [ -L "$2" ]; then
    was_installed "$1" || die 78 "$2 is not from an earlier install of this host" 'move it out of the way, and run this again'
  fi
}

# --- Who runs this, and for whom -------------------------------------------------------------------------------------

# check_accounts: the scripts are made for one home directory each. Sets account_uid and account_gid, the host's user's.
check_accounts() {
  while IFS=: read -r name wanted_home; do
    key=run_as
    [ "${name}" != "${user}" ] || key=${origin}
    id -u -- "${name}" >/dev/null 2>&1 || die 78 "there is no user ${name} on this machine (${key}.user in the spec)"
    # A tilde prefix: the shell asks the system's user database. Names of users need no quotes.
    account_home=$(eval "printf '%s\\n' ~${name}")
    [ "${account_home}" = "${wanted_home}" ] \
      || die 78 "the home of ${name} is ${account_home}, but the scripts are made for ${wanted_home}" \
        "set ${key}.home to ${account_home} in the spec, compile and copy again"
  done <<END
${accounts}
END
  account_uid=$(id -u -- "${user}")
  account_gid=$(id -g -- "${user}")
}

# as_user COMMAND...: in a clean environment. For root only.
as_user() {
  set -- env -i HOME="${home}" USER="${user}" LOGNAME="${user}" PATH="${PATH}" LC_ALL="${LC_ALL}" "$@"
  if setpriv --reuid="${account_uid}" --regid="${account_gid}" --init-groups true 2>/dev/null; then
    setpriv --reuid="${account_uid}" --regid="${account_gid}" --init-groups "$@"
  elif command -v runuser >/dev/null 2>&1; then
    runuser -u "${user}" -- "$@"
  elif [ "${scheduler}" = launchd ]; then
    # su(1) of macOS takes no shell.
    sudo -n -u "${user}" -- "$@"
  else
    # shellcheck disable=SC2016 # for the inner shell to expand
    su -s /bin/sh -c 'exec "$0" "$@"' -- "${user}" "$@"
  fi </dev/null 9>&-
}

# continue_as_user OPTIONS...: root never writes where the user could lay traps. The user gets a copy of this directory,
# which may lie where only root can read (below /root, say).
continue_as_user() {
  copy_tree || die 78 "cannot copy ${tree} for ${user}"
  # A signal is for both, and what becomes of that install is what counts: it may be undone by now, or be done.
  trap : HUP INT TERM
  cd / || exit
  as_user HOLDFAST_STARTED_BY=root /bin/sh "${work}/tree/install.sh" "$@" || {
    code=$?
    # All other codes that are not its own come with a message of the program that failed.
    [ "${code}${check}" != 1 ] || die 78 "cannot start anything as ${user}" "do env(1) and setpriv(1), runuser(1) or su(1) work?"
    exit "${code}"
  }
}

copy_tree() {
  chmod 755 "${work}" && mkdir "${work}/tree" || return
  names=install.sh
  if [ -z "${uninstall}" ]; then
    names="MANIFEST.sha256 $(cat "${work}/wanted")" || return
  fi
  for name in ${names}; do
    case ${name} in
      */*) mkdir -p -- "${work}/tree/${name%/*}" ;;
      *) ;;
    esac && cp -P -- "${tree}/${name}" "${work}/tree/${name}" || return
  done
  chmod -R u=rwX,go=rX "${work}/tree"
}

# check_owner DIRECTORY: root writes only where nobody else can, looking from the directory up.
# (Group 50 is Debian's staff, which owns /usr/local on older systems.)
check_owner() {
  above=$1
  while [ ! -d "${above}" ]; do
    above=${above%/*}
    above=${above:-/}
  done
  above=$(cd -P -- "${above}" && pwd)
  while :; do
    unsafe=$(find "${above}" -prune \( ! -user 0 -o -perm -002 -o -perm -020 ! -group 0 ! -group 50 \))
    [ -z "${unsafe}" ] || die 78 "others can write in ${above}, where root is to install ${1}" \
      "choose another ${origin}.install_dir or state_dir, or make it root's own"
    [ "${above}" != / ] || break
    above=${above%/*}
    above=${above:-/}
  done
}

# check_linger: without it, the user's timers stop when the user logs out, and do not start with the machine.
check_linger() {
  [ -e "/var/lib/systemd/linger/${user}" ] || die 78 "${user} is not lingering: timers would run only while ${user} is logged in" \
    "as root: loginctl enable-linger ${user}"
}

# --- Single files: written whole or not at all, and kept for putting back ----------------------------------------------

# keep PATH: its first content stays beside it, as PATH.old, and takes no room there: what a full disk ends can be undone.
keep() {
  if [ -e "$1.old" ] || grep -qxF -e "$1" -- "${work}/new"; then
    return 0
  elif [ -e "$1" ]; then
    ln -- "$1" "$1.old" 2>/dev/null || cp -p -- "$1" "$1.old"
  else
    printf '%s\n' "$1" >>"${work}/new"
  fi
}

# put SOURCE DESTINATION: by rename, since a script that is running must not change under its shell.
put() {
  keep "$2" && mkdir -p -- "${2%/*}" && cp -- "$1" "$2.new" || return
  case $2 in
    *.sh) chmod 755 "$2.new" ;;
    *) chmod 644 "$2.new" ;;
  esac && mv -f -- "$2.new" "$2"
}

take_away() {
  keep "$1" && rm -f -- "$1"
}

# put_back PATH: as it was before the first step that touched it.
put_back() {
  if [ -e "$1.old" ]; then
    # Two names of one file, mv(1) refuses.
    cmp -s -- "$1.old" "$1" || mv -f -- "$1.old" "$1"
  elif grep -qxF -e "$1" -- "${work}/new"; then
    rm -f -- "$1"
  fi
}

# forget_kept: what this install kept, or one that was killed.
forget_kept() {
  set --
  for directory in "${install_dir}" "${install_dir}/jobs" "${install_dir}/cron" "${install_dir}/systemd" "${install_dir}/launchd"; do
    set -- "$@" "${directory}"/*.old "${directory}"/*.new
  done
  rm -f -- "$@" "${unit_dir}"/holdfast-*.old "${unit_dir}"/holdfast-*.new "${agent_dir}"/holdfast-*.old "${agent_dir}"/holdfast-*.new
}

# tidy_up: after the last step, and whenever there is none to take.
tidy_up() {
  forget_kept && remove_empty_dirs
}

# make_state_dir DIRECTORY USER: the user's own, and closed to all others. Archive caches hold file names.
make_state_dir() {
  mkdir -p -- "${1%/*}" && mkdir -m 700 -- "$1" || return
  if [ "${me}" -eq 0 ]; then
    group=$(id -g -- "$2") && chown -- "$2:${group}" "$1"
  fi
}

remove_empty_dirs() {
  for directory in jobs cron systemd launchd; do
    rmdir -- "${install_dir}/${directory}" 2>/dev/null
  done
  rmdir -- "${install_dir}" 2>/dev/null
  return 0
}

# --- systemd -----------------------------------------------------------------------------------------------------------

# control WORDS...: systemctl(1) for the manager that has, or had, this host's timers.
control() {
  if [ "${unit_scope}" = system ]; then
    systemctl "$@"
  else
    systemctl --user "$@"
  fi
}

# find_scope: sets unit_scope. Under cron, the units or agents to look for are those of an install before a change of
# scheduler.
find_scope() {
  unit_scope=${scope}
  if [ -f "${install_dir}/install.sh" ]; then
    scope_before=$(lines_of "s/^scope='\(.*\)'\$/\1/p" "${install_dir}/install.sh") || exit
    if [ "${scheduler}" = cron ]; then
      unit_scope=${scope_before}
    elif [ "${scope_before}" != "${scope}" ] && grep -q -e '^systemd/' -e '^launchd/' -- "${work}/installed"; then
      die 78 "${install_dir} has a schedule of scope ${scope_before}, not ${scope}" "run ${install_dir}/install.sh --uninstall first"
    fi
  fi
}

# find_units: sets unit_dir.
find_units() {
  if [ "${unit_scope}" = system ]; then
    unit_dir=/etc/systemd/system
  else
    unit_dir=${home}/.config/systemd/user
    XDG_RUNTIME_DIR=/run/user/${account_uid}
    export XDG_RUNTIME_DIR
  fi
}

# check_systemd: the timers need a manager that runs.
check_systemd() {
  [ -d /run/systemd/system ] || die 78 'systemd does not run this machine' "set ${origin}.scheduler to cron in the spec, compile and copy again"
  if [ "${scheduler}${scope}${uninstall}" = systemduser ]; then
    check_linger
  fi
  control show-environment >/dev/null 2>&1 || die 78 "cannot reach the systemd manager of ${user}" "is ${XDG_RUNTIME_DIR:-/run/systemd} there?"
}

# settled UNIT: whether it is wanted, and in place as it is wanted.
settled() {
  wanted "systemd/$1" && same "${tree}/systemd/$1" "${unit_dir}/$1"
}

# plan_units: a timer that changes is stopped first and started last, so that each step can be undone by itself. What an
# install that was killed has written, systemd may not have read.
plan_units() {
  lines_of 's|^systemd/||p' "${work}/installed" >"${work}/units.installed"
  lines_of 's|^systemd/||p' "${work}/wanted" >"${work}/units.wanted"
  moved=
  if [ -s "${work}/units.installed" ] && is_unfinished; then
    moved=yes
  fi
  while read -r unit; do
    case ${unit} in
      *.timer) settled "${unit}" || plan_stop "${unit}" ;;
      *) ;;
    esac
  done <"${work}/units.installed"
  while read -r unit; do
    if ! settled "${unit}"; then
      refuse_foreign "systemd/${unit}" "${unit_dir}/${unit}"
      step write-unit "${unit}"
      moved=yes
    fi
  done <"${work}/units.wanted"
  while read -r unit; do
    if [ -e "${unit_dir}/${unit}" ] && ! wanted "systemd/${unit}"; then
      step remove-unit "${unit}"
      moved=yes
    fi
  done <"${work}/units.installed"
  [ -z "${moved}" ] || step reload units
  while read -r unit; do
    case ${unit} in
      *.timer)
        if ! settled "${unit}" || ! timer_is_on "${unit}"; then
          step start-timer "${unit}"
        fi
        ;;
      *) ;;
    esac
  done <"${work}/units.wanted"
}

plan_stop() {
  if control is-enabled --quiet "$1" 2>/dev/null || control is-active --quiet "$1"; then
    step stop-timer "$1"
  fi
}

timer_is_on() {
  control is-enabled --quiet "$1" 2>/dev/null && control is-active --quiet "$1"
}

# --- launchd ---------------------------------------------------------------------------------------------------------

# An agent is a property list, NAME.plist, whose label is NAME.

# find_agents: sets agent_dir and domain.
find_agents() {
  if [ "${unit_scope}" = system ]; then
    agent_dir=/Library/LaunchDaemons
    domain=system
  else
    agent_dir=${home}/Library/LaunchAgents
    domain=gui/$(id -u -- "${user}")
  fi
}

# check_launchd: the agents need a launchd that runs, and those of a user a session of that user.
check_launchd() {
  command -v launchctl >/dev/null 2>&1 || die 78 'launchd does not run this machine' "set ${origin}.scheduler to cron or systemd in the spec, compile and copy again"
  launchctl print "${domain}" >/dev/null 2>&1 || die 78 "launchd has no domain ${domain}: ${user} is not logged in at the screen" \
    "log in there, or set ${origin}.scope to system in the spec, compile and copy again"
}

# agent_is_on NAME: whether launchd knows it.
agent_is_on() {
  launchctl print "${domain}/$1" >/dev/null 2>&1
}

# agent_is_settled NAME: whether it is wanted, and in place as it is wanted.
agent_is_settled() {
  wanted "launchd/$1.plist" && same "${tree}/launchd/$1.plist" "${agent_dir}/$1.plist"
}

# plan_agents: as with timers, one that changes is stopped first and started last.
plan_agents() {
  lines_of 's|^launchd/\(.*\)\.plist$|\1|p' "${work}/installed" >"${work}/agents.installed"
  lines_of 's|^launchd/\(.*\)\.plist$|\1|p' "${work}/wanted" >"${work}/agents.wanted"
  while read -r agent; do
    if ! agent_is_settled "${agent}" && agent_is_on "${agent}"; then
      refuse_running "${agent}"
      step stop-agent "${agent}"
    fi
  done <"${work}/agents.installed"
  while read -r agent; do
    if ! agent_is_settled "${agent}"; then
      refuse_foreign "launchd/${agent}.plist" "${agent_dir}/${agent}.plist"
      step write-agent "${agent}"
    fi
  done <"${work}/agents.wanted"
  while read -r agent; do
    if [ -e "${agent_dir}/${agent}.plist" ] && ! wanted "launchd/${agent}.plist"; then
      step remove-agent "${agent}"
    fi
  done <"${work}/agents.installed"
  while read -r agent; do
    if ! agent_is_settled "${agent}" || ! agent_is_on "${agent}"; then
      step start-agent "${agent}"
    fi
  done <"${work}/agents.wanted"
}

# refuse_running NAME: what launchd no longer knows, it kills.
refuse_running() {
  ! launchctl print "${domain}/$1" 2>/dev/null | grep -q -e '^[[:space:]]*pid = ' \
    || die 75 "a run of $1 is in progress" 'wait for it to end'
}

# start_agent NAME: one that was disabled once stays so until it is enabled. Its first start settles that all before was
# none of its own.
start_agent() {
  launchctl enable "${domain}/$1" && load_agent "$1" && launchctl kickstart "${domain}/$1"
}

load_agent() {
  if command -v plutil >/dev/null 2>&1; then
    plutil -lint -s "${agent_dir}/$1.plist" || return
  fi
  launchctl bootstrap "${domain}" "${agent_dir}/$1.plist"
}

stop_agent() {
  launchctl bootout "${domain}/$1"
}

# --- crontab(1) --------------------------------------------------------------------------------------------------------

# own_crontab WORDS...: crontab(1) for the crontab of the host's user.
# (CRONTAB_NOHEADER keeps Debian from printing a header of its own that is no part of the crontab.)
own_crontab() {
  if [ "${me}" -eq 0 ]; then
    set -- -u "${user}" "$@"
  fi
  CRONTAB_NOHEADER=Y crontab "$@"
}

# read_crontab: to ${work}/crontab, empty when the user has none.
read_crontab() {
  own_crontab -l >"${work}/crontab" 2>"${work}/problem" || {
    problem=$(cat "${work}/problem")
    case ${problem} in
      *[Nn]'o crontab'* | *"can't open"*'No such file'*) : >"${work}/crontab" ;;
      *) die 78 "cannot read the crontab of ${user}: ${problem:-crontab -l failed}" ;;
    esac
  }
  # Debian's crontab(1) ends with 0 where it could not write all of it (measured); its other lines would be lost.
  own_crontab -l 2>/dev/null | cmp -s -- - "${work}/crontab" || die_of_room
}

# make_block: to ${work}/block, empty when nothing is to be in the crontab.
make_block() {
  : >"${work}/block"
  if wanted cron/holdfast.crontab; then
    {
      printf '%s\n' "${block_begin}" \
        && cat "${tree}/cron/holdfast.crontab" \
        && printf '%s\n' "${block_end}"
    } >"${work}/block" || die_of_room
  fi
}

# edit_crontab: from ${work}/crontab to ${work}/crontab.new. An existing block, or that of an install of this host in another
# place, is replaced where it stands, a new one comes last, all other lines stay as they are. Fails, with the reason in ${work}/problem, when that cannot be right.
edit_crontab() {
  begin=${block_begin} other_begin="# BEGIN holdfast ${other:-${install_dir}}" block=${work}/block problem=${work}/problem awk '
    function refuse(why, way_out) {
      print why >ENVIRON["problem"]
      print way_out >ENVIRON["problem"]
      refused = 1
      exit 1
    }
    function put_block(line) {
      while ((getline line <ENVIRON["block"]) > 0) {
        print line
        put++
      }
    }
    # Whatever an edit by hand left of the two lines counts, so that there is never a second block.
    /^[ \t#]*(BEGIN|END) holdfast/ {
      mark = $0
      sub(/\r$/, "", mark)
      if ((mark == ENVIRON["begin"] || mark == ENVIRON["other_begin"]) && !begun) {
        begun = NR
        begin = end = mark
        sub(/BEGIN/, "END", end)
      } else if (mark == end && begun && !ended) {
        ended = NR
        put_block()
      } else {
        refuse("line " NR " of the crontab is out of place: " mark, \
          "uninstall what it belongs to, or remove what is left of it with crontab -e; then run this again")
      }
      next
    }
    begun && !ended { next }
    # CRON_TZ and RANDOM_DELAY are for cronie, TZ for systemd-cron; each holds for all lines below it.
    !begun && !setting && /^[ \t]*["\047]?(CRON_TZ|TZ|RANDOM_DELAY)["\047]?[ \t]*=/ {
      setting = NR ": " $0
    }
    { print }
    END {
      if (refused) exit 1
      if (begun && !ended) {
        refuse("line " begun " of the crontab begins a block that does not end: " begin, \
          "remove what is left of it with crontab -e, and run this again")
      }
      if (!begun) put_block()
      if (put && setting) {
        refuse("the crontab would change the schedule, in line " setting, \
          "remove that line, or put these two above it, and run this again: " ENVIRON["begin"] " / " ENVIRON["end"])
      }
    }
  ' "${work}/crontab" >"${work}/crontab.new"
}

plan_crontab() {
  if ! command -v crontab >/dev/null 2>&1; then
    ! wanted cron/holdfast.crontab || die 78 'there is no crontab(1)' 'install a cron daemon; on Debian: apt install cron'
    return
  fi
  read_crontab
  make_block
  if [ ! -s "${work}/block" ] && ! grep -qF -e "${block_begin}" -e "${block_end}" -- "${work}/crontab"; then
    return
  fi
  edit_crontab || {
    { IFS= read -r problem && IFS= read -r way_out; } <"${work}/problem"
    [ -n "${problem}" ] || die_of_room
    die 78 "${problem}" "${way_out}"
  }
  cmp -s -- "${work}/crontab" "${work}/crontab.new" || step write-crontab "${user}"
}

# write_crontab: what was there is kept by a rename: a copy could be cut short by a signal, or not have been made yet.
write_crontab() {
  mv -f -- "${work}/crontab" "${work}/crontab.before" || return
  if [ -s "${work}/crontab.new" ]; then
    own_crontab "${work}/crontab.new"
  else
    own_crontab -r
  fi
}

put_back_crontab() {
  if [ -s "${work}/crontab.before" ]; then
    own_crontab "${work}/crontab.before"
  elif [ -e "${work}/crontab.before" ] && own_crontab -l >/dev/null 2>&1; then
    own_crontab -r
  fi
}

# warn_without_cron: crontab(1) takes what no daemon will read. (systemd-cron has no daemon, and where the processes of
# others are hidden, nobody can tell.)
warn_without_cron() {
  [ ! -e /lib/systemd/system-generators/systemd-crontab-generator ] || return 0
  if ps -A -o pid= -o comm= 2>/dev/null \
    | awk '$1 == 1 { seen = 1 } /cron|busybox/ { running = 1 } END { exit !(seen && !running) }'; then
    printf 'install.sh: warning: no cron daemon runs here, and nothing starts these jobs until one does\n' >&2
    printf '  with systemd: systemctl enable --now cron (on some systems crond)\n' >&2
  fi
}

# warn_without_mail: a job that tells nobody else needs somebody who gets cron's mail.
warn_without_mail() {
  [ -n "${told_by_mail}" ] || return 0
  problem=
  if begin=${block_begin} awk '
    $0 == ENVIRON["begin"] { exit }
    /^[ \t]*["\047]?MAILTO["\047]?[ \t]*=/ { empty = /=[ \t]*(""|\047\047)[ \t]*$/ }
    END { exit !empty }
  ' "${work}/crontab"; then
    problem='MAILTO is empty in the crontab'
  elif ! command -v sendmail >/dev/null 2>&1; then
    problem='there is no sendmail for the mail of cron'
  fi
  [ -z "${problem}" ] || printf 'install.sh: warning: %s, and nobody is told when these jobs fail: %s\n  %s\n' \
    "${problem}" "${told_by_mail}" 'give them "notify" in the spec, or have "status --max-age" watched' >&2
}

# --- A plan of steps: made, shown, done, and undone in reverse when one fails -----------------------------------------

# step VERB NAME: adds a step to the plan.
step() {
  printf '%s %s\n' "$1" "$2" >>"${work}/steps" || die_of_room
}

# make_plan: all that this host still lacks. Changes nothing.
make_plan() {
  : >"${work}/steps"
  find_other_install
  if [ -z "${uninstall}" ]; then
    plan_state_dirs
    plan_files
  fi
  plan_units
  plan_agents
  plan_crontab
  plan_leftovers
  if [ "${scope}" = system ] && [ -n "${other}" ]; then
    step uninstall "${other}"
  fi
}

plan_state_dirs() {
  if [ "${scope}" = system ] && [ -d "${state_dir}" ]; then
    closed=$(find "${state_dir}" -prune ! -perm -001)
    [ -z "${closed}" ] || step open-state "${user}"
  fi
  while read -r name owner; do
    plan_state_dir "${name}" "${owner}"
  done <<END
${state_owners}
END
}

# plan_state_dir NAME USER: a job of the same name may have run as another user before.
plan_state_dir() {
  if [ ! -d "${state_dir}/$1" ]; then
    step make-state "$1 $2"
  elif ! strange=$(find "${state_dir}/$1" -prune ! -user "$2") || [ -n "${strange}" ]; then
    die 78 "${state_dir}/$1 does not belong to $2" "as root: chown -R $2 ${state_dir}/$1, or move it away"
  fi
}

# plan_files: the manifest grows first and shrinks last, so that an install that was cut short knows its own files.
plan_files() {
  same "${tree}/MANIFEST.sha256" "${install_dir}/MANIFEST.sha256" || step claim MANIFEST.sha256
  while read -r name; do
    if ! same "${tree}/${name}" "${install_dir}/${name}"; then
      refuse_foreign "${name}" "${install_dir}/${name}"
      step write-file "${name}"
    fi
  done <"${work}/wanted"
}

# plan_leftovers: what the install before wrote and this one does not. install.sh itself goes last, since an uninstall that
# was killed is to be run again.
plan_leftovers() {
  while read -r name; do
    if [ -e "${install_dir}/${name}" ] && [ "${name}" != install.sh ] && ! wanted "${name}"; then
      step remove-file "${name}"
    fi
  done <"${work}/installed"
  if [ -z "${uninstall}" ]; then
    ! is_unfinished || step write-file MANIFEST.sha256
    return
  fi
  for name in MANIFEST.sha256 install.sh; do
    [ ! -e "${install_dir}/${name}" ] || step remove-file "${name}"
  done
}

# is_unfinished: whether the manifest, which is the last to be right, is not yet as it is to be.
is_unfinished() {
  if [ -n "${uninstall}" ]; then
    [ -e "${install_dir}/MANIFEST.sha256" ]
  else
    ! same "${tree}/MANIFEST.sha256" "${install_dir}/MANIFEST.sha256"
  fi
}

# find_other_install: a host that changed between the system's timers and the user's own schedule has its scripts, and
# an old schedule, in another place. Sets other, empty when there is none.
find_other_install() {
  if [ "${scope}" = system ]; then
    other=${home}/.local/lib/holdfast
  else
    other=/usr/local/lib/holdfast
  fi
  if [ -n "${uninstall}" ] || [ "${other}" = "${install_dir}" ] || [ ! -f "${other}/install.sh" ] \
    || ! grep -qxF -e "host='${host}'" -- "${other}/install.sh"; then
    other=
  fi
}

# describe VERB NAME: sets text; empty for a step that is of no interest to anybody.
describe() {
  case $1 in
    open-state) text="let $2 pass through ${state_dir}" ;;
    make-state) text="make the directory ${state_dir}/${2% *}" ;;
    claim) text= ;;
    write-file) text="write ${install_dir}/$2" ;;
    remove-file) text="remove ${install_dir}/$2" ;;
    write-unit) text="write ${unit_dir}/$2" ;;
    remove-unit) text="remove ${unit_dir}/$2" ;;
    reload) text="reload systemd's units" ;;
    stop-timer) text="disable and stop $2" ;;
    start-timer) text="enable and start $2" ;;
    write-agent) text="write ${agent_dir}/$2.plist" ;;
    remove-agent) text="remove ${agent_dir}/$2.plist" ;;
    stop-agent) text="unload $2" ;;
    start-agent) text="load and start $2" ;;
    write-crontab)
      text="write the block into the crontab of $2"
      [ -s "${work}/block" ] || text="take the block out of the crontab of $2"
      ;;
    uninstall) text="uninstall $2, where this host was installed before" ;;
    *) die 70 "bug: no step $1" ;;
  esac
}

take_step() {
  case $1 in
    open-state) chmod o+x -- "${state_dir}" ;;
    make-state) make_state_dir "${state_dir}/${2% *}" "${2#* }" ;;
    claim)
      cat "${work}/manifest" "${tree}/MANIFEST.sha256" >"${work}/both" && put "${work}/both" "${install_dir}/MANIFEST.sha256"
      ;;
    write-file) put "${tree}/$2" "${install_dir}/$2" ;;
    remove-file) take_away "${install_dir}/$2" ;;
    write-unit) put "${tree}/systemd/$2" "${unit_dir}/$2" ;;
    remove-unit) take_away "${unit_dir}/$2" ;;
    reload) control daemon-reload ;;
    stop-timer) control disable --now "$2" ;;
    start-timer) control enable "$2" && control restart "$2" ;;
    write-agent) put "${tree}/launchd/$2.plist" "${agent_dir}/$2.plist" ;;
    remove-agent) take_away "${agent_dir}/$2.plist" ;;
    stop-agent) stop_agent "$2" ;;
    start-agent) start_agent "$2" ;;
    write-crontab) write_crontab ;;
    uninstall) (cd / && as_user /bin/sh "$2/install.sh" --uninstall) ;;
    *) ;;
  esac
}

undo_step() {
  case $1 in
    open-state) chmod o-x -- "${state_dir}" ;;
    claim | write-file | remove-file) put_back "${install_dir}/$2" ;;
    write-unit | remove-unit) put_back "${unit_dir}/$2" && control daemon-reload ;;
    stop-timer) control enable --now "$2" ;;
    start-timer) control disable --now "$2" ;;
    write-agent | remove-agent) put_back "${agent_dir}/$2.plist" ;;
    stop-agent) agent_is_on "$2" || load_agent "$2" ;;
    start-agent) ! agent_is_on "$2" || stop_agent "$2" ;;
    write-crontab) put_back_crontab ;;
    *) ;;
  esac
}

# take_steps: does what is planned, then plans again: a host on which anything is left to do is not installed.
take_steps() {
  trap 'undo_steps "hung up"; exit 129' HUP
  trap 'undo_steps interrupted; exit 130' INT
  trap 'undo_steps terminated; exit 143' TERM
  forget_kept || die 70 "cannot delete in ${install_dir}"
  : >"${work}/begun"
  : >"${work}/new"
  changing=yes
  while read -r verb name <&3; do
    printf '%s %s\n' "${verb}" "${name}" >>"${work}/begun" || die_of_room
    describe "${verb}" "${name}"
    take_step "${verb}" "${name}" 3<&- || fail "could not ${text:-list the files}"
    [ -z "${text}" ] || say "${text}"
  done 3<"${work}/steps"
  make_plan
  if read -r verb name <"${work}/steps"; then
    describe "${verb}" "${name}"
    fail "did all, but still had to ${text:-list the files}"
  fi
  trap '' HUP INT TERM
  changing=
  tidy_up || say "what was there before could not be deleted from ${install_dir} (*.old); run install.sh again"
}

fail() {
  undo_steps "$1"
  exit 70
}

# undo_steps WHY
undo_steps() {
  trap '' HUP INT TERM
  changing=
  printf 'install.sh: error: %s; putting everything back as it was\n' "$1" >&2
  # (Not through a file, for which there may be no room.)
  sed -n '1!G;h;$p' "${work}/begun" | while read -r verb name; do
    describe "${verb}" "${name}"
    undo_step "${verb}" "${name}" </dev/null || printf 'install.sh: error: could not undo this: %s\n' "${text:-list the files}" >&2
  done
  forget_kept
  remove_empty_dirs
}

# --- From here on, things happen -----------------------------------------------------------------------------------------

# take_lock: one install at a time. The lock is the kernel's, on descriptor 9, and goes with this process.
take_lock() {
  [ -n "${uninstall}" ] || mkdir -p -- "${state_dir}" || die 78 "cannot make ${state_dir}"
  if [ ! -d "${state_dir}" ]; then
    return
  fi
  # (Not ":", whose failing redirection would end the shell without a word: XCU 2.8.1.)
  { true >>"${state_dir}/install.lock"; } 2>/dev/null || die 78 "cannot write in ${state_dir}" "does it belong to ${user}, and is the disk full?"
  exec 9>>"${state_dir}/install.lock"
  if command -v flock >/dev/null 2>&1; then
    flock -n 9 9>&9
  else
    python3 -I -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 9>&9 2>/dev/null
  fi || die 75 "another install.sh is at work in ${state_dir}" 'wait for it to end'
}

# look_around: what must be right before anything is done; what there is already.
look_around() {
  if [ "${me}" -eq 0 ]; then
    check_owner "${install_dir}/jobs"
    check_owner "${state_dir}"
  fi
  if [ -f "${install_dir}/install.sh" ] && ! grep -qxF -e "host='${host}'" -- "${install_dir}/install.sh"; then
    die 78 "${install_dir} belongs to another host of a spec" "run ${install_dir}/install.sh --uninstall first, or set ${origin}.install_dir"
  fi
  : >"${work}/manifest"
  if [ -f "${install_dir}/MANIFEST.sha256" ]; then
    cp -- "${install_dir}/MANIFEST.sha256" "${work}/manifest" || die 78 "cannot read ${install_dir}/MANIFEST.sha256"
  fi
  names_in "${work}/manifest" >"${work}/installed"
  user_before=
  if [ -f "${install_dir}/install.sh" ] && grep -q -e '^cron/' -- "${work}/installed"; then
    user_before=$(lines_of "s/^user='\(.*\)'\$/\1/p" "${install_dir}/install.sh") || exit
  fi
  [ "${user_before:-${user}}" = "${user}" ] || die 78 "what is installed in ${install_dir} is started from the crontab of ${user_before}" \
    "run ${install_dir}/install.sh --uninstall first"
  find_scope
  find_units
  find_agents
  if needs_scheduler systemd; then
    check_systemd
  fi
  if needs_scheduler launchd; then
    check_launchd
  fi
}

# needs_scheduler NAME: whether it has something of this host, or is to have.
needs_scheduler() {
  case ${scheduler}:${uninstall} in
    "$1:") ;;
    *) grep -q -e "^$1/" -- "${work}/installed" ;;
  esac
}

# show_steps PREFIX
show_steps() {
  while read -r verb name; do
    describe "${verb}" "${name}"
    [ -z "${text}" ] || say "$1${text}"
    if [ "${verb}" = write-crontab ] && [ -s "${work}/block" ]; then
      say '  with these lines:'
      sed 's/^/  | /' "${work}/block"
    fi
  done <"${work}/steps"
}

say_farewell() {
  if [ -n "${uninstall}" ]; then
    say "uninstalled ${host}; archive caches, status and logs stay in ${state_dir}, secrets where they are"
    return
  fi
  # The system's schedule may run a job as somebody else, without sudo, and only root becomes anybody.
  starter=${user}
  [ "${scheduler}" = cron ] || [ "${scope}" = user ] || starter=root
  say "installed ${host}; before you trust it, let each job look at its secrets and target, as ${starter}:"
  for name in ${files}; do
    case ${name} in
      jobs/*) say "  ${install_dir}/${name} check" ;;
      *) ;;
    esac
  done
  if [ "${scheduler}" = cron ]; then
    warn_without_cron
    warn_without_mail
  fi
}

install() {
  look_around
  if [ -z "${dry_run}${check}" ]; then
    take_lock
  fi
  make_plan
  if [ ! -s "${work}/steps" ]; then
    say "nothing to do for ${host}"
    [ -n "${dry_run}${check}" ] || tidy_up
  elif [ -n "${check}" ]; then
    show_steps 'differs: would '
    exit 1
  elif [ -n "${dry_run}" ]; then
    show_steps 'would '
  else
    take_steps
    say_farewell
  fi
}

umask 022
LC_ALL=C.UTF-8
PATH=${PATH:+${PATH}:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset -v IFS CDPATH ENV
uninstall=
dry_run=
check=
changing=
code=0
block_begin="# BEGIN holdfast ${install_dir}"
block_end="# END holdfast ${install_dir}"

for option in "$@"; do
  case ${option} in
    --uninstall) uninstall=yes ;;
    --dry-run) dry_run=yes ;;
    --check) check=yes ;;
    --help)
      usage
      exit 0
      ;;
    *) die 64 "\"${option}\" is not one of its options" '--help shows what there is' ;;
  esac
done
if [ -n "${check}" ] && [ -n "${uninstall}${dry_run}" ]; then
  die 64 '--check goes with no other option: it changes nothing'
fi

tree=$(dirname -- "$0")
tree=$(cd -P -- "${tree}" && pwd) || die 78 "cannot find the directory of $0"
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
work=
# (mksh forgets the status of an exit within another trap, unless it is told again.)
trap 'code=$?; rm -rf -- ${work:+"${work}"}; exit "${code}"' EXIT
work=$(mktemp -d) || die 78 'cannot make a temporary directory'
: >"${work}/wanted"
if [ -z "${uninstall}" ]; then
  check_tree
fi

me=$(id -u)
if [ "${scope}" = system ]; then
  [ "${me}" -eq 0 ] || die 77 "${host} is installed for the system: start this as root"
  [ -n "${uninstall}" ] || check_accounts
  install
  exit
fi
check_accounts
if [ "${me}" -eq "${account_uid}" ]; then
  if [ -z "${HOLDFAST_STARTED_BY-}" ]; then
    find_other_install
    [ -z "${other}" ] || die 77 "${host} is still installed for the system, in ${other}" \
      'start this as root, to uninstall that too'
  fi
  install
  exit
fi
others="${user} or as "
[ "${user}" != root ] || others=
[ "${me}" -eq 0 ] || die 77 "this installs for ${user}: start it as ${others}root"
continue_as_user "$@"
find_other_install
if [ -n "${other}" ]; then
  describe uninstall "${other}"
  if [ -n "${check}" ]; then
    say "differs: would ${text}"
    exit 1
  elif [ -n "${dry_run}" ]; then
    say "would ${text}"
    exit
  fi
  say "${text}"
  /bin/sh "${other}/install.sh" --uninstall
fi
