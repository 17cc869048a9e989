# Backups that work, and what is left of them; for bats, after lab.bash.

# archive_of JOB: where its archive lies.
archive_of() {
  printf '%s\n' "${LAB}/home/disk/the-server/$1"
}

# backs_up JOB [WORD…]: a good backup.
backs_up() {
  run job "$1" backup "${@:2}"
  assert_success
  assert_equal "$(outcome_of "$1" backup)" ok
}

# restores JOB SOURCE: what a restore brings is what SOURCE holds.
restores() {
  local restored
  restored=$(new_directory)
  run job "$1" restore "${restored}"
  assert_success
  run same_tree "$2" "${restored}"
  assert_success
}

# fulls_in DIR: how many full backups are complete there.
fulls_in() {
  find "$1" -name 'duplicity-full.*.manifest.gpg' | wc -l
}
