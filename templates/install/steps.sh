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
