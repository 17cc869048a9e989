#!/usr/bin/python3
"""npm run bench -- --backup: a real backup of 1 GiB of mixed files to an rsync daemon on this machine, by the command
line that people write by hand and by compiled scripts: time, and bytes sent. Takes ten minutes and 6 GB below TMPDIR.

Every contender has the same turns: a full backup, an incremental one after a change of one percent, and in the first
turn a restore that must bring back every byte. Times are medians, in parentheses the shortest; the ratio is the median
of the turns' ratios to the command line in the same turn.
"""

import json
import os
import pwd
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import mixed_tree

TURNS = 3
USER = pwd.getpwuid(os.getuid()).pw_name
# As long as what "gpg --armor --gen-random 2 45" makes: gpg hashes a short one for longer.
PASSPHRASE = "hUN3wz1kQmG7pN0a4R8sXyV2bLtJ5cEoDiF6gHqW9uKxMvYlZrTnSjBfCePd"


def with_gpg(options):
    return {"duplicity": {"options": [f"--gpg-options={options}"]}}


BY_HAND = "by hand"
# What each adds to the job.
CONTENDERS = {
    BY_HAND: None,
    "Holdfast": {},
    "gpg's own compression": with_gpg("--compress-algo=zip --compress-level=6"),
    "compression, level 6": with_gpg("--compress-level=6"),
    "compression, level 3": with_gpg("--compress-level=3"),
    "no compression": with_gpg("--compress-level=0"),
    "volumes of 50 MiB": {"duplicity": {"volsize": "50M"}},
    "volumes of 1 GiB": {"duplicity": {"volsize": "1G"}},
}


def write(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class Server:
    """An rsync daemon with one module, and how many bytes it has received."""

    def __init__(self, directory):
        self.directory = f"{directory}/module"
        self.log = f"{directory}/log"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        write(f"{directory}/secrets", "rsync_user:rsync password\n")
        os.mkdir(self.directory)
        settings = {
            "address": "127.0.0.1",
            "port": self.port,
            "log file": self.log,
            "use chroot": "no",
            "auth users": "rsync_user",
            "secrets file": f"{directory}/secrets",
            "read only": "no",
            "uid": os.getuid(),
            "gid": os.getgid(),
            "path": self.directory,
        }
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        write(f"{directory}/conf", f"{lines}[backups]\n")
        self.process = subprocess.Popen(["rsync", "--daemon", "--no-detach", f"--config={directory}/conf"])
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)

    def url(self, path):
        return f"rsync://rsync_user@127.0.0.1:{self.port}::backups/{path}"

    def received(self):
        """Since it was last asked, in bytes. The daemon writes a connection's count when it ends, a moment after."""
        time.sleep(0.3)
        with open(self.log, "r+", encoding="utf-8") as log:
            counts = re.findall(r"received (\d+) bytes", log.read())
            log.truncate(0)
        return sum(map(int, counts))


class Lab:
    """A home with secrets, the tree before and after its change, and what runs backups of it."""

    def __init__(self, directory):
        self.home = f"{directory}/home"
        self.source = f"{directory}/source"
        self.restored = f"{directory}/restored"
        self.out = f"{directory}/out"
        self.state = f"{directory}/state"
        self.trees = {"full": f"{directory}/before", "incremental": f"{directory}/after"}
        write(f"{self.home}/.duplicity.secret", f"{PASSPHRASE}\n")
        write(f"{self.home}/.rsync.secret", "rsync password\n")
        os.makedirs(f"{directory}/rsyncd")
        self.server = Server(f"{directory}/rsyncd")
        mixed_tree.make(self.trees["full"], 1024)
        shutil.copytree(self.trees["full"], self.trees["incremental"])
        mixed_tree.change(self.trees["incremental"])

    def compile(self, additions):
        """Makes the job's script, and returns its path."""
        job = {
            "source": self.source,
            "target": {
                "url": self.server.url(""),
                "path": "compiled",
                "password": {"file": "~/.rsync.secret"},
            },
            "encryption": {
                "passphrase": {"file": "~/.duplicity.secret", "copy": "none"},
                "cipher": "AES256",
            },
            "backup": {"full_if_older_than": "2M"},
            **additions,
        }
        host = {
            "user": USER,
            "home": self.home,
            "state_dir": self.state,
            "scheduler": "cron",
            "jobs": ["important"],
        }
        spec = {"version": 1, "jobs": {"important": job}, "hosts": {"the-server": host}}
        write(f"{self.out}.yaml", json.dumps(spec))
        subprocess.run(
            ["node", "dist/holdfast.cjs", "compile", f"{self.out}.yaml", "-o", self.out],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return f"{self.out}/the-server/jobs/important.sh"

    def commands(self, additions):
        """The words of a backup and of a restore."""
        if additions is not None:
            script = self.compile(additions)
            return [script, "backup"], [script, "restore", self.restored]
        shared = [
            "--gpg-options=--cipher-algo=AES256",
            f"--rsync-options=--password-file={self.home}/.rsync.secret --partial --compress",
        ]
        url = self.server.url("by-hand")
        backup = ["duplicity", "incr", "--full-if-older-than", "2M", *shared, self.source, url]
        return backup, ["duplicity", "restore", *shared, url, self.restored]

    def run(self, argv):
        env = {
            "HOME": self.home,
            "LANG": "C.UTF-8",
            "PASSPHRASE": PASSPHRASE,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
        }
        done = subprocess.run(
            argv, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode != 0:
            sys.exit(f"{argv} failed:\n{done.stdout}")

    def turn(self, additions, with_restore):
        """One contender's turn: seconds and bytes of each kind of backup."""
        for leftover in (self.state, f"{self.home}/.cache", self.server.directory):
            shutil.rmtree(leftover, ignore_errors=True)
        os.makedirs(f"{self.server.directory}/by-hand")
        backup, restore = self.commands(additions)
        figures = {}
        for kind, tree in self.trees.items():
            os.rename(tree, self.source)
            self.server.received()
            began = time.perf_counter()
            self.run(backup)
            figures[kind] = (time.perf_counter() - began, self.server.received())
            if with_restore and kind == "incremental":
                self.run(restore)
                subprocess.run(["diff", "-rq", self.source, self.restored], check=True)
                shutil.rmtree(self.restored)
            os.rename(self.source, tree)
        return figures


def show(name, turns, baseline):
    cells = []
    for kind in ("full", "incremental"):
        seconds = [turn[kind][0] for turn in turns]
        ratio = statistics.median(
            ours[kind][0] / base[kind][0] for ours, base in zip(turns, baseline, strict=True)
        )
        sent = statistics.median(turn[kind][1] for turn in turns) / 1e6
        cells.append(
            f"{statistics.median(seconds):6.1f} ({min(seconds):4.1f}) {ratio:6.2f} {sent:8.1f}"
        )
    print(f"{name:24}{'  '.join(cells)}", flush=True)


def main():
    # So that the daemon and the agent are ended, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.") as directory:
        lab = Lab(directory)
        try:
            turns = {name: [] for name in CONTENDERS}
            for number in range(TURNS):
                for name, additions in CONTENDERS.items():
                    turns[name].append(lab.turn(additions, with_restore=number == 0))
            print(f"{'':24}{'full: s':>13}{'ratio':>7}{'MB sent':>9}{'1 %: s':>15}{'ratio':>7}{'MB sent':>9}")
            for name, figures in turns.items():
                show(name, figures, turns[BY_HAND])
        finally:
            lab.server.process.terminate()
            subprocess.run(["gpgconf", "--homedir", f"{lab.home}/.gnupg", "--kill", "all"], check=False)


main()
