#!/usr/bin/env bats
# Who is told what became of a run: by mail, by HTTP, by a command; what they are not told; and that nobody of them can
# harm a backup.

load ../lab/lab
load ../lab/backups
load ../lab/listener
load ../lab/shells
load ../lab/smtp

# Characters that mean something in JSON, in curl's configuration, or to a shell.
token="tok\"en\\\\ \$x \`y\` %H"
passphrase="it's a \"pass\" \\ %H \$HOME phrase"

setup_file() {
  lab_open
  listener_start
  smtp_start
  shells_make
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user sh -c "echo precious >'${LAB}/home/data/file'"
  lab_secret .hc.secret "${LISTENER}/ping-of-nobodys-business/"
  lab_secret .token.secret "${token}"
  lab_secret .silent.secret "${LISTENER}/silent"
  lab_secret .refuse.secret "${LISTENER}/refuse-of-nobodys-business"
  lab_secret .open.secret "${LISTENER}/open"
  chmod 644 "${LAB}/home/.open.secret"
  lab_secret .no-url.secret 'nothing-of-the-kind'
  # What it is told is kept with its environment and arguments.
  cat >"${LAB}/bin/tell" <<END
#!/bin/sh
{ printf '%s\n' "\$@"; env; cat; } >'${LAB}/home/told'
END
  # duplicity itself, unless the test wants it to fail.
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
[ ! -e '${LAB}/fail' ] || { cat '${LAB}/fail'; exit 50; }
[ ! -e '${LAB}/wait' ] || sleep 20
[ ! -e '${LAB}/spoil' ] || mkdir -p '$(state_of change)/status.new'
exec /usr/bin/duplicity "\$@"
END
  chmod 755 "${LAB}/bin/tell" "${LAB}/bin/duplicity"
  lab_spec <<END
version: 1
secrets:
  hc-url: { file: ~/.hc.secret }
  token: { file: ~/.token.secret }
notifiers:
  ops: { mail: [admin@example.org, "${LAB_USER}@example.org"] }
  hc: { healthchecks: { url: hc-url } }
  push: { ntfy: { url: "${LISTENER}/topic-\${host}", token: token } }
  chat:
    http:
      url: "${LISTENER}/chat"
      headers: { Authorization: { prefix: "Bearer ", secret: token }, X-Plain: "a: b" }
      body: '{ "text": "\${message}", "end": "\${log}", "literal": "\$\${job}" }'
  everything: { http: { url: "${LISTENER}/everything" } }
  plain: { http: { url: "${LISTENER}/plain", method: PUT, headers: { Content-Type: text/plain }, body: "<\${outcome}> \${message}" } }
  knock: { http: { url: "${LISTENER}/knock", method: GET } }
  own: { command: ["${LAB}/bin/tell", "it's", "\$HOME"] }
defaults:
  source: ~/data
  target: { url: "file://${LAB}/home/disk" }
  encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
  backup: {}
  prune: { keep_full: 2 }
  max_age: 8d
jobs:
  ways: { notify: [{ use: ops }, { use: hc }, { use: push }, { use: chat }, { use: everything }, { use: plain }, { use: knock }, { use: own }] }
  good: { notify: [{ use: hc }, { use: ops }, { use: own, on: ok }] }
  change: { notify: [{ use: own, on: change }], conditions: { free: { path: ~/disk, at_least: 1K } } }
  overdue: { notify: [{ use: own, on: [overdue] }] }
  few: { notify: [{ use: own, on: [locked, interrupted] }] }
  dead:
    notify:
      - { use: { healthchecks: { url: { file: ~/.silent.secret } }, timeout: 1s }, on: ok }
      - { use: { healthchecks: { url: { file: ~/.refuse.secret } } } }
      - { use: { healthchecks: { url: { file: ~/.missing.secret } } }, on: ok }
      - { use: { http: { url: "${LISTENER}/moved" } }, on: ok }
      - { use: { healthchecks: { url: { file: ~/.open.secret } } }, on: ok }
      - { use: { healthchecks: { url: { file: ~/.no-url.secret } } }, on: ok }
      - { use: { ntfy: { url: "http://127.0.0.1:$(free_port)/" } }, on: ok }
      - { use: { command: ["${LAB}/bin/missing"] }, on: ok }
      - { use: { command: [/bin/sh, -c, "echo broken; exit 3"] }, on: ok }
      - { use: hc, on: ok }
  dash: { notify: &all [{ use: hc }, { use: push, on: ok }, { use: chat, on: ok }, { use: ops, on: ok }, { use: own, on: ok }] }
  bash: { notify: *all }
  busybox: { notify: *all }
  mksh: { notify: *all }
  yash: { notify: *all }
  ksh93: { notify: *all }
  zsh: { notify: *all }
hosts:
  the-server:
    scheduler: cron
    jobs: [ways, good, change, overdue, few, dead, dash, bash, busybox, mksh, yash, ksh93, zsh]
$(lab_host)
END
  lab_compile
  local shell
  for shell in "${shells[@]}"; do
    shells_use "${shell}" "${LAB}/host/jobs/${shell}.sh"
  done
}

teardown_file() {
  lab_close
}

setup() {
  : >"${LAB}/requests"
  : >"${LAB}/mails"
}

teardown() {
  rm -f "${LAB}/fail" "${LAB}/wait" "${LAB}/spoil" "${LAB}/home/told"
}

@test "a good run: healthchecks is told of start and success, the command what it asked for, mail nothing" {
  backs_up good
  run requests '[(q["method"], q["path"]) for q in r]'
  assert_output "[('POST', '/ping-of-nobodys-business/start'), ('POST', '/ping-of-nobodys-business/')]"
  run mails 'm'
  assert_output '[]'
  run cat "${LAB}/home/told"
  assert_line --index 0 "it's"
  assert_line --index 1 "\$HOME"
  assert_line HOLDFAST_JOB=good
  assert_line HOLDFAST_HOST=the-server
  assert_line HOLDFAST_ACTION=backup
  assert_line HOLDFAST_EVENT=ok
  assert_line HOLDFAST_OUTCOME=ok
  assert_line HOLDFAST_EXIT_CODE=0
  assert_line --regexp '^HOLDFAST_DURATION=[0-9]+$'
  assert_line --regexp '^HOLDFAST_MESSAGE=good on the-server: backup ok after [0-9]+ s, exit code 0$'
  assert_line --partial 'Backup Statistics'
  refute_output --partial PASSPHRASE
  refute_output --partial "${passphrase}"
  run job good prune
  assert_success
  run requests '[(q["path"], q["body"].split(" after")[0]) for q in r]'
  assert_output "[('/ping-of-nobodys-business/log', 'good on the-server: prune ok')]"
  # Nothing is left of it.
  run find "$(state_of good)/tmp" -name 'message*'
  assert_output ''
}

@test "dry runs and what only a person starts are told to nobody" {
  backs_up good
  rm "${LAB}/home/told"
  : >"${LAB}/requests"
  run job good backup --dry-run
  assert_success
  run job good list
  assert_success
  run job good check
  assert_success
  assert_line 'good: ok: notifier hc'
  run job good restore "$(new_directory)"
  assert_success
  run requests 'r'
  assert_output '[]'
  assert [ ! -e "${LAB}/home/told" ]
}

# ends_badly JOB: with a log that has everything in it that nobody should be told, or cannot be told as it is.
ends_badly() {
  printf '%s\n' "passphrase ${passphrase} token ${token}" "url ${LISTENER}/ping-of-nobodys-business/" 'quote " backslash \ tab	end' >"${LAB}/fail"
  printf 'nul \000\nbytes \377\376 and \303\251 and \033[31m\n.\n' >>"${LAB}/fail"
  run job "$1" backup
  assert_failure 50
}

@test "a failed run, by all ways: the end of the log without its secrets" {
  backs_up ways
  : >"${LAB}/requests"
  ends_badly ways
  cp "${LAB}/requests" "${LAB}/kept"
  printf '%s\n' "${passphrase}" nobodys-business/ 'tok"en' >"${LAB}/secrets"
  run grep -F -f "${LAB}/secrets" "${LAB}/mails" "${LAB}/home/told"
  assert_failure 1
  run mails '[len(m), m[0]["recipients"], m[0]["headers"]["Subject"], m[0]["headers"]["Auto-Submitted"], m[0]["defects"]]'
  assert_output "[1, ['admin@example.org', '${LAB_USER}@example.org'], '[holdfast] ways on the-server: backup failed', 'auto-generated', []]"

  run requests '[q["path"] for q in r]'
  assert_output "['/ping-of-nobodys-business/start', '/ping-of-nobodys-business/fail', '/topic-the-server', '/chat', '/everything', '/plain', '/knock']"
  cp "${LAB}/kept" "${LAB}/requests"
  run requests '[(lambda b: [b["text"], b["literal"], "\\n".join(b["end"].split("\n")[-9:])])(json.loads(r[3]["body"]))]'
  assert_output --regexp "ways on the-server: backup failed after [0-9]+ s, exit code 50', '\\$\{job\}'"
  cp "${LAB}/kept" "${LAB}/requests"
  run requests '"\n".join([r[1]["body"], r[2]["headers"]["authorization"], r[2]["headers"]["title"], r[2]["headers"]["priority"], r[3]["headers"]["x-plain"], r[5]["method"], r[5]["body"], r[6]["method"], r[6]["body"]])'
  assert_line 'passphrase [secret] token [secret]'
  assert_line 'url [secret]'
  assert_line 'quote " backslash \ tab end'
  assert_line 'bytes ?? and ?? and ?[31m'
  assert_line '.'
  assert_line "Bearer ${token}"
  assert_line 'ways on the-server: backup failed'
  assert_line high
  assert_line 'a: b'
  assert_line PUT
  assert_line --regexp '^<failed> ways on the-server: backup failed after'
  assert_line GET
  cp "${LAB}/kept" "${LAB}/requests"
  run requests '(lambda b: [b["job"], b["host"], b["action"], b["event"], b["outcome"], b["exit_code"], b["overdue"], "quote \" backslash \\ tab end" in b["log"]])(json.loads(r[4]["body"]))'
  assert_output "['ways', 'the-server', 'backup', 'failed', 'failed', '50', '', True]"
}

# watch_arguments: from now on, who looks at them; sets watcher. (What is looked for is in no argument, either: there are
# other tests that look.)
watch_arguments() {
  rm -f "${LAB}/seen"
  printf '%s\n' "${passphrase}" nobodys-business "${token}" >"${LAB}/secrets"
  python3 "${lab_dir}/arguments.py" "${LAB}/seen" <"${LAB}/secrets" 3>&- &
  watcher=$!
  wait_until 5 grep -q watching "${LAB}/seen"
}

@test "nobody who looks at arguments sees a secret" {
  watch_arguments
  ends_badly ways
  kill "${watcher}"
  run cat "${LAB}/seen"
  assert_output watching
}

@test "without curl, GNU wget does it" {
  mkdir "${LAB}/no-curl"
  ln -s /usr/bin/* "${LAB}/no-curl/"
  rm "${LAB}/no-curl/curl"
  local script=${LAB}/host/jobs/ways.sh
  cp "${script}" "${LAB}/kept"
  sed -i "s|^search_path=.*|search_path='${LAB}/bin:${LAB}/no-curl'|" "${script}"
  watch_arguments
  ends_badly ways
  kill "${watcher}"
  ln -sf /usr/bin/busybox "${LAB}/no-curl/wget"
  run job ways check
  assert_failure 78
  assert_line --partial 'error: notifier hc: neither curl nor GNU wget is installed'
  cp "${LAB}/kept" "${script}"
  run cat "${LAB}/seen"
  assert_output watching
  run find "$(state_of ways)/tmp" -name 'message*'
  assert_output ''
  cp "${LAB}/requests" "${LAB}/kept"
  run requests '[(q["method"], q["path"]) for q in r]'
  assert_output "[('POST', '/ping-of-nobodys-business/start'), ('POST', '/ping-of-nobodys-business/fail'), ('POST', '/topic-the-server'), ('POST', '/chat'), ('POST', '/everything'), ('PUT', '/plain'), ('GET', '/knock')]"
  cp "${LAB}/kept" "${LAB}/requests"
  run requests '[r[2]["headers"]["authorization"], json.loads(r[3]["body"])["literal"]]'
  assert_output --partial '{job}'
}

@test "notifiers that are dead, one way or another, change nothing and are named" {
  run job dead backup
  assert_success
  assert_equal "$(outcome_of dead backup)" ok
  assert_line 'dead: notifier healthchecks: not told of "ok": no answer within 1 s'
  assert_line --regexp 'notifier healthchecks: not told of "(start|ok)": curl: \(22\).* 500'
  assert_line --regexp 'not told of "ok": the secret file .*/.missing.secret is missing'
  assert_line --regexp 'notifier http: not told of "ok": curl: \(47\)'
  assert_line --regexp 'not told of "ok": the secret file .*/.open.secret is open to others \(-rw-r--r--'
  assert_line --regexp 'not told of "ok": the first line of .*/.no-url.secret is no http or https URL'
  assert_line --regexp 'notifier ntfy: not told of "ok": curl: \(7\)'
  assert_line --regexp 'notifier command: not told of "ok": .*/bin/missing is missing or cannot be run'
  assert_line 'dead: notifier command: not told of "ok": broken'
  refute_output --partial nobodys-business
  assert_regex "${lines[-1]}" '^dead: backup ok after [0-9]+ s$'
  # The last one is told all the same.
  run requests '[r[-1]["path"], "/elsewhere" in [q["path"] for q in r]]'
  assert_output "['/ping-of-nobodys-business/', False]"
  run job dead scheduled backup
  assert_success
  assert_output ''
  run job dead check
  assert_failure 78
  assert_line --partial '.missing.secret is missing'
  assert_line 'dead: ok: notifier hc'
}

told() {
  sed -n 's/^HOLDFAST_EVENT=//p' "${LAB}/home/told" 2>/dev/null
  rm -f "${LAB}/home/told"
}

# with_state COMMAND: a scheduled backup of the job "ways" once COMMAND, which finds the state directory in $1 and the user in
# $2, has done something to that directory which nobody else sees.
with_state() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  run unshare -m sh -c "$1"' && exec runuser -u "$2" -- "$0" scheduled backup' \
    "${LAB}/host/jobs/ways.sh" "$(state_of ways)" "${LAB_USER}"
  assert_failure 78
  assert_line --partial 'ways: error: cannot write'
  run mails '[(len(m), m[0]["headers"]["Subject"]) for _ in m]'
  assert_output "[(1, '[holdfast] ways on the-server: backup failed')]"
  run requests 'r[0]["path"], r[0]["body"].split(" after")[0], json.loads(r[3]["body"])["exit_code"]'
  assert_output "('/ping-of-nobodys-business/fail', 'ways on the-server: backup failed', '78')"
  assert_equal "$(told)" failed
  run find /tmp -maxdepth 1 -user "${LAB_USER}" -name 'tmp.*' -newer "${LAB}/backup.yaml"
  assert_output ''
}

@test "a host that cannot write what it has to say says it all the same" {
  backs_up ways
  : >"${LAB}/requests"
  # shellcheck disable=SC2016 # for the inner shell to expand
  with_state 'mount --bind -o ro "$1" "$1"'
  # shellcheck disable=SC2016 # for the inner shell to expand
  with_state 'mount -t tmpfs -o "size=64k,mode=700,uid=$(id -u "$2")" none "$1" && ! dd if=/dev/zero of="$1/filler" 2>/dev/null'
}

# tells_with_awk COMMAND: as what the job knows as awk.
tells_with_awk() {
  printf '#!/bin/sh\nexec %s "$@"\n' "$1" >"${LAB}/bin/awk"
  chmod 755 "${LAB}/bin/awk"
  tells_in dash
  rm "${LAB}/bin/awk" "${LAB}/fail"
}

@test "with mawk and with busybox's awk" {
  tells_with_awk /usr/bin/mawk
  tells_with_awk 'busybox awk'
}

@test "on: change tells when good becomes bad, and bad good" {
  backs_up change
  assert_equal "$(told)" ''
  ends_badly change
  assert_equal "$(told)" change
  ends_badly change
  assert_equal "$(told)" ''
  # A disk that is away says nothing of what failed.
  mv "${LAB}/home/disk" "${LAB}/home/away"
  run job change backup
  mv "${LAB}/home/away" "${LAB}/home/disk"
  assert_success
  assert_line --partial 'change: skipped: '
  assert_equal "$(told)" ''
  rm "${LAB}/fail"
  backs_up change
  assert_equal "$(told)" change
  backs_up change
  assert_equal "$(told)" ''
}

@test "on: change tells each time of a run that cannot be put on record" {
  backs_up change
  touch "${LAB}/spoil"
  run job change backup
  assert_failure 78
  assert_line --partial 'goes on saying "interrupted"'
  assert_equal "$(told)" change
  local time
  for time in first second; do
    run job change backup
    assert_failure 78
    assert_equal "${time}:$(told)" "${time}:change"
  done
  rmdir "$(state_of change)/status.new"
  rm "${LAB}/spoil"
  backs_up change
}

@test "on: overdue tells of whatever is not good once the last good backup is too old" {
  run job overdue prune
  assert_failure 75
  assert_equal "$(told)" overdue
  backs_up overdue
  ends_badly overdue
  assert_equal "$(told)" ''
  run job overdue prune
  assert_success
  assert_equal "$(told)" ''
  sed -i 's/"last_ok":\([0-9]*\)/"last_ok":1700000000/' "$(state_of overdue)/status.json"
  ends_badly overdue
  run grep -a -e EVENT -e OUTCOME -e OVERDUE -e MESSAGE "${LAB}/home/told"
  assert_line HOLDFAST_EVENT=overdue
  assert_line HOLDFAST_OUTCOME=failed
  assert_line HOLDFAST_OVERDUE=1
  assert_line --regexp 'backup failed after .*; overdue, last good backup: 20'
  rm "${LAB}/fail" "${LAB}/home/told"
  local hold
  exec {hold}>>"$(state_of overdue)/lock"
  flock "${hold}"
  run job overdue scheduled backup
  assert_failure 75
  exec {hold}>&-
  assert_equal "$(told)" overdue
}

@test "a start that finds the job locked, and a run that was ended, are told of" {
  backs_up few
  assert_equal "$(told)" ''
  touch "${LAB}/wait"
  job few backup >/dev/null 2>&1 3>&- &
  local run_pid=$! code=0
  wait_until 10 pgrep -U "${LAB_USER}" -f "${LAB}/bin/duplicity"
  run job few backup
  assert_failure 75
  assert_equal "$(told)" locked
  kill -TERM "$(pgrep -o -U "${LAB_USER}" -f jobs/few.sh)"
  wait "${run_pid}" || code=$?
  assert_equal "${code}" 143
  assert_equal "$(told)" interrupted
}

# tells_in SHELL
tells_in() {
  backs_up "$1"
  run requests '[q["path"] for q in r] + [json.loads(r[-1]["body"])["text"], r[-1]["headers"]["authorization"]]'
  assert_output --partial "['/ping-of-nobodys-business/start', '/ping-of-nobodys-business/', '/topic-the-server', '/chat', '$1 on the-server: backup ok after"
  run mails '[len(m), m[0]["headers"]["Subject"], "Backup Statistics" in m[0]["body"]]'
  assert_output "[1, '[holdfast] $1 on the-server: backup ok', True]"
  assert_equal "$(told)" ok
  ends_badly "$1"
  run requests '[q["path"] for q in r], "passphrase [secret] token [secret]" in r[1]["body"]'
  assert_output "(['/ping-of-nobodys-business/start', '/ping-of-nobodys-business/fail'], True)"
}

@test "dash" {
  tells_in dash
}

@test "bash" {
  tells_in bash
}

@test "busybox ash" {
  tells_in busybox
}

@test "mksh" {
  tells_in mksh
}

@test "yash" {
  tells_in yash
}

@test "ksh93" {
  tells_in ksh93
}

@test "zsh" {
  tells_in zsh
}
