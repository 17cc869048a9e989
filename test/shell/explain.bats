#!/usr/bin/env bats
# templates/job/explain.sh by itself: what duplicity 0.8.22 says on standard error tells what went wrong, and the names of files in it do not.

load ../lab/lab

setup_file() {
  lab_open
  cat >"${LAB}/harness.sh" <<END
job=photos temp_dir=\$1
. '${repo}/templates/job/explain.sh'
said -e 'No space left on device'
END
}

teardown_file() {
  lab_close
}

# full_disk LINE: whether that, on standard error, is taken for a full disk.
full_disk() {
  printf '%s\n' "$1" >"${LAB}/.errors"
  run sh "${LAB}/harness.sh" "${LAB}"
}

@test "a full disk is seen, whoever says so" {
  local line
  for line in "OSError: [Errno 28] No space left on device: '/mnt/a'" \
    "Giving up after 5 attempts. OSError: [Errno 28] No space left on device: '/mnt/a'" \
    'rsync: [receiver] write failed on "/mnt/a": No space left on device (28)' 'gpg: error writing: No space left on device'; do
    full_disk "${line}"
    assert_success
  done
}

@test "the name of a file is no full disk" {
  local line name='No space left on device'
  for line in "OSError: [Errno 13] Permission denied: b'/mnt/${name}'" \
    "Giving up after 5 attempts. OSError: [Errno 13] Permission denied: '/mnt/${name}'" \
    "${name} not found in archive - no files restored."; do
    full_disk "${line}"
    assert_failure 1
  done
}
