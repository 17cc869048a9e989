"""A host of its own for one worker of the campaign: a user, compiled jobs, the system's programs behind shims, servers,
and snapshots of all that a run can change. All of it lies in a mount namespace that goes with the campaign; what root runs
is in another, where the places of the system that root writes to are this host's own."""

import calendar
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "lab"))
import tree  # noqa: E402
import wire  # noqa: E402

# In no command line of other tests that run beside this one.
SECRETS = {
    ".duplicity.secret": f"it's a \"pass\" \\ %H $HOME phrase of {os.getpid()}",
    ".rsync.secret": f"rsync pass word of {os.getpid()}",
    ".token.secret": f"token of {os.getpid()}",
}
# A run that takes longer hangs: none of the campaign's has more to do than a few seconds' work.
HANGS_AFTER_S = 120
# Enough for all that a job keeps, duplicity's temporary volumes included.
STATE_MIB = 12
# Enough for two installs.
INSTALL_MIB = 1
# What root may change.
PLACES = ("usr/local/lib", "var/lib", "var/tmp", "etc/systemd/system")
# Of systemd, it only keeps the books: which units it has read, and which timers are enabled and active, as of when.
SYSTEMCTL = """#!/bin/sh
units=/etc/systemd/system
reload() {
  /bin/rm -f loaded/*
  for unit in "${units}"/*.timer "${units}"/*.service; do
    [ ! -e "${unit}" ] || /bin/cp "${unit}" loaded/
  done
}
cd /run/systemd/books || exit
set -e
case $* in
  show-environment) ;;
  daemon-reload) reload ;;
  'is-enabled --quiet '*) [ -e "enabled/$3" ] ;;
  'is-active --quiet '*) [ -e "active/$3" ] ;;
  'disable --now '*)
    [ -e "${units}/$3" ]
    /bin/rm -f "enabled/$3" "active/$3"
    reload
    ;;
  'enable --now '*)
    "$0" enable "$3"
    "$0" restart "$3"
    ;;
  'enable '*)
    [ -e "${units}/$2" ]
    true >"enabled/$2"
    reload
    ;;
  'restart '*) /bin/cp "loaded/$2" "active/$2" ;;
  *) exit 64 ;;
esac
"""


@dataclass
class Run:
    """What became of one start of a script."""

    # None when it had to be ended.
    code: int | None
    output: str
    # Name and words of each program that was started, in this order.
    calls: list[list[str]]
    # How many bytes went through each connection to the rsync daemon.
    connections: list[int]
    hit: bool


@dataclass
class Fault:
    """At the COUNTth call of a program (see shim.c), or in the COUNTth connection (see wire.py) after NUMBER bytes."""

    name: str
    count: int
    kind: str
    number: int = 0

    def __str__(self):
        return f"{self.kind}{self.number or ''} at {self.name} {self.count}"

    @property
    def in_network(self) -> bool:
        return self.name == "connection"


@dataclass
class Snapshot:
    """State, target and source as they were, and the version that each restore point (seconds since 1970) holds."""

    directory: Path
    points: dict[int, int] = field(default_factory=dict)


class Lab:
    def __init__(self, top: Path, user: str, uid: int):
        self.top = top
        self.user = user
        self.uid = uid
        self.home = self.top / "home"
        self.state_root = self.home / ".local/state/holdfast"
        self.install_root = self.home / ".local/lib"
        self.crontab = Path("/var/spool/cron/crontabs", self.user)
        self.machine, self.run_directory = self.top / "machine", self.top / "run"
        self.target = self.top / "target"
        # The two places below it: a directory of the user's own, and what the rsync daemon serves.
        self.disk, self.served = (self.target / name for name in ("disk", "served"))
        self.source = self.home / "data"
        self.versions = self.top / "versions"
        self.control = self.top / "control"
        # What notifiers sent, and figures for monitoring.
        self.told = self.top / "told"
        self.metrics = self.top / "metrics"
        self.snapshots: dict[str, Snapshot] = {}
        self.servers: list[subprocess.Popen] = []
        self.killing = threading.Lock()
        # Of the case at hand: what was on record before the fault, where a restore went, and the restore points.
        self.recorded_before: str | None = None
        self.destination = self.top
        self.points: dict[int, int] = {}
        # What is installed: before the fault, and in some snapshots.
        self.before: dict[str, tuple] = {}
        self.goals: dict[str, dict[str, tuple]] = {}
        self.use_job("important")
        self._make()

    def use_job(self, name: str):
        """The job that is run from here on."""
        self.job_name = name
        self.state = self.state_root / name
        self.archive = (self.disk if name == "important" else self.served) / "the-server" / name

    def fill(self, directory: Path):
        """Which file system is filled by a fault."""
        (self.control / "fill").unlink(missing_ok=True)
        (self.control / "fill").symlink_to(directory / ".fill")

    # --- Making it

    def _make(self):
        for directory in (self.disk, self.served, self.versions, self.control, self.told, self.metrics):
            directory.mkdir(parents=True)
        for directory in (self.top / "bin", self.top / "restored", self.top / "tmp"):
            directory.mkdir()
        self.home.mkdir()
        self.source.mkdir()
        for name, text in SECRETS.items():
            (self.home / name).write_text(text + "\n")
            (self.home / name).chmod(0o600)
        for directory, size in ((self.state_root, STATE_MIB), (self.install_root, INSTALL_MIB), (self.machine, STATE_MIB)):
            directory.mkdir(parents=True)
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m", "none", directory], check=True)
        for path in (self.top, self.control):
            path.chmod(0o777)
        self._compile_shim()
        self._make_versions()
        self._make_machine()
        self._start_servers()
        self._compile_jobs()
        self.own(self.home, self.disk, self.told, self.metrics, self.top / "restored", self.top / "tmp", self.versions)

    def _make_machine(self):
        """The namespace that root's runs are in."""
        self.machine.chmod(0o755)
        for place in PLACES:
            (self.machine / place).mkdir(parents=True)
        (self.machine / "var/tmp").chmod(0o1777)
        # Tells install.sh that systemd runs.
        (self.run_directory / "systemd/system").mkdir(parents=True)
        for book in ("loaded", "enabled", "active"):
            (self.run_directory / "systemd/books" / book).mkdir(parents=True)
        (self.control / "programs/systemctl").write_text(SYSTEMCTL)
        (self.control / "programs/systemctl").chmod(0o755)
        (self.top / "bin/systemctl").unlink(missing_ok=True)
        (self.top / "bin/systemctl").symlink_to(self.control / "shim")
        binds = {self.machine / place: f"/{place}" for place in PLACES}
        # Root's PATH begins there.
        binds |= {self.run_directory: "/run", self.top / "bin": "/usr/local/sbin"}
        mounts = [f"mount --bind {place} {at}" for place, at in binds.items()] + ["echo mounted", "exec sleep infinity"]
        command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "sh", "-c", " && ".join(mounts)]
        keeper = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        if keeper.stdout.readline() != b"mounted\n":
            raise RuntimeError("cannot make root's namespace")
        self.keeper = keeper.pid
        self.namespace = namespace_of(self.keeper)

    def own(self, *tops: Path):
        for top in tops:
            for directory, _, files in os.walk(top):
                os.chown(directory, self.uid, self.uid)
                for name in files:
                    os.chown(os.path.join(directory, name), self.uid, self.uid, follow_symlinks=False)

    def _compile_shim(self):
        shim = self.control / "shim"
        subprocess.run(["cc", "-O2", "-static", "-Wall", "-Werror", "-o", shim, HERE / "shim.c"], check=True)
        programs = self.control / "programs"
        programs.mkdir()
        # (What is to be killed is asked for here: a user cannot kill what root has started.)
        os.mkfifo(self.control / "kill")
        (self.control / "kill").chmod(0o666)
        threading.Thread(target=self._kill_on_request, daemon=True).start()
        for name in ("sendmail", "tell"):
            (programs / name).write_text(f"#!/bin/sh\nexec /bin/cat >>{self.told}/{name}\n")
            (programs / name).chmod(0o755)
        for directory in (programs, "/usr/sbin", "/usr/bin"):
            for name in os.listdir(directory):
                link = self.top / "bin" / name
                if not link.is_symlink():
                    link.symlink_to(shim)
        (self.control / "calls").touch()
        (self.control / "calls").chmod(0o666)
        self.fill(self.state_root)

    def _make_versions(self):
        """Five states of the source, each an edit of the one before; the first and third fill two volumes."""
        previous = None
        for number in range(1, 6):
            version = self.versions / str(number)
            if previous:
                shutil.copytree(previous, version, symlinks=True)
            else:
                version.mkdir()
                for name in tree.AWKWARD_NAMES[:10]:
                    with open(os.fsencode(version) + b"/" + name, "wb") as file:
                        file.write(name * 3)
                os.symlink("no such 'file'", version / "link")
            (version / "large").write_bytes(os.urandom(1_300_000 if number in (1, 3) else 40_000))
            (version / f"added in {number}").write_text(f"{number}\n")
            # duplicity knows a change by its time, in whole seconds.
            for path in version.iterdir():
                os.utime(path, (tree.MADE_AT + number,) * 2, follow_symlinks=False)
            previous = version

    def _start_servers(self):
        """An rsync daemon behind a network that can fail, and an HTTP server that keeps what it is sent."""
        daemon, self.listener = free_port(), free_port()
        secrets, configuration = self.top / "rsyncd.secrets", self.top / "rsyncd.conf"
        secrets.write_text(f"rsync_user:{SECRETS['.rsync.secret']}\n")
        secrets.chmod(0o600)
        configuration.write_text(f"""address = 127.0.0.1
port = {daemon}
log file = {self.top}/rsyncd.log
auth users = rsync_user
secrets file = {secrets}
use chroot = no
uid = 0
gid = 0
read only = no
[served]
path = {self.served}
""")
        for command in (
            ["rsync", "--daemon", "--no-detach", f"--config={configuration}"],
            [sys.executable, HERE.parent / "lab/listener.py", str(self.listener), self.told / "requests"],
        ):
            # They end with the campaign.
            command = ["setpriv", "--pdeathsig", "KILL", *command]
            silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self.servers.append(subprocess.Popen(command, **silent))
        for port in (daemon, self.listener):
            wait_until(10, lambda port=port: answers(port))
        self.wire = wire.Wire(daemon)

    def _compile_jobs(self):
        """The job `important` has what every job has, the job `everything` all that the language knows."""
        spec = f"""version: 1
defaults:
  source: {self.source}
  encryption: {{ passphrase: {{ file: ~/.duplicity.secret, copy: none }} }}
  timeout: 30s
jobs:
  important:
    target: {{ url: "file://{self.disk}" }}
    duplicity: {{ volsize: 1M, options: ["--num-retries=2", "--backend-retry-delay=1"] }}
    backup: {{ schedule: "5 13 * * 2", full_if_older_than: 2M }}
    prune: {{ schedule: "5 14 * * 2", keep_full: 2 }}
  everything:
    target: {{ url: "rsync://rsync_user@127.0.0.1:{self.wire.port}::served/", password: {{ file: ~/.rsync.secret }} }}
    duplicity: {{ volsize: 1M, options: ["--num-retries=2", "--backend-retry-delay=1"] }}
    backup: {{ schedule: "5 15 * * 2", full_if_older_than: 2M }}
    drill: {{ schedule: "5 16 * * 2", files: 3, bytes: 5M }}
    hooks:
      before: [{{ run: [{self.top}/bin/touch, {self.home}/dump] }}]
      finally: [{{ run: [{self.top}/bin/rm, -f, {self.home}/dump] }}]
    notify: [{{ use: mail }}, {{ use: http }}, {{ use: command }}]
    metrics: {{ textfile: {self.metrics} }}
    conditions: {{ free: {{ path: /tmp, at_least: 1M }}, reachable: true }}
    retry: {{ attempts: 2, wait: 1s }}
    lock: {{ name: uplink, wait: 10s }}
    limits: {{ nice: 5, bandwidth: 100M }}
notifiers:
  mail: {{ mail: admin@example.org }}
  http:
    http: {{ url: "http://127.0.0.1:{self.listener}/", headers: {{ Authorization: {{ prefix: "Bearer ", secret: {{ file: ~/.token.secret }} }} }} }}
  command: {{ command: [{self.top}/bin/tell] }}
hosts:
  the-server:
    user: {self.user}
    home: {self.home}
    scheduler: cron
    path: [{self.top}/bin]
    jobs: [important, everything]
"""
        self._compile("out", spec)
        # What the host becomes, for install.sh.
        self._compile("out-next", spec.replace("[important, everything]", "[important]").replace("5 13 * * 2", "6 14 * * 3"))
        spec = spec.replace("scheduler: cron", "scheduler: systemd").replace("[important, everything]", "[important]")
        self._compile("out-systemd", spec)
        # A timer and a service change, and a timer goes.
        spec = spec.replace("5 13 * * 2", "6 14 * * 3").replace(f'"file://{self.disk}"', f'"file://{self.disk}/next"')
        self._compile("out-systemd-next", spec.replace('schedule: "5 14 * * 2", ', ""))
        for shell in SHELLS:
            (self.top / shell).mkdir()
            (self.top / shell / "sh").symlink_to(shutil.which(shell))
            for job in ("important", "everything"):
                script = (self.top / f"out/the-server/jobs/{job}.sh").read_text()
                script = script.replace("/bin/sh", f"{self.top}/{shell}/sh")
                # Less than in earnest: the time that a guess at the passphrase takes, and rsync's patience.
                script = script.replace("--s2k-count=65011712", "--s2k-count=65536").replace("--timeout=300", "--timeout=2")
                path = self.top / shell / f"{job}.sh"
                path.write_text(script)
                path.chmod(0o755)

    def _compile(self, name: str, text: str):
        spec = self.top / f"{name}.yaml"
        spec.write_text(text)
        words = ["node", REPO / "dist/holdfast.cjs", "compile", spec, "-o", self.top / name]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)

    # --- Running

    def start(self, command: list, fault: Fault | None, as_root: bool) -> Run:
        """Runs COMMAND as the leader of a session, its calls recorded, and the fault injected."""
        calls, hit, plan = (self.control / name for name in ("calls", "hit", "fault"))
        calls.write_text("")
        hit.unlink(missing_ok=True)
        plan.unlink(missing_ok=True)
        self.wire.begin(None)
        if fault and fault.in_network:
            self.wire.begin((fault.count, fault.kind, fault.number))
        elif fault:
            plan.write_text(f"{fault.name} {fault.count} {fault.kind} {fault.number}\n")
        become_user = ["setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups"]
        become = ["nsenter", f"--mount=/proc/{self.keeper}/ns/mnt"] if as_root else become_user
        leader = ["/bin/sh", "-c", 'echo "$$" >"$0"; exec "$@"', self.control / "script", *command]
        with open(self.top / "output", "w+b") as output:
            process = subprocess.Popen(
                [*become, "/usr/bin/env", "-i", "PATH=/usr/bin:/bin", *leader],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd="/",
            )
            hung = threading.Event()
            # (A wait with a limit looks only twenty times a second.)
            limit = threading.Timer(HANGS_AFTER_S, lambda: (hung.set(), self.kill_all()))
            limit.start()
            code = process.wait()
            limit.cancel()
            with self.killing:
                pass
            output.seek(0)
            text = output.read().decode(errors="replace")
        with open(calls, errors="surrogateescape") as file:
            recorded = [line.rstrip("\n").rstrip("\t").split("\t") for line in file]
        (self.control / "fill").resolve().unlink(missing_ok=True)
        self.wire.end()
        wait_until(10, self._daemon_is_idle)
        return Run(
            None if hung.is_set() else 128 - code if code < 0 else code,
            text,
            recorded,
            list(self.wire.passed),
            hit.exists() or self.wire.hit,
        )

    def _daemon_is_idle(self) -> bool:
        """Whether the rsync daemon is done with all connections."""
        daemon = self.servers[0].pid
        return not Path(f"/proc/{daemon}/task/{daemon}/children").read_text()

    def job(self, shell: str, words: list[str], fault: Fault | None = None, as_root: bool = False) -> Run:
        return self.start([self.top / shell / f"{self.job_name}.sh", *words], fault, as_root)

    def install(self, shell: str, script: Path, words: list[str], fault: Fault | None = None, as_root: bool = False) -> Run:
        """SCRIPT: install.sh, in a tree or where it is installed."""
        environment = ["/usr/bin/env", f"PATH={self.top}/bin", f"TMPDIR={self.top}/tmp"]
        return self.start([*environment, self.top / shell / "sh", script, *words], fault, as_root)

    def processes(self) -> list[int]:
        """The user's, and those of root's runs."""
        found = []
        for name in os.listdir("/proc"):
            with contextlib.suppress(OSError):
                if not name.isdigit() or int(name) == self.keeper:
                    continue
                if os.stat(f"/proc/{name}").st_uid == self.uid or namespace_of(int(name)) == self.namespace:
                    if open(f"/proc/{name}/stat").read().rsplit(")", 1)[1].split()[0] != "Z":
                        found.append(int(name))
        return found

    def idle(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.processes():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def kill_all(self):
        """As if at one instant, like a power failure."""
        stopped: set[int] = set()
        while new := set(self.processes()) - stopped:
            for process in new:
                with contextlib.suppress(OSError):
                    os.kill(process, signal.SIGSTOP)
            stopped |= new
        while left := self.processes():
            for process in left:
                with contextlib.suppress(OSError):
                    os.kill(process, signal.SIGKILL)

    def _kill_on_request(self):
        while True:
            # Waits until a shim opens it, too.
            with open(self.control / "kill") as request:
                request.read()
            with self.killing:
                self.kill_all()

    def fresh_directory(self) -> Path:
        """One that does not exist yet, below one of the user's own that is emptied."""
        parent = self.top / "restored"
        for entry in parent.iterdir():
            shutil.rmtree(entry)
        return parent / "all"

    # --- What is there

    def record(self, action: str) -> dict:
        """What is on record of ACTION; a file that is not whole is an error."""
        path = self.state / "status.json"
        return json.loads(path.read_text())["actions"].get(action, {}) if path.exists() else {}

    def outcome(self, action: str) -> str | None:
        return self.record(action).get("outcome")

    def messages(self) -> list[str]:
        """What notifiers have sent, without the headers of HTTP, in which a token has its place."""
        sent = [path.read_text() for path in self.told.iterdir() if path.name != "requests"]
        with contextlib.suppress(FileNotFoundError):
            sent += [json.loads(line)["body"] for line in (self.told / "requests").read_text().splitlines()]
        return sent

    def forget_messages(self):
        for path in self.told.iterdir():
            path.unlink()

    def last_log_line(self) -> str:
        logs = sorted((self.state / "log").glob("[0-9]*.log"), key=lambda path: path.stat().st_mtime_ns)
        lines = logs[-1].read_text(errors="replace").splitlines() if logs else []
        return lines[-1] if lines else ""

    def leftovers(self) -> list[str]:
        """What no run may leave behind once another has ended well."""
        # (Its own scratch files, each of one name, are deleted by the next run: one program less in each.)
        left = [str(path) for path in (self.state / "tmp").glob("*") if path.name.startswith(("duplicity", "mktemp"))]
        places = (*self.state.rglob("*"), *self.metrics.iterdir())
        left += [str(path) for path in places if path.name.endswith((".new", ".part"))]
        left += [str(path) for path in (self.home / "dump", self.state / "scratch") if path.exists()]
        left += [str(path) for path in self.target.rglob("*") if path.is_file() and not path.name.startswith("duplicity-")]
        left += [str(path) for path in self.temporary_files()]
        # A sleep that was told to end may take a moment.
        if not self.idle(10):
            left.append(f"processes {self.processes()}")
        if (self.state / "lock").exists():
            with open(self.state / "lock") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    left.append("a lock")
        return left

    def temporary_files(self) -> list[Path]:
        left = [path for top in (self.top / "tmp", self.machine / "var/tmp") for path in top.iterdir()]
        for top in ("/tmp", "/var/tmp", "/dev/shm"):
            for path in Path(top).iterdir():
                with contextlib.suppress(OSError):
                    if path.lstat().st_uid == self.uid:
                        left.append(path)
        return left

    def leaks(self, run: Run) -> list[str]:
        """Where a secret can be read that is not its own file: what was said, command lines, files."""
        found = []
        for secret in SECRETS.values():
            if secret in run.output:
                found.append("a secret in the output")
            for call in run.calls:
                if any(secret in word for word in call):
                    found.append(f"a secret in the command line of {call[0]}")
            if any(secret in message for message in self.messages()):
                found.append("a secret in what a notifier sent")
            wanted = secret.encode()
            places = (self.state_root, self.target, self.metrics, self.home / ".gnupg", self.home / ".cache", self.machine / "var")
            for top in places:
                for path in top.rglob("*"):
                    if path.is_file() and wanted in path.read_bytes():
                        found.append(f"a secret in {path}")
        return found

    def hashes(self) -> dict[str, str]:
        """What the target holds."""
        return {
            str(path.relative_to(self.target)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.target.rglob("*")
            if path.is_file()
        }

    def shape(self) -> tuple:
        """What cache and target hold, but for the times in the names: equal shapes behave alike."""
        names = sorted(str(path.relative_to(self.top)) for top in (self.state / "archive", self.target) for path in top.rglob("*"))
        times = {time: f"T{rank}" for rank, time in enumerate(sorted({t for name in names for t in TIME.findall(name)}))}
        return tuple(TIME.sub(lambda found: times[found[0]], name) for name in names)

    def restore_points(self) -> list[int]:
        """The end of each backup that is whole at the target, in seconds since 1970."""
        points = []
        for path in self.archive.glob("*.manifest.gpg"):
            when = TIME.findall(path.name)[-1]
            points.append(calendar.timegm(time.strptime(when, "%Y%m%dT%H%M%SZ")))
        return sorted(points)

    def installed(self) -> dict[str, tuple]:
        """Mode and content of each file that install.sh has put somewhere; with the crontab, and what systemd knows."""
        places = (self.install_root, self.machine / "usr", self.machine / "etc", self.run_directory)
        files = [path for place in places for path in place.rglob("*") if path.is_file()]
        found = {str(path): (path.stat().st_mode, path.read_bytes()) for path in files}
        if self.crontab.exists():
            # The header that crontab(1) adds has the time in it.
            lines = self.crontab.read_bytes().splitlines()
            found["crontab"] = (0, b"\n".join(line for line in lines if not CRONTAB_HEADER.match(line)))
        return found

    # --- Snapshots

    def save(self, name: str, points: dict[int, int]):
        directory = self.top / "snapshots" / name
        directory.mkdir(parents=True)
        for part, path in self._parts():
            (directory / part).parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-a", path, directory / part], check=True)
        if self.crontab.exists():
            subprocess.run(["cp", "-a", self.crontab, directory / "crontab"], check=True)
        self.snapshots[name] = Snapshot(directory, dict(points))

    def load(self, name: str) -> Snapshot:
        snapshot = self.snapshots[name]
        for part, path in self._parts():
            for entry in path.iterdir():
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
            subprocess.run(["cp", "-a", "-T", snapshot.directory / part, path], check=True)
        if (snapshot.directory / "crontab").exists():
            subprocess.run(["cp", "-a", snapshot.directory / "crontab", self.crontab], check=True)
        else:
            self.crontab.unlink(missing_ok=True)
        return snapshot

    def _parts(self):
        names = ("home/.local/state/holdfast", "home/.local/lib", "home/data", "target", "run")
        return [(name, self.top / name) for name in (*names, *(f"machine/{place}" for place in PLACES))]

    def use_version(self, number: int):
        shutil.rmtree(self.source, ignore_errors=True)
        subprocess.run(["cp", "-a", self.versions / str(number), self.source], check=True)


SHELLS = ("dash", "busybox")
TIME = re.compile(r"\d{8}T\d{6}Z")
CRONTAB_HEADER = re.compile(rb"# (DO NOT EDIT|\(.* installed on |\(Cron version )")


def namespace_of(process: int) -> str:
    return os.readlink(f"/proc/{process}/ns/mnt")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def wait_until(seconds: float, condition):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s in vain")
        time.sleep(0.01)
