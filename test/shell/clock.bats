#!/usr/bin/env bats
# templates/job/clock.sh by itself, in every shell: what time a backup is of.

load ../lab/lab
load ../lab/shells

setup_file() {
  lab_open
  shells_make
  cat >"${LAB}/harness.sh" <<END
archive_dir='${LAB}/archive' job=important
. '${repo}/templates/job/clock.sh'
"\$@"
END
}

teardown_file() {
  lab_close
}

@test "a time in a name is seconds since 1970" {
  local shell time times=() expected=()
  for time in 2000-01-01T00:00:00 2026-08-09T08:09:08 2028-02-29T23:59:59 2028-03-01T00:00:00 2036-12-31T09:00:00; do
    times+=("$(tr -d ':-' <<<"${time}")Z")
    expected+=("$(date -u -d "${time}" +%s)")
  done
  # shellcheck disable=SC2016 # for the shell under test to expand
  echo 'for time in "$@"; do seconds_of "${time}"; echo "${seconds}"; done' >"${LAB}/times.sh"
  for shell in "${shells[@]}"; do
    run "${LAB}/shells/${shell}/sh" "${LAB}/harness.sh" eval "set -- ${times[*]} '*' 2026; . '${LAB}/times.sh'"
    assert_success
    assert_output "$(printf '%s\n' "${expected[@]}" 0 0)"
  done
}

# newest FILE…: what every shell finds in a cache with these files.
newest() {
  rm -rf "${LAB}/archive"
  mkdir -p "${LAB}/archive/important"
  local shell found=() file
  for file; do
    touch "${LAB}/archive/important/duplicity-${file}"
  done
  # shellcheck disable=SC2016 # for the shell under test to expand
  echo 'newest_set; echo "${newest_known:-none} ${newest_s}"' >"${LAB}/newest.sh"
  for shell in "${shells[@]}"; do
    found+=("$("${LAB}/shells/${shell}/sh" "${LAB}/harness.sh" . "${LAB}/newest.sh")")
  done
  printf '%s\n' "${found[@]}" | sort -u
}

@test "the newest backup is found, whatever its kind; one that is unfinished is none" {
  run newest
  assert_output 'none 0'
  run newest full.20260101T000000Z.manifest.part
  assert_output 'none 0'
  run newest full.20250101T000000Z.manifest full.20260101T000000Z.manifest full-signatures.20270101T000000Z.sigtar.gz
  assert_output '20260101T000000Z 1767225600'
  run newest full.20260101T000000Z.manifest inc.20260101T000000Z.to.20260102T000000Z.manifest \
    inc.20260102T000000Z.to.20260103T000000Z.manifest inc.20260103T000000Z.to.20260104T000000Z.manifest.part
  assert_output '20260103T000000Z 1767398400'
  run newest inc.20250101T000000Z.to.20250102T000000Z.manifest full.20260101T000000Z.manifest
  assert_output '20260101T000000Z 1767225600'
}
