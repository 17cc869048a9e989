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
