# The state directory is below the user's home: the user makes it.
make_state_dir_as_root() {
  :
}
