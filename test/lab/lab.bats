#!/usr/bin/env bats
# The instruments themselves: a comparer that sees nothing would let every other test pass.

load lab
load rsyncd
load socks5

setup_file() {
  lab_open
}

teardown_file() {
  lab_close
}

setup() {
  A=${BATS_TEST_TMPDIR}/a
  B=${BATS_TEST_TMPDIR}/b
  python3 "${lab_dir}/tree.py" make "${A}"
  cp -a "${A}" "${B}"
}

# sees TEXT: the comparer tells the trees apart, and by nothing but TEXT.
sees() {
  touch -r "${A}/names" "${B}/names"
  run same_tree "${A}" "${B}"
  assert_failure
  assert_equal "${#lines[@]}" 1
  assert_line --partial "$1"
}

@test "equal trees are equal" {
  run same_tree "${A}" "${B}"
  assert_success
}

@test "a changed byte is seen" {
  printf X | dd of="${B}/sizes/1500000" seek=1000 bs=1 conv=notrunc status=none
  touch -r "${A}/sizes/1500000" "${B}/sizes/1500000"
  sees "content of b'sizes/1500000'"
}

@test "a changed mode is seen" {
  chmod 601 "${B}/modes/0600"
  sees "mode of b'modes/0600'"
}

@test "a changed time of a file is seen" {
  touch -d @1700000003 "${B}/names/plain"
  sees "time of b'names/plain'"
}

@test "a changed time of an empty directory is seen" {
  touch -d @1700000001 "${B}/empty"
  sees "time of b'empty'"
}

@test "a changed link is seen" {
  ln -sfn elsewhere "${B}/links/dangling"
  touch -r "${A}/links" "${B}/links"
  sees "link target of b'links/dangling'"
}

@test "a missing file is seen" {
  rm -- "${B}/names/-rf"
  sees "only in ${A}: b'names/-rf'"
}

@test "a file too many is seen" {
  : >"${B}/names/one more"
  sees "only in ${B}: b'names/one more'"
}

@test "another type is seen" {
  rm "${B}/names/plain"
  mkdir "${B}/names/plain"
  touch -r "${A}/names/plain" "${B}/names/plain"
  touch -r "${A}/names" "${B}/names"
  run same_tree "${A}" "${B}"
  assert_failure
  assert_line --partial "type of b'names/plain'"
}

@test "the rsync daemon lets in who has the password, directly and through the proxy, and nobody else" {
  rsyncd_start
  socks5_start some.onion 127.0.0.1 "${RSYNCD_PORT}"
  echo hello >"${RSYNCD_DIR}/file"
  run env RSYNC_PASSWORD="${rsync_password}" rsync --port "${RSYNCD_PORT}" rsync_user@127.0.0.1::backups/
  assert_success
  assert_output --partial file
  run env RSYNC_PASSWORD=wrong rsync --port "${RSYNCD_PORT}" rsync_user@127.0.0.1::backups/
  assert_failure 5
  export RSYNC_CONNECT_PROG="nc -X 5 -x 127.0.0.1:${SOCKS5_PORT} %H 873"
  run env RSYNC_PASSWORD="${rsync_password}" rsync rsync_user@some.onion::backups/
  assert_success
  assert_output --partial file
  run env RSYNC_PASSWORD="${rsync_password}" rsync rsync_user@other.onion::backups/
  assert_failure 12
}
