#!/usr/bin/env bats
# RECOVERY.md, typed as it stands by somebody else on a blank machine: the host that made the backups is gone, with its
# users' homes, its state, and everything of Holdfast's but this page.

load ../lab/lab
load ../lab/recovery
load ../lab/rsyncd
load ../lab/socks5

onion=aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion
odd_secret="it's a \$HOME %h \"secret\"/pass phrase"
disk="back up's"

setup_file() {
  lab_open
  rsyncd_start
  socks5_start "${onion}" 127.0.0.1 "${RSYNCD_PORT}"
  lab_tree "${LAB}/home/it's <b>#1</b> \`id\`"
  lab_tree "${LAB}/home/data"
  as_user mkdir "${LAB}/home/$(dirname "${odd_secret}")" "${LAB}/home/etc"
  as_user sh -c "echo setting >'${LAB}/home/etc/conf'"
  lab_secret "${odd_secret}" "it's \`another\` \\ passphrase "
  cp -p "${LAB}/home/${odd_secret}" "${LAB}/home/.latest.secret"
  install -d -m 777 "${LAB}/${disk}"
  # The job through the proxy comes first: what it needs must not lead the next one astray.
  lab_spec <<END
version: 1
secrets:
  archive-passphrase: { file: ~/.duplicity.secret, copy: "the \`safe\`, <script>1</script> [left](x) drawer" }
  latest-passphrase: { file: ~/.latest.secret, copy: none }
  odd-passphrase: { file: "~/${odd_secret//\"/\\\"}", copy: "a sister's, in town" }
  rsync-password: { file: ~/.rsync.secret }
targets:
  onion:
    url: rsync://rsync_user@${onion}::backups/
    password: rsync-password
    proxy: { socks5: 127.0.0.1:${SOCKS5_PORT} }
  direct: { url: "rsync://rsync_user@127.0.0.1:${RSYNCD_PORT}::backups/", password: rsync-password }
  disk: { url: "file://${LAB}/${disk// /%20}" }
defaults:
  encryption: { passphrase: archive-passphrase }
  backup: {}
jobs:
  hidden: { source: ~/data, target: onion }
  nearby: { source: "~/it's <b>#1</b> \`id\`", target: direct }
  laptop: { source: [~/data/names, ~/etc], target: disk, encryption: { passphrase: latest-passphrase, previous: [odd-passphrase] }, duplicity: { volsize: 1M } }
  plain: { source: ~/etc, target: disk, encryption: none, duplicity: { options: ["--num-retries=2"] } }
hosts:
  the-server:
    scheduler: cron
    jobs: [hidden, nearby, laptop, plain]
$(lab_host)
END
  lab_compile
  local name
  for name in hidden nearby laptop plain; do
    job "${name}" backup
  done
  # The passphrase was changed since, and the host was lost before the next backup.
  lab_secret .latest.secret 'what nothing was encrypted with'
  mkdir "${LAB}/kept"
  cp -a "${LAB}/home/." "${LAB}/kept/first"
  sleep 1
  BETWEEN=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  export BETWEEN
  sleep 1
  lab_change_tree "${LAB}/home/it's <b>#1</b> \`id\`"
  cp -a "${LAB}/home/." "${LAB}/kept/last"
  job nearby backup

  cp "${LAB}/host/RECOVERY.md" "${LAB}/RECOVERY.md"
  kill_all_of "${LAB_USER}"
  rm -rf "${LAB:?}/home" "${LAB}/host" "${LAB}/out"
  SURVIVOR=${LAB_USER}_2
  export SURVIVOR
  useradd --no-create-home --home-dir "${LAB}/survivor" --shell /bin/sh "${SURVIVOR}"
  install -d -m 700 -o "${SURVIVOR}" -g "${SURVIVOR}" "${LAB}/survivor"
  mkdir -m 700 "${LAB}/root"
  # Without root's rights a disk can be read by whom it belongs to.
  chown -R "${SURVIVOR}:" "${LAB}/${disk}"
  recovery_commands "${LAB}/RECOVERY.md" >"${LAB}/commands"
}

teardown_file() {
  kill_all_of "${SURVIVOR}"
  wait_until 10 survivor_is_idle
  userdel "${SURVIVOR}"
  lab_close
}

survivor_is_idle() {
  ! pgrep -U "${SURVIVOR}" >/dev/null
}

# as_survivor COMMAND…: COMMAND as the other user, at home in LAB/survivor.
as_survivor() {
  (cd / && exec setpriv --reuid="${SURVIVOR}" --regid="${SURVIVOR}" --clear-groups \
    env -i HOME="${LAB}/survivor" PATH="${LAB}/bin:/usr/bin:/bin" "$@" 3>&- </dev/null)
}

# as_root COMMAND…: COMMAND as root, at home in LAB/root.
as_root() {
  (cd / && exec env -i HOME="${LAB}/root" PATH="${LAB}/bin:/usr/bin:/bin" "$@" 3>&- </dev/null)
}

# put_secret FILE: writes a secret to where the page says, as its reader would, for both.
put_secret() {
  run grep -cF -- "- \`~/$1\`: " "${LAB}/RECOVERY.md"
  assert_output 1
  as_survivor mkdir -p "${LAB}/survivor/$(dirname "$1")"
  as_root mkdir -p "${LAB}/root/$(dirname "$1")"
  install -m 644 -o "${SURVIVOR}" "${LAB}/kept/last/$1" "${LAB}/survivor/$1"
  install -m 644 "${LAB}/kept/last/$1" "${LAB}/root/$1"
}

# all_is_back DIRECTORY: every job's data is there, as it was.
all_is_back() {
  same_tree "${LAB}/kept/last/data" "$1/hidden" \
    && same_tree "${LAB}/kept/last/it's <b>#1</b> \`id\`" "$1/nearby" \
    && same_tree "${LAB}/kept/last/data/names" "$1/laptop${LAB}/home/data/names" \
    && same_tree "${LAB}/kept/last/etc" "$1/laptop${LAB}/home/etc" \
    && same_tree "${LAB}/kept/last/etc" "$1/plain"
}

@test "the page says where each secret belongs, and where a copy is kept" {
  put_secret .duplicity.secret
  put_secret .rsync.secret
  put_secret .latest.secret
  put_secret "${odd_secret}"
  run cmark --unsafe "${LAB}/RECOVERY.md"
  assert_output --partial "Copy kept: the \`safe\`, &lt;script&gt;1&lt;/script&gt; [left](x) drawer."
  assert_output --partial "Copy kept: a sister's, in town."
  assert_output --partial "<code>${LAB}/home/it's &lt;b&gt;#1&lt;/b&gt; \`id\`</code>"
}

@test "the page holds no secret" {
  local secret
  for secret in .duplicity.secret .rsync.secret .latest.secret "${odd_secret}"; do
    run grep -F -f "${LAB}/kept/last/${secret}" "${LAB}/RECOVERY.md"
    assert_failure 1
  done
}

@test "its commands, as they stand, bring everything back for another user" {
  run as_survivor sh -eu "${LAB}/commands"
  assert_success
  assert_equal "$(grep -c 'Chain start time' <<<"${output}")" 4
  refute_line --regexp '^Error '
  run all_is_back "${LAB}/survivor/restored"
  assert_success
}

@test "for root, with the owners that the files had" {
  run as_root sh -eu "${LAB}/commands"
  assert_success
  refute_line --regexp '^Error '
  run all_is_back "${LAB}/root/restored"
  assert_success
  run find "${LAB}/root/restored/hidden" ! -user "${LAB_USER}"
  assert_output ""
}

@test "nobody else can read the secrets any more" {
  run find "${LAB}/survivor" \( -name '*.secret' -o -name 'pass phrase' \) -perm 600
  assert_equal "${#lines[@]}" 4
}

@test "what the proxy was asked for is the onion's name alone" {
  run sort -u "${SOCKS5_LOG}"
  assert_output "${SOCKS5_PORT}
name ${onion} port 873"
}

@test "one file, and an earlier state, the way the page puts it" {
  recovery_commands "${LAB}/RECOVERY.md" '(Programs|Job nearby)$' | sed \
    -e "s|^duplicity restore|& -r names/plain --time ${BETWEEN}|" \
    -e 's|~/restored/nearby$|~/restored/plain-file|' >"${LAB}/commands-of-one-job"
  run as_survivor sh -eu "${LAB}/commands-of-one-job"
  assert_success
  run cmp "${LAB}/kept/first/data/names/plain" "${LAB}/survivor/restored/plain-file"
  assert_success
}

@test "nothing has called Node" {
  assert [ ! -e "${LAB}/node-was-called" ]
}
