# is_by_hand: who says "scheduled" is the scheduler.
is_by_hand() {
  return 1
}
