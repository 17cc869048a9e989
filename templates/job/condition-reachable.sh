# condition_reachable: a target that answers and refuses is left for the action to fail on.
condition_reachable() {
  check_target
  captured="${temp_dir}/listing"
  output_was=${output}
  output=capture
  try_rsync "${module_url}/" || ! nobody_answers "$?" || unmet="the target cannot be reached: ${culprit}"
  output=${output_was}
}
