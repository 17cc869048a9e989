#!/bin/sh
# sandbox-machine.sh SHARED: prepares the booted machine of systemd-sandbox.bats: a user for backups, files of others, an
# rsync daemon.
set -eu
# Numbers that no suite beside this one has: each kills, in the end, what runs on the real machine under its user's.
useradd --create-home --shell /bin/sh --uid 59001 backup_user
useradd --create-home --shell /bin/sh --uid 59002 alice
umask 077
echo passphrase >/home/backup_user/.duplicity.secret
echo password >/home/backup_user/.rsync.secret
mkdir /etc/holdfast
echo for root >/etc/holdfast/passphrase
systemd-creds setup
echo sealed | systemd-creds encrypt --name=sealed-passphrase - '/etc/holdfast/100% sealed'
echo former | systemd-creds encrypt --name=former-passphrase - /etc/holdfast/former
mkdir /home/backup_user/documents
echo mine >/home/backup_user/documents/file
chown -R backup_user: /home/backup_user
umask 022
install -d -m 2775 -g alice /srv/data /srv/data/shared
install -d -m 700 -o alice -g alice /srv/data/closed
install -m 600 -o alice -g alice /dev/null /srv/data/closed/letter
echo private >/srv/data/closed/letter
install -m 600 /dev/null /srv/data/roots
echo root >/srv/data/roots
install -m 4755 /bin/true /srv/data/suid
ln -s closed/letter /srv/data/link
chown -h alice: /srv/data/link
touch -d '2020-02-02 02:02:02' /srv/data/closed/letter /srv/data/roots
install -d -o backup_user /srv/disk
mkdir /srv/module
cat >"$1/rsyncd.conf" <<END
port = 8730
address = 127.0.0.1
use chroot = no
[backups]
  path = /srv/module
  read only = no
  uid = root
  auth users = rsync_user
  secrets file = $1/rsyncd.secrets
END
(umask 077 && echo rsync_user:password >"$1/rsyncd.secrets")
systemd-run --quiet --unit=rsyncd rsync --daemon --no-detach --config="$1/rsyncd.conf"
