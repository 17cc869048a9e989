#!/usr/bin/env bats
# What the units of the system let a job do, and what not, on a machine booted with systemd.

load ../lab/lab
load ../lab/systemd

setup_file() {
  lab_open
  systemd_open
  lab_spec <<END
version: 1
secrets:
  passphrase: { file: ~/.duplicity.secret, copy: none }
  password: { file: ~/.rsync.secret }
  loaded: { credential: archive-passphrase, file: /etc/holdfast/passphrase, copy: none }
  sealed: { credential: sealed-passphrase, encrypted: "/etc/holdfast/100% sealed", copy: none }
  former: { credential: former-passphrase, encrypted: /etc/holdfast/former, copy: none }
targets:
  server: { url: "rsync://rsync_user@127.0.0.1:8730::backups/", password: password }
  disk: { url: "file:///srv/disk" }
defaults:
  source: /srv/data
  encryption: { passphrase: passphrase }
jobs:
  far: { target: server, encryption: { passphrase: loaded }, backup: { schedule: "5 13 * * 2", full_if_older_than: 1M }, prune: { schedule: "5 14 * * 2", keep_full: 1 }, verify: { schedule: "5 5 * * 2", compare_data: true } }
  near: { target: disk, backup: { schedule: "5 13 * * 2", full_if_older_than: 1M }, prune: { schedule: "5 14 * * 2", keep_full: 1 }, drill: { schedule: "5 5 * * 2" } }
  own: { target: disk, source: ~/documents, backup: { schedule: "5 13 * * 2" } }
  sealed: { target: disk, encryption: { passphrase: sealed, previous: [former] }, backup: { schedule: "5 13 * * 2" } }
hosts:
  the-server: { user: backup_user, scheduler: systemd, jobs: [far, near, own, sealed] }
END
  lab_compile
  cp "${lab_dir}/sandbox-machine.sh" "${LAB}"
  in_systemd sh "${LAB}/sandbox-machine.sh" "${LAB}"
  in_systemd sh "${LAB}/host/install.sh"
}

teardown_file() {
  systemd_close
  lab_close
}

# starts UNIT: runs a service to its good end.
starts() {
  run in_systemd systemctl start "$1"
  in_systemd journalctl --no-pager --unit="$1" --output=cat --lines=40
  assert_success
}

# described DIR: its files with owner, mode and time, as the archive keeps them: whole seconds, and none for links.
described() {
  in_systemd find "$1" -mindepth 1 -type l -printf '%P %l %U:%G\n' -o -mindepth 1 -printf '%P %y %m %U:%G %TY-%Tm-%TdT%TH:%TM:%.2TS\n' | sort
}

# probe UNIT: runs the commands on standard input where the unit would run its script, and prints what they print.
probe() {
  cat >"${LAB}/probe.sh"
  in_systemd sh -c "
    cp ${LAB}/probe.sh /srv
    mkdir -p /run/systemd/system/$1.d
    printf '%s\n' '[Service]' ExecStart= 'ExecStart=/bin/sh /srv/probe.sh' StandardOutput=truncate:/srv/probed \
      >/run/systemd/system/$1.d/probe.conf
    systemctl daemon-reload
    systemctl start $1
    rm -r /run/systemd/system/$1.d
    systemctl daemon-reload
    cat /srv/probed"
}

# exposure UNIT: what systemd thinks of its sandbox, from 0 to 10.
exposure() {
  systemd-analyze security --offline=yes --no-pager "$1" | sed -n 's/.*exposure level.*: \([0-9.]*\) .*/\1/p'
}

# scores USER: what systemd thinks of each kind of unit that there can be, one a line, for that user's host.
scores() {
  local unit name
  sed -e "s/USER/$1/" "${lab_dir}/every-unit.yaml" >"${LAB}/every-unit.yaml"
  node "${repo}/dist/holdfast.cjs" compile "${LAB}/every-unit.yaml" -o "${LAB}/every-unit-$1" >&2
  for unit in "${LAB}/every-unit-$1/host/systemd/holdfast-"*.service; do
    name=${unit##*/holdfast-}
    printf '%s %s\n' "$(exposure "${unit}")" "${name%.service}"
  done
}

# above LIMIT: those of the scores on standard input that are higher.
above() {
  awk -v limit="$1" '$1 > limit'
}

@test "systemd's own measure: 1.5 for a user's backup through Tor, at most 2.0 for all that is not named here" {
  scores backup_user >"${LAB}/scores"
  cat "${LAB}/scores"
  assert_equal "$(grep -c '^[0-9]\.[0-9] [a-z-]*@*$' "${LAB}/scores")" "$(wc -l <"${LAB}/scores")"
  assert_equal "$(grep '^[0-9.]* tor-backup$' "${LAB}/scores" | above 1.5)" ''
  # sendmail is setuid; what a hook needs, or an unknown target, nobody knows.
  assert_equal "$(grep -v -e ' mailed-' -e ' hooked-' -e ' ssh-restore@' "${LAB}/scores" | above 2.0)" ''
  assert_equal "$(grep ' ssh-restore@' "${LAB}/scores" | above 2.1)" ''
  assert_equal "$(grep ' mailed-' "${LAB}/scores" | above 6.6)" ''
  assert_equal "$(grep ' hooked-' "${LAB}/scores" | above 9.3)" ''
}

@test "systemd's own measure: at most 2.0 for root's units, but for restores and what is named here" {
  scores root >"${LAB}/scores"
  cat "${LAB}/scores"
  assert_equal "$(grep -v -e ' mailed-' -e ' hooked-' -e '-restore@' "${LAB}/scores" | above 2.0)" ''
  # It gives files away, with set-user-id bits, and needs the network: through Tor, and to a server elsewhere.
  assert_equal "$(grep -e ' tor-restore@' -e ' disk-restore@' "${LAB}/scores" | above 2.1)" ''
  assert_equal "$(grep -e '-restore@' "${LAB}/scores" | above 2.3)" ''
  assert_equal "$(grep ' mailed-' "${LAB}/scores" | above 6.9)" ''
  assert_equal "$(grep ' hooked-' "${LAB}/scores" | above 9.6)" ''
}

@test "systemd finds nothing to say about the units" {
  local unit
  for unit in "${LAB}"/host/systemd/*; do
    run in_systemd systemd-analyze verify --man=no "/etc/systemd/system/${unit##*/}"
    assert_success
    assert_output ''
  done
}

@test "files that only their owners can read are backed up, and come back with owner, mode and time" {
  local job
  for job in far near; do
    starts "holdfast-${job}-backup.service"
    run in_systemd /usr/local/lib/holdfast/jobs/${job}.sh status
    assert_line --regexp 'backup.* ok'
    in_systemd mkdir -p /root/restored
    starts "holdfast-${job}-restore@root-restored.service"
    assert_equal "$(described "/root/restored/${job}")" "$(described /srv/data)"
    run in_systemd cat "/root/restored/${job}/closed/letter"
    assert_output private
  done
}

# restores_with OPTIONS: what /srv/old holds after a restore with these options, and how it went.
restores_with() {
  in_systemd sh -c "
    mkdir -p /run/systemd/system/holdfast-near-restore@srv-old.service.d /srv/old
    printf '%s\n' '[Service]' 'Environment=\"RESTORE_OPTIONS=$1\"' \
      >/run/systemd/system/holdfast-near-restore@srv-old.service.d/override.conf
    systemctl daemon-reload"
  starts holdfast-near-restore@srv-old.service
  run in_systemd sh -c 'cd /srv/old && find * | sort && rm -r /srv/old'
}

@test "a secret of root's alone reaches the job through its units, and nobody by hand" {
  run in_systemd setpriv --reuid=backup_user --regid=backup_user --init-groups /usr/local/lib/holdfast/jobs/far.sh list
  assert_failure 77
  assert_output --partial 'the secret file /etc/holdfast/passphrase'
  run in_systemd sh -c 'ls -A /run/credentials; cat /var/lib/holdfast/far/log/*.log'
  refute_output --partial holdfast-far
  refute_output --partial 'open to others'
  run in_systemd gpg --batch --pinentry-mode loopback --passphrase 'for root' --homedir /root --decrypt \
    "$(in_systemd sh -c 'ls /srv/module/the-server/far/duplicity-full.*.manifest.gpg')"
  assert_success
}

# by_hand WORDS…: the script of the job whose secrets are encrypted, as systemd loads none for it.
by_hand() {
  in_systemd /usr/local/lib/holdfast/jobs/sealed.sh "$@"
}

@test "encrypted secrets reach the job through its units, and whatever root starts, and nobody else" {
  starts holdfast-sealed-backup.service
  run in_systemd gpg --batch --pinentry-mode loopback --passphrase sealed --homedir /root --decrypt \
    "$(in_systemd sh -c 'ls /srv/disk/the-server/sealed/duplicity-full.*.manifest.gpg')"
  assert_success
  in_systemd mkdir -p /root/unsealed
  starts holdfast-sealed-restore@root-unsealed.service
  assert_equal "$(described /root/unsealed/sealed)" "$(described /srv/data)"
  run by_hand restore /root/unsealed/by-hand
  assert_success
  assert_equal "$(described /root/unsealed/by-hand)" "$(described /srv/data)"
  run by_hand list
  assert_success
  assert_line --partial 'closed/letter'
  run by_hand check
  assert_success
  run by_hand backup
  assert_success
  local action
  for action in list check 'restore /tmp/sealed' 'scheduled backup'; do
    # shellcheck disable=SC2086 # two words
    run in_systemd setpriv --reuid=backup_user --regid=backup_user --init-groups /usr/local/lib/holdfast/jobs/sealed.sh ${action}
    assert_failure 77
    assert_output --partial 'the secrets are encrypted, and systemd has not decrypted them for backup_user'
    assert_output --partial 'start it as root'
    refute_output --partial 'systemctl'
  done
  wait_until 30 nothing_is_decrypted
}

nothing_is_decrypted() {
  ! in_systemd ls /run/credentials | grep sealed
}

@test "where systemd cannot decrypt, nothing else is taken for the passphrase" {
  in_systemd sh -c 'mv /etc/holdfast/100*sealed /srv/sealed && echo other | systemd-creds encrypt --name=other - "/etc/holdfast/100% sealed"'
  run by_hand backup
  assert_failure 77
  assert_output --partial 'systemd cannot decrypt the secrets'
  run in_systemd systemctl start holdfast-sealed-backup.service
  assert_failure
  # The unit that puts it on record is started by this one's failure.
  wait_until 30 sealed_has_failed
  in_systemd sh -c 'mv /srv/sealed "/etc/holdfast/100% sealed"'
}

sealed_has_failed() {
  in_systemd /usr/local/lib/holdfast/jobs/sealed.sh status | grep 'backup.* failed'
}

@test "verify and a drill" {
  starts holdfast-far-verify.service
  starts holdfast-near-drill.service
  run in_systemd sh -c 'cd /usr/local/lib/holdfast/jobs && ./far.sh status && ./near.sh status'
  assert_line --regexp 'verify.* ok'
  assert_line --regexp 'drill.* ok'
}

@test "the restoring service takes a time and a path" {
  local before
  before=$(date +%s)
  wait_until 10 clock_is_past "${before}"
  in_systemd sh -c "echo later >/srv/data/closed/later"
  starts holdfast-near-backup.service
  restores_with "--path closed --time ${before}"
  assert_output 'near
near/letter'
  restores_with "--path 'closed'"
  assert_output 'near
near/later
near/letter'
  restores_with "--path closed/letter"
  assert_output near
}

clock_is_past() {
  (($(date +%s) > $1))
}

@test "prune" {
  run in_systemd /usr/local/lib/holdfast/jobs/near.sh backup --full
  assert_success
  assert_equal "$(in_systemd sh -c 'ls /srv/disk/the-server/near/duplicity-full.*.manifest.gpg' | wc -l)" 2
  starts holdfast-near-prune.service
  assert_equal "$(in_systemd sh -c 'ls /srv/disk/the-server/near/duplicity-full.*.manifest.gpg' | wc -l)" 1
}

@test "a backup through the network reads all, and writes only its state" {
  run probe holdfast-far-backup.service <<'END'
exec 2>&1
grep -e CapEff -e CapBnd /proc/self/status
cat /srv/data/closed/letter
ls -A /root /home /home/backup_user
touch /srv/data/x /etc/x /srv/disk/x
touch /var/lib/holdfast/far/x && rm /var/lib/holdfast/far/x && echo written
unshare --net true || true
END
  assert_output 'CapEff:	0000000000000004
CapBnd:	0000000000000004
private
/home:
backup_user

/home/backup_user:
.rsync.secret

/root:
touch: cannot touch '\''/srv/data/x'\'': Read-only file system
touch: cannot touch '\''/etc/x'\'': Read-only file system
touch: cannot touch '\''/srv/disk/x'\'': Read-only file system
written
unshare: unshare failed: Operation not permitted'
  run in_systemd systemctl show --property=IPAddressAllow --property=IPAddressDeny holdfast-far-backup.service
  assert_line --regexp '^IPAddressAllow=(127\.0\.0\.0/8 ::1/128|::1/128 127\.0\.0\.0/8)$'
  assert_line --regexp '^IPAddressDeny=(::/0 0\.0\.0\.0/0|0\.0\.0\.0/0 ::/0)$'
}

@test "a backup to a directory has no network, and one of the user's own files no right to others'" {
  run probe holdfast-near-backup.service <<'END'
grep -c : /proc/self/net/dev
touch /srv/disk/x && rm /srv/disk/x && echo written
END
  assert_output "1
written"
  run probe holdfast-own-backup.service <<'END'
grep -e CapEff -e CapBnd /proc/self/status
cat ~/documents/file
END
  assert_output 'CapEff:	0000000000000000
CapBnd:	0000000000000000
mine'
}

@test "by hand, root hands on the same right" {
  run in_systemd /usr/local/lib/holdfast/jobs/near.sh backup
  assert_success
  assert_line --regexp 'backup ok'
}

@test "the machine stays awake as long as an action runs" {
  run probe holdfast-own-backup.service <<'END'
for second in 1 2 3 4 5 6 7 8 9; do
  systemd-inhibit --list --no-legend | grep Holdfast && exit
  sleep 1
done
END
  assert_output --regexp 'Holdfast +0 +root .*sleep:idle.*block'
  wait_until 10 nobody_holds_sleep
}

nobody_holds_sleep() {
  ! in_systemd systemd-inhibit --list --no-legend | grep Holdfast
}
