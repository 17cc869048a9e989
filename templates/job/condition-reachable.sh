# condition_reachable: a target that answers and refuses is left for the action to fail on.
condition_reachable() {
  check_target
  capture "${temp_dir}/listing" try_rsync "${module_url}/" || ! nobody_answers "$?" || unmet="the target cannot be reached: ${culprit}"
}
