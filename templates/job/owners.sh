# choose_owners: where duplicity tries to give files away and fails, it leaves mode and time undone, too.
choose_owners() {
  [ -n "${private}" ] || may_give_away || keep_no_owners
}

# may_give_away: whether the system lets this process do what otherwise only root can, as in the unit for restoring. Then
# it runs no Python code of the user's.
may_give_away() {
  { true >"${temp_dir}/given" && chown 0 "${temp_dir}/given"; } 2>/dev/null || return
  rm -f -- "${temp_dir}/given"
  export PYTHONNOUSERSITE=1
}
