# --- Conditions: what must hold for an action to begin ---------------------------------------------------------------

# Each function condition_NAME sets unmet to a text if NAME does not hold.

# check_conditions: restore and other things that a person asks for have none.
check_conditions() {
  is_own_action "${step}" || return 0
  for condition in ${conditions}; do
    unmet=
    "condition_${condition}"
    [ -z "${unmet}" ] || skip "${unmet}"
  done
}

# tell_conditions: for "check". That one does not hold is no mistake.
tell_conditions() {
  for condition in ${conditions}; do
    (
      unmet=
      "condition_${condition}"
      printf '%s: %s: condition %s\n' "${job}" "${unmet:-ok}" "${condition}"
    )
  done
}
