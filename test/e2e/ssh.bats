#!/usr/bin/env bats
# A target that is left to duplicity, over sftp: a backup that is killed while it puts its last files, and what the next makes
# of it.

load ../lab/lab
load ../lab/backups

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/store" "${LAB}/home/.ssh"
  as_user chmod 700 "${LAB}/home/.ssh"
  as_user ssh-keygen -q -t ed25519 -N '' -f "${LAB}/home/.ssh/id_ed25519"
  as_user cp "${LAB}/home/.ssh/id_ed25519.pub" "${LAB}/home/.ssh/authorized_keys"
  # sshd lets nobody into a locked account.
  usermod -p '*' "${LAB_USER}"
  ssh-keygen -q -t ed25519 -N '' -f "${LAB}/host-key"
  SSHD_PORT=$(free_port)
  export SSHD_PORT
  as_user sh -c "echo '[127.0.0.1]:${SSHD_PORT} $(cut -d ' ' -f 1,2 "${LAB}/host-key.pub")' >'${LAB}/home/.ssh/known_hosts'"
  cat >"${LAB}/sshd_config" <<END
ListenAddress 127.0.0.1
Port ${SSHD_PORT}
HostKey ${LAB}/host-key
PasswordAuthentication no
UsePAM no
StrictModes no
PidFile none
Subsystem sftp internal-sftp
END
  mkdir -p /run/sshd
  setsid /usr/sbin/sshd -D -f "${LAB}/sshd_config" </dev/null >"${LAB}/sshd.log" 2>&1 3>&- &
  echo "$!" >"${LAB}/sshd.pid"
  disown
  wait_until 10 port_answers "${SSHD_PORT}"
  # duplicity itself, killed when it puts the file that LAB/home/kill-at names, once it has put half of it, or all.
  cat >"${LAB}/bin/duplicity" <<END
#!/usr/bin/python3
import os, runpy, signal, sys
import duplicity.backend

wrapper = duplicity.backend.BackendWrapper
move = wrapper.move

def killed(self, source, name=None):
    if os.path.exists("${LAB}/home/kill-at"):
        with open("${LAB}/home/kill-at") as file:
            how, word = file.read().split()
        if f".{word}." in os.fsdecode(name or source.get_filename()):
            os.remove("${LAB}/home/kill-at")
            if how == "cut":
                os.truncate(source.name, os.path.getsize(source.name) // 2)
            self.put(source, name)
            os.kill(os.getpid(), signal.SIGKILL)
    move(self, source, name)

wrapper.move = killed
sys.argv[0] = "/usr/bin/duplicity"
runpy.run_path(sys.argv[0], run_name="__main__")
END
  chmod 755 "${LAB}/bin/duplicity"
  lab_spec <<END
version: 1
jobs:
  remote:
    source: ~/data
    target: { url: "sftp://${LAB_USER}@127.0.0.1:${SSHD_PORT}/${LAB}/home/store/" }
    encryption: { passphrase: { file: ~/.duplicity.secret, copy: none } }
    duplicity: { options: ["--num-retries=1", "--backend-retry-delay=1"] }
    backup: {}
hosts:
  the-server:
    scheduler: cron
    jobs: [remote]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

# killed_at HOW FILE: a backup of something new that is killed while it puts the file.
killed_at() {
  as_user sh -c "echo '$1 $2' >>'${LAB}/home/data/more'"
  as_user sh -c "echo '$1 $2' >'${LAB}/home/kill-at'"
  run job remote backup
  assert_failure 137
  sleep 1
}

@test "a backup that is killed when its signatures, or all of it, are at the target: the next goes well" {
  as_user mkdir "${LAB}/home/data"
  backs_up remote
  killed_at whole sigtar
  backs_up remote
  killed_at whole manifest
  backs_up remote
  restores remote "${LAB}/home/data"
}

@test "signatures that were cut off at the target: which file to move is said, and the next backup goes well" {
  local file
  killed_at cut sigtar
  run job remote backup
  assert_failure 31
  file=$(basename "$(find "${LAB}/home/store" -name 'duplicity-new-signatures.*' -printf '%T@ %p\n' | sort -n | tail -n 1)")
  assert_output --partial "${file} at the target is not whole"
  mv "${LAB}/home/store/the-server/remote/${file}" "${LAB}"
  backs_up remote
  restores remote "${LAB}/home/data"
}
