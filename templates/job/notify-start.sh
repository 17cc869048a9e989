# tell_start: some want to know that a step begins.
tell_start() {
  is_worth_telling || return 0
  events=start
  exit_code=
  took=
  overdue=
  tell_all
}
