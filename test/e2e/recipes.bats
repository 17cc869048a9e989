#!/usr/bin/env bats
# The recipes for databases, examples/databases/backup.yaml as it is, with real databases and the rsync daemon that it
# names: what is restored loads into a new server, and no dump stays behind.

load ../lab/lab

setup_file() {
  postgresql=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf "%f\n" | sort -V | tail -n 1)
  export postgresql
  lab_open
  mkdir "${LAB}/layer" "${LAB}/archive"
  mount -t tmpfs -o mode=755 none "${LAB}/layer"
  node "${repo}/dist/holdfast.cjs" compile "${repo}/examples/databases/backup.yaml" -o "${LAB}/out"
  # A host of its own: names, mounts, network and processes go when its first process does.
  setsid unshare --mount --net --pid --fork --kill-child --mount-proc sleep 900 3>&- &
  echo "$!" >"${LAB}/host.pid"
  wait_until 10 find_inside
  inside sh -eu -c "
    ip link set lo up
    for name in etc var srv; do
      mkdir -p '${LAB}/layer/'\${name}/upper '${LAB}/layer/'\${name}/work
      mount -t overlay -o lowerdir=/\${name},upperdir='${LAB}/layer/'\${name}/upper,workdir='${LAB}/layer/'\${name}/work none /\${name}
    done
    mount -t tmpfs none /run
    mkdir -m 1777 /run/lock
    for directory in /etc/postgresql /var/lib/postgresql /var/lib/mysql /var/log/postgresql /run/postgresql /run/mysqld; do
      mkdir -p \${directory}
      mount -t tmpfs none \${directory}
    done
    chown postgres: /etc/postgresql /var/lib/postgresql /var/log/postgresql /run/postgresql
    chown ${LAB_USER}: /var/lib/mysql /run/mysqld
    echo 127.0.0.1 nas.example.org >>/etc/hosts
    mkdir -p /etc/holdfast
    echo 'a pass phrase' >/etc/holdfast/passphrase
    echo 'rsync pass word' >/etc/holdfast/rsync-password
    echo 'backup:rsync pass word' >/etc/holdfast/rsyncd.secrets
    chmod 600 /etc/holdfast/*
    printf '%s\n' 'use chroot = no' '[servers]' 'path = ${LAB}/archive' 'read only = no' 'uid = root' 'gid = root' \
      'auth users = backup' 'secrets file = /etc/holdfast/rsyncd.secrets' >/etc/holdfast/rsyncd.conf
    rsync --daemon --config=/etc/holdfast/rsyncd.conf --address=127.0.0.1
  "
}

teardown_file() {
  kill -KILL "$(cat "${LAB}/inside")" || :
  umount --lazy "${LAB}/layer"
  lab_close
}

find_inside() {
  pgrep -P "$(cat "${LAB}/host.pid")" sleep >"${LAB}/inside"
}

# inside COMMAND…: COMMAND as root of that host.
inside() {
  nsenter --target="$(cat "${LAB}/inside")" --mount --net --pid env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root "$@" 3>&- </dev/null
}

# job_inside JOB WORD…
job_inside() {
  inside "${LAB}/out/db.example.org/jobs/$1.sh" "${@:2}"
}

# brings_back JOB FILE: a good backup leaves no dump behind; its restore brings FILE below LAB/restored-JOB.
brings_back() {
  run job_inside "$1" backup
  assert_success
  run inside find /var/backups/holdfast -type f
  assert_output ''
  run job_inside "$1" restore "${LAB}/restored-$1"
  assert_success
  assert [ -s "${LAB}/restored-$1/$2" ]
}

# leaves_nothing_after_failure JOB: a dump that fails fails the run; nothing is stored, and nothing is left.
leaves_nothing_after_failure() {
  local before
  before=$(ls -R "${LAB}/archive")
  run job_inside "$1" backup
  assert_failure 70
  assert_equal "$(ls -R "${LAB}/archive")" "${before}"
  run inside find /var/backups/holdfast -type f
  assert_output ''
}

@test "postgresql: every database and role comes back" {
  inside pg_createcluster "${postgresql}" main --start
  inside runuser -u postgres -- psql -q -c 'create role app' -c 'create database app owner app'
  inside runuser -u postgres -- psql -q -d app -c "create table t as select g as id, 'row ' || g as name from generate_series(1, 1000) g"
  brings_back postgresql cluster.sql
  inside pg_ctlcluster "${postgresql}" main stop --mode=immediate
  leaves_nothing_after_failure postgresql
  inside pg_createcluster "${postgresql}" new --start
  # The role that loads it is there already.
  inside sh -c "runuser -u postgres -- psql --cluster ${postgresql}/new -q <'${LAB}/restored-postgresql/cluster.sql' 2>&1 | grep -v 'role \"postgres\" already exists'" || :
  run inside runuser -u postgres -- psql --cluster "${postgresql}/new" -At -d app -c 'select count(*), max(name) from t'
  assert_output '1000|row 999'
}

@test "mariadb: every database comes back" {
  start_mariadb /var/lib/mysql
  inside mariadb -e "create database app; use app; create table t (id int primary key, name text) engine=innodb;
    insert into t select seq, concat('row ', seq) from seq_1_to_1000"
  brings_back mariadb all.sql
  inside mariadb-admin shutdown
  leaves_nothing_after_failure mariadb
  inside install -d -o "${LAB_USER}" /var/lib/mysql/new
  start_mariadb /var/lib/mysql/new
  inside sh -c "mariadb <'${LAB}/restored-mariadb/all.sql'"
  run inside mariadb -N -e 'select count(*), max(name) from app.t'
  assert_output $'1000\trow 999'
}

# start_mariadb DATADIR: a new server.
start_mariadb() {
  inside mariadb-install-db --user="${LAB_USER}" --datadir="$1" --auth-root-authentication-method=socket --skip-test-db >/dev/null
  inside sh -c "setsid mariadbd --user='${LAB_USER}' --datadir='$1' --skip-networking >/run/mariadb.log 2>&1 &"
  wait_until 30 inside mariadb-admin --silent ping
}

has_rows() {
  [[ $(inside sqlite3 /srv/app/app.db 'select count(*) from t') -gt 100 ]]
}

@test "sqlite: a whole database comes back while it is being written" {
  inside sh -c "mkdir -p /srv/app && echo page >/srv/app/index"
  inside sqlite3 /srv/app/app.db 'pragma journal_mode = wal; create table t (id integer primary key, a, b)' >/dev/null
  # Each row is written twice in one transaction, without end.
  inside sh -c "setsid sh -c 'while :; do echo \"begin immediate; insert into t (a, b) values (random(), 0); update t set b = a where b = 0; commit;\"; done | sqlite3 /srv/app/app.db' >/dev/null 2>&1 &"
  wait_until 20 has_rows
  brings_back app var/backups/holdfast/app/app.db
  run sqlite3 "${LAB}/restored-app/var/backups/holdfast/app/app.db" 'pragma integrity_check; select count(*) > 100, sum(a != b) from t'
  assert_output $'ok\n1|0'
  assert [ -s "${LAB}/restored-app/srv/app/index" ]
  refute [ -e "${LAB}/restored-app/srv/app/app.db" ]
  inside sh -c 'pkill sqlite3; rm /srv/app/app.db*'
  leaves_nothing_after_failure app
}
