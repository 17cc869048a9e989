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
