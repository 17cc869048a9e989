#!/usr/bin/env bats
# What install.sh does to a crontab that has other lines, or lines that it cannot work with.

load ../lab/install

setup_file() {
  install_open
  lib=${LAB}/home/.local/lib/holdfast
  export lib
  install_spec important '5 3 * * 2' 'scheduler: cron'
}

teardown_file() {
  lab_close
}

setup() {
  install_clean
}

# crontab_with TEXT: TEXT, in printf's notation, becomes the user's crontab, and LAB/before what crontab(1) makes of it.
crontab_with() {
  # shellcheck disable=SC2059 # a notation it is
  printf "$1" >"${LAB}/crontab"
  set_crontab "${LAB}/crontab"
  show_crontab >"${LAB}/before"
}

@test "other lines stay as they are, byte for byte" {
  local text
  for text in \
    '' \
    '# mine\n# two\n# three\n# four\n0 0 * * * true\n' \
    'MAILTO=me\r\n0 1 * * * true\r\n' \
    '\n\n\t# indented\n  0 1 * * * printf %%s "a\\\\b" \\%%d\n\n\n' \
    '# \303\251 \377 \001 latin and worse\n0 1 * * * echo BEGIN holdfast\n' \
    'PATH=/bin\n"SHELL" = /bin/sh\n0 1 * * * true # END holdfast\n' \
    "# $(head -c 5000 /dev/zero | tr '\0' x)\\n"; do
    echo "with: ${text}"
    crontab_with "${text}"
    run install_as_user
    assert_success
    show_crontab | sed '/^# BEGIN holdfast/,/^# END holdfast/d' >"${LAB}/after"
    run cmp "${LAB}/before" "${LAB}/after"
    assert_success
    run show_crontab
    assert_line --index -1 "# END holdfast ${lib}"
    run install_as_user
    assert_output 'nothing to do for the-server'
    run install_as_user --uninstall
    assert_success
    show_crontab >"${LAB}/after" || [[ -z ${text} ]]
    run cmp "${LAB}/before" "${LAB}/after"
    assert_success
  done
}

@test "a last line without a line end gets one" {
  # As cronie and busybox leave it: Debian's crontab(1) would not have taken it.
  crontab_with '0 1 * * * true\n'
  truncate --size=-1 "${LAB}/spool/${LAB_USER}"
  run install_as_user
  assert_success
  run show_crontab
  assert_line --index 0 '0 1 * * * true'
  assert_line --index 1 "# BEGIN holdfast ${lib}"
}

@test "the block is replaced where it stands" {
  crontab_with '0 1 * * * first\n'
  install_as_user
  {
    show_crontab | sed 's/^5 3 /6 6 /'
    echo '0 2 * * * last'
  } >"${LAB}/crontab"
  set_crontab "${LAB}/crontab"
  run install_as_user
  assert_success
  run show_crontab
  assert_line --index 0 '0 1 * * * first'
  assert_line --index -1 '0 2 * * * last'
  assert_line "5 3 * * 2 ${lib}/jobs/important.sh scheduled backup"
  refute_line --regexp '^6 6 '
}

@test "what is left of a damaged block is refused, with its line" {
  local text
  for text in \
    "# BEGIN holdfast ${lib}\n5 3 * * 2 true\n" \
    "# END holdfast ${lib}\n" \
    "# BEGIN holdfast ${lib}\n# END holdfast ${lib}\n# BEGIN holdfast ${lib}\n# END holdfast ${lib}\n" \
    "# BEGIN holdfast ${lib}\n# BEGIN holdfast ${lib}\n# END holdfast ${lib}\n" \
    "# BEGIN holdfast /another/place\n# END holdfast /another/place\n" \
    "## BEGIN holdfast ${lib}\n# END holdfast ${lib}\n"; do
    echo "with: ${text}"
    crontab_with "0 1 * * * true\n${text}"
    run install_as_user
    assert_failure 78
    assert_output --regexp 'line [234] of the crontab'
    if [[ ${text} == *"${lib}"* ]]; then
      run install_as_user --uninstall
      assert_failure 78
    fi
    show_crontab >"${LAB}/after"
    run cmp "${LAB}/before" "${LAB}/after"
    assert_success
    assert [ ! -e "${lib}" ]
  done
}

@test "a setting that would change the schedule is refused, with the way out" {
  local setting
  for setting in CRON_TZ=UTC 'TZ = Europe/Oslo' RANDOM_DELAY=30 '"CRON_TZ"=UTC'; do
    crontab_with "# mine\n${setting}\n0 1 * * * true\n"
    run install_as_user
    assert_failure 78
    assert_output --partial "the crontab would change the schedule, in line 2: ${setting}"
    assert [ ! -e "${lib}" ]
  done
  crontab_with "# mine\n# BEGIN holdfast ${lib}\n# END holdfast ${lib}\nCRON_TZ=UTC\n0 1 * * * true\n"
  run install_as_user
  assert_success
  run show_crontab
  assert_line "5 3 * * 2 ${lib}/jobs/important.sh scheduled backup"
  assert_line --index -2 'CRON_TZ=UTC'
}

@test "such a setting does not stand in the way of uninstalling" {
  install_as_user
  {
    echo 'CRON_TZ=UTC'
    show_crontab
  } >"${LAB}/crontab"
  set_crontab "${LAB}/crontab"
  run install_as_user --uninstall
  assert_success
  run show_crontab
  assert_output 'CRON_TZ=UTC'
}

@test "a user who may not have a crontab gets nothing" {
  fake crontab <<'END'
#!/bin/sh
echo 'You (somebody) are not allowed to use this program (crontab)' >&2
exit 1
END
  run install_as_user
  assert_failure 78
  assert_output --partial 'are not allowed to use this program'
  assert [ ! -e "${lib}" ]
}

# with_room PAGES COMMAND…: COMMAND where the temporary directory has only so much room left, 4 KiB each.
with_room() {
  local pages=$1
  shift
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --mount --propagation private sh -c 'mount -t tmpfs -o mode=1777,size=64k tmpfs "$0" && head -c "$1" /dev/zero >"$0/other" && shift && exec "$@"' \
    "${LAB}/tmp" "$(((16 - pages) * 4096))" bash -c "$(declare -f with_spool install_as_user)"'; install_as_user "$@"' install "$@"
}

@test "no room for temporary files: nothing is done, and no line of the crontab is lost" {
  local line pages
  line="0 1 * * * true $(head -c 900 /dev/zero | tr '\0' x)\n"
  crontab_with "${line}${line}${line}${line}${line}${line}${line}${line}${line}${line}"
  for pages in 0 1 2 3 4 5 6 7 8; do
    echo "with ${pages} pages"
    run with_room "${pages}"
    assert_failure
    assert_line --regexp 'No space left|is the disk full'
    run cmp "${LAB}/before" <(show_crontab)
    assert_success
    assert [ ! -e "${lib}/install.sh" ]
  done
  run with_room 16
  assert_success
  set_crontab "${LAB}/before"
  for pages in 3 4 5 6 7 8; do
    run with_room "${pages}" --check
    refute_line --partial 'nothing to do'
  done
}

# install_beside CODE: as the user, where no processes are but those of CODE and of the install.
install_beside() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --pid --fork --mount-proc --mount --propagation private bash -c "$(declare -f with_spool install_as_user)"'
    mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /etc/cron.d && mount --bind /dev/null /etc/crontab
    eval "$0"
    install_as_user
  ' "$1" 3>&- </dev/null
}

@test "where no cron daemon runs, the install says so" {
  run install_beside true
  assert_success
  assert_line 'install.sh: warning: no cron daemon runs here, and nothing starts these jobs until one does'
  install_as_user --uninstall
  run install_beside cron
  assert_success
  assert_line --partial 'installed the-server'
  refute_line --partial 'no cron daemon'
}

@test "where nobody gets what cron mails, the install says so" {
  local text
  fake sendmail <<<'#!/bin/sh'
  for text in '' '#MAILTO=""\n' 'MAILTO=""\nMAILTO=me\n' '5 4 * * * MAILTO="" true\n'; do
    crontab_with "${text}"
    run install_beside cron
    assert_success
    refute_line --partial 'warning'
    install_as_user --uninstall
  done
  for text in 'MAILTO=""\n' "MAILTO=me\n MAILTO = \047\047\n"; do
    crontab_with "${text}"
    run install_as_user
    assert_success
    assert_line 'install.sh: warning: MAILTO is empty in the crontab, and nobody is told when these jobs fail: important'
    install_as_user --uninstall
  done
  rm "${LAB}/fakes/sendmail"
  crontab_with ''
  run install_beside 'cron; [[ ! -e /usr/sbin/sendmail ]] || mount --bind /dev/null /usr/sbin/sendmail'
  assert_success
  assert_line 'install.sh: warning: there is no sendmail for the mail of cron, and nobody is told when these jobs fail: important'
}
