#!/usr/bin/env bats
# templates/job/explain.sh by itself: what duplicity 0.8.22 prints tells what went wrong, and the names of files in it do not.

load ../lab/lab

setup_file() {
  lab_open
  cat >"${LAB}/harness.sh" <<END
job=photos log=\$1
. '${repo}/templates/job/explain.sh'
said -e 'No space left on device'
END
}

# full_disk LINE: whether that is taken for a full disk.
full_disk() {
  printf '%s\n' 'Last full backup date: none' "$1" >"${LAB}/log"
  run sh "${LAB}/harness.sh" "${LAB}/log"
}

@test "a full disk is seen, whoever says so" {
  local line
  for line in "OSError: [Errno 28] No space left on device: '/mnt/a'" "Error '[Errno 28] No space left on device' processing a" \
    'rsync: [receiver] write failed on "/mnt/a": No space left on device (28)' 'gpg: error writing: No space left on device'; do
    full_disk "${line}"
    assert_success
  done
}

@test "the name of a file is no full disk" {
  local line name='No space left on device'
  for line in "Error '[Errno 36] File name too long: b'/mnt/${name}'' processing ${name}" "Error 'cannot' patching ${name}" \
    "Error accessing possibly locked file /mnt/${name}" "Error Input/output error getting delta for ${name}" \
    "Skipping ${name}/a because of previous error" "Difference found: New file ${name}" "Warning: ${name} has negative mtime" \
    "OSError: [Errno 13] Permission denied: b'/mnt/${name}'"; do
    full_disk "${line}"
    assert_failure 1
  done
}
