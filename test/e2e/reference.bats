#!/usr/bin/env bats
# The reference configuration from spec to restored file: encrypted, through a SOCKS5 proxy, onto an rsync daemon that
# has an onion name. Each test goes on where the one before it ended.

load ../lab/lab
load ../lab/rsyncd
load ../lab/socks5

onion=aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion

setup_file() {
  lab_open
  rsyncd_start
  socks5_start "${onion}" 127.0.0.1 "${RSYNCD_PORT}"
  SOURCE=${LAB}/home/"important ünï"
  export SOURCE
  lab_tree "${SOURCE}"
  as_user mkdir "${SOURCE}/.cache"
  as_user touch "${SOURCE}/.cache/not worth keeping"
  touch -d @1700000000 "${SOURCE}"
  keep_copy first
  lab_spec <<END
version: 1
secrets:
  archive-passphrase: { file: ~/.duplicity.secret, copy: "sealed envelope, office safe" }
  rsync-password: { file: ~/.rsync.secret }
targets:
  offsite:
    url: rsync://rsync_user@${onion}::backups/
    password: rsync-password
    proxy: { socks5: 127.0.0.1:${SOCKS5_PORT} }
jobs:
  important:
    source: ${SOURCE}
    exclude: ["**/.cache"]
    target: offsite
    encryption: { passphrase: archive-passphrase, cipher: AES256 }
    backup: { schedule: "5 3 * * 2", full_if_older_than: 2M }
    prune: { schedule: "5 4 * * 2", keep_full: 12 }
hosts:
  the-server:
    scheduler: cron
    dialect: debian
    jobs: [important]
$(lab_host)
END
  lab_compile
  ARCHIVE=${RSYNCD_DIR}/the-server/important
  export ARCHIVE
}

teardown_file() {
  lab_close
}

# keep_copy NAME: what a restore of the source as it is now must give, as LAB/NAME.
keep_copy() {
  cp -a "${SOURCE}" "${LAB}/$1"
  rm -r "${LAB}/$1/.cache"
  touch -r "${SOURCE}" "${LAB}/$1"
}

@test "the host's part of the output is whole" {
  cd "${LAB}/host"
  run sha256sum --quiet --check MANIFEST.sha256
  assert_success
  assert_output ""
}

@test "before the first backup, check finds nothing wrong and changes nothing" {
  run job important check
  assert_success
  assert [ ! -e "${ARCHIVE}" ]
}

@test "a dry run uploads nothing" {
  run job important backup --dry-run
  assert_success
  run find "${RSYNCD_DIR}" -type f
  assert_output ""
}

@test "the first backup is full" {
  run job important backup
  assert_success
  assert_equal "$(outcome_of important backup)" ok
  run compgen -G "${ARCHIVE}/*full*.manifest.gpg"
  assert_success
}

@test "the server never sees plaintext" {
  run find "${ARCHIVE}" -type f ! -name '*.gpg'
  assert_output ""
  run grep -rlF -e 'a directory became a file' -e 'file 0' "${ARCHIVE}"
  assert_failure
}

@test "the second backup is incremental" {
  sleep 1
  date -u +%Y-%m-%dT%H:%M:%S+00:00 >"${LAB}/first-was-at"
  sleep 1
  lab_change_tree "${SOURCE}"
  keep_copy second
  run job important backup
  assert_success
  run find "${ARCHIVE}" -name '*full*.manifest.gpg'
  assert_equal "${#lines[@]}" 1
  run find "${ARCHIVE}" -name '*inc*.manifest.gpg'
  assert_equal "${#lines[@]}" 1
}

@test "list names every file of the newest backup" {
  run --separate-stderr job important list
  assert_success
  assert_line --regexp "names/it's\$"
  assert_line --regexp 'names/added later$'
  # shellcheck disable=SC2016 # a file's name
  assert_line --regexp 'names/\$HOME `id` \$\(id\)$'
  refute_line --regexp 'names/-rf$'
  refute_line --partial .cache
}

@test "list --time names the files of an earlier backup" {
  run --separate-stderr job important list --time "$(cat "${LAB}/first-was-at")"
  assert_success
  assert_line --regexp 'names/-rf$'
  refute_line --regexp 'names/added later$'
}

@test "restore brings everything back" {
  local restored
  restored=$(new_directory)
  run job important restore "${restored}"
  assert_success
  run same_tree "${LAB}/second" "${restored}"
  assert_success
}

@test "restore --time brings back what was there before" {
  local restored
  restored=$(new_directory)
  run job important restore "${restored}" --time "$(cat "${LAB}/first-was-at")"
  assert_success
  run same_tree "${LAB}/first" "${restored}"
  assert_success
}

@test "restore --path brings back one directory" {
  local restored
  restored=$(new_directory)
  run job important restore "${restored}" --path "dirs"
  assert_success
  run same_tree "${LAB}/second/dirs" "${restored}"
  assert_success
}

@test "restore --path brings back one file with an awkward name" {
  local name restored
  for name in 'new
line' '--exclude=x' "it's" 'star*question?[bracket]'; do
    restored=$(new_directory)
    run job important restore "${restored}" --path "names/${name}"
    assert_success
    run cmp "${SOURCE}/names/${name}" "${restored}"
    assert_success
  done
}

@test "restore of what is not in the archive fails and says so" {
  run job important restore "$(new_directory)" --path "no such file"
  assert_failure
  assert_output --partial "no such file"
}

@test "restore does not touch a directory that holds something" {
  local restored
  restored=$(new_directory)
  mkdir "${restored}"
  echo mine >"${restored}/file"
  chown -R "${LAB_USER}:" "${restored}"
  run job important restore "${restored}"
  assert_failure
  assert_output --partial "${restored}"
  assert_equal "$(ls -A "${restored}")" file
}

@test "root starts the job, and the user runs it" {
  run env -i "${LAB}/host/jobs/important.sh" backup
  assert_success
  run find "$(state_of important)" ! -user "${LAB_USER}"
  assert_output ""
}

@test "root restores what belongs to others, as theirs" {
  local restored
  restored=$(mktemp -d "${LAB}/new.XXXXXX")/restored
  run env -i "${LAB}/host/jobs/important.sh" restore "${restored}"
  assert_success
  run same_tree "${LAB}/second" "${restored}"
  assert_success
  run find "${restored}" ! -user "${LAB_USER}"
  assert_output ""
  run find "$(state_of important)" ! -user "${LAB_USER}"
  assert_output ""
}

@test "a run by the scheduler has nothing to say when all is well" {
  run job important scheduled backup
  assert_success
  assert_output ""
  run job important scheduled prune
  assert_success
  assert_output ""
}

@test "status tells the truth to people and to machines" {
  run job important status
  assert_success
  assert_output --partial ok
  assert_equal "$(outcome_of important backup)" ok
  assert_equal "$(outcome_of important prune)" ok
  run job important status --max-age 1h
  assert_success
}

@test "cleanup finds nothing to do" {
  run job important cleanup
  assert_success
}

@test "duplicity itself can be used with the job's environment" {
  run job important duplicity collection-status "rsync://rsync_user@${onion}::backups/the-server/important"
  assert_success
  assert_output --partial 'Chain start time'
}

@test "names are resolved by the proxy alone" {
  run sort -u "${SOCKS5_LOG}"
  assert_output "${SOCKS5_PORT}
name ${onion} port 873"
}

@test "no secret is in the log, in the state or in the output" {
  run grep -rlF -e "it's a \"pass\"" -e 'rsync pass word' "$(state_of important)" "${LAB}/out"
  assert_failure
  assert_output ""
}

@test "nothing has called Node on the host" {
  assert [ ! -e "${LAB}/node-was-called" ]
}
