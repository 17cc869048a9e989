"""A host of its own for one worker of the campaign: a user, a compiled job, the system's programs behind shims, and
snapshots of all that a run can change. All of it lies in a mount namespace that goes with the campaign."""

import calendar
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "lab"))
import tree  # noqa: E402

SECRETS = {".duplicity.secret": "it's a \"pass\" \\ %H $HOME phrase", ".rsync.secret": "rsync pass word"}
# A run that takes longer hangs: none of the campaign's has more to do than a few seconds' work.
HANGS_AFTER_S = 60
# Enough for all that a job keeps, duplicity's temporary volumes included.
STATE_MIB = 12


@dataclass
class Run:
    """What became of one start of a script."""

    code: int
    output: str
    # Name and words of each program that was started, in this order.
    calls: list[list[str]]
    hit: bool


@dataclass
class Fault:
    """At the COUNTth call of a program; see shim.c."""

    name: str
    count: int
    kind: str
    number: int = 0

    def __str__(self):
        return f"{self.kind}{self.number or ''} at {self.name} {self.count}"


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
        self.state = self.state_root / "important"
        self.target = self.top / "target"
        self.archive = self.target / "the-server/important"
        self.source = self.home / "data"
        self.versions = self.top / "versions"
        self.control = self.top / "control"
        self.snapshots: dict[str, Snapshot] = {}
        # Of the case at hand: what was on record before the fault, where a restore went, and the restore points.
        self.recorded_before: str | None = None
        self.destination = self.top
        self.points: dict[int, int] = {}
        self._make()

    # --- Making it

    def _make(self):
        for directory in (self.target, self.versions, self.control, self.top / "bin", self.top / "restored"):
            directory.mkdir(parents=True)
        self.home.mkdir()
        self.source.mkdir()
        for name, text in SECRETS.items():
            (self.home / name).write_text(text + "\n")
            (self.home / name).chmod(0o600)
        self.state_root.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={STATE_MIB}m", "none", self.state_root], check=True)
        for path in (self.top, self.control):
            path.chmod(0o777)
        self._compile_shim()
        self._make_versions()
        self._compile_job()
        self.own(self.home, self.target, self.top / "restored", self.versions)

    def own(self, *tops: Path):
        for top in tops:
            for directory, _, files in os.walk(top):
                os.chown(directory, self.uid, self.uid)
                for name in files:
                    os.chown(os.path.join(directory, name), self.uid, self.uid, follow_symlinks=False)

    def _compile_shim(self):
        shim = self.control / "shim"
        subprocess.run(["cc", "-O2", "-Wall", "-Werror", "-o", shim, HERE / "shim.c"], check=True)
        for directory in ("/usr/sbin", "/usr/bin"):
            for name in os.listdir(directory):
                link = self.top / "bin" / name
                if not link.is_symlink():
                    link.symlink_to(shim)
        (self.control / "calls").touch()
        (self.control / "calls").chmod(0o666)
        (self.control / "fill").symlink_to(self.state_root / ".fill")

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

    def _compile_job(self):
        spec = self.top / "backup.yaml"
        spec.write_text(f"""version: 1
jobs:
  important:
    source: {self.source}
    target: {{ url: "file://{self.target}" }}
    encryption: {{ passphrase: {{ file: ~/.duplicity.secret, copy: none }} }}
    duplicity: {{ volsize: 1M, options: ["--num-retries=2", "--backend-retry-delay=1"] }}
    backup: {{ schedule: "5 13 * * 2", full_if_older_than: 2M, timeout: 15s }}
    prune: {{ schedule: "5 14 * * 2", keep_full: 2, timeout: 15s }}
hosts:
  the-server:
    user: {self.user}
    home: {self.home}
    scheduler: cron
    path: [{self.top}/bin]
    jobs: [important]
""")
        compile_spec = [REPO / "dist/holdfast.cjs", "compile", spec, "-o", self.top / "out"]
        subprocess.run(["node", *compile_spec], check=True, stdout=subprocess.DEVNULL)
        for shell in SHELLS:
            (self.top / shell).mkdir()
            (self.top / shell / "sh").symlink_to(shutil.which(shell))
            script = (self.top / "out/the-server/jobs/important.sh").read_text()
            # Only the time that a guess at the passphrase takes is less than in earnest.
            script = script.replace("/bin/sh", f"{self.top}/{shell}/sh").replace("--s2k-count=65011712", "--s2k-count=65536")
            path = self.top / shell / "important.sh"
            path.write_text(script)
            path.chmod(0o755)

    # --- Running

    def as_user(self, *words):
        return ["setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups", "env", "-i", "PATH=/usr/bin:/bin", *words]

    def start(self, command: list, fault: Fault | None) -> Run:
        """Runs COMMAND as the leader of a session, its calls recorded, and the fault injected."""
        calls, hit, plan = (self.control / name for name in ("calls", "hit", "fault"))
        calls.write_text("")
        hit.unlink(missing_ok=True)
        plan.unlink(missing_ok=True)
        if fault:
            plan.write_text(f"{fault.name} {fault.count} {fault.kind} {fault.number}\n")
        leader = self.as_user("/bin/sh", "-c", 'echo "$$" >"$0"; exec "$@"', self.control / "script", *command)
        with open(self.top / "output", "w+b") as output:
            process = subprocess.Popen(
                leader, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd="/"
            )
            try:
                code = process.wait(HANGS_AFTER_S)
            except subprocess.TimeoutExpired:
                self.kill_all()
                process.wait()
                code = None
            output.seek(0)
            text = output.read().decode(errors="replace")
        with open(calls, errors="surrogateescape") as file:
            recorded = [line.rstrip("\n").rstrip("\t").split("\t") for line in file]
        (self.control / "fill").resolve().unlink(missing_ok=True)
        return Run(128 - code if code is not None and code < 0 else code, text, recorded, hit.exists())

    def job(self, shell: str, words: list[str], fault: Fault | None = None) -> Run:
        return self.start([self.top / shell / "important.sh", *words], fault)

    def processes(self) -> list[int]:
        found = []
        for name in os.listdir("/proc"):
            with contextlib.suppress(OSError):
                if name.isdigit() and os.stat(f"/proc/{name}").st_uid == self.uid:
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
        while left := self.processes():
            for process in left:
                with contextlib.suppress(OSError):
                    os.kill(process, signal.SIGKILL)

    def fresh_directory(self) -> Path:
        """One that does not exist yet, below one of the user's own that is emptied."""
        parent = self.top / "restored"
        for entry in parent.iterdir():
            shutil.rmtree(entry)
        return parent / "all"

    # --- What is there

    def outcome(self, action: str) -> str | None:
        """What is on record of ACTION; a file that is not whole is an error."""
        path = self.state / "status.json"
        if not path.exists():
            return None
        return json.loads(path.read_text())["actions"].get(action, {}).get("outcome")

    def last_log_line(self) -> str:
        logs = sorted((self.state / "log").glob("[0-9]*.log"), key=lambda path: path.stat().st_mtime_ns)
        lines = logs[-1].read_text(errors="replace").splitlines() if logs else []
        return lines[-1] if lines else ""

    def leftovers(self) -> list[str]:
        """What no run may leave behind once another has ended well."""
        # (Its own scratch files, each of one name, are deleted by the next run: one program less in each.)
        left = [str(path) for path in (self.state / "tmp").glob("*") if path.name.startswith(("duplicity", "mktemp"))]
        left += [str(path) for path in self.state.rglob("*") if path.name.endswith((".new", ".part"))]
        left += [str(path) for path in self.target.rglob("*") if path.is_file() and not path.name.startswith("duplicity-")]
        for top in ("/tmp", "/var/tmp", "/dev/shm"):
            for entry in os.scandir(top):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == self.uid:
                        left.append(entry.path)
        if self.processes():
            left.append(f"processes {self.processes()}")
        if (self.state / "lock").exists():
            with open(self.state / "lock") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    left.append("a lock")
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
            wanted = secret.encode()
            for top in (self.state_root, self.target, self.home / ".gnupg", self.home / ".cache"):
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

    # --- Snapshots

    def save(self, name: str, points: dict[int, int]):
        directory = self.top / "snapshots" / name
        directory.mkdir(parents=True)
        for part, path in self._parts():
            subprocess.run(["cp", "-a", path, directory / part], check=True)
        self.snapshots[name] = Snapshot(directory, dict(points))

    def load(self, name: str) -> Snapshot:
        snapshot = self.snapshots[name]
        for part, path in self._parts():
            for entry in path.iterdir():
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
            subprocess.run(["cp", "-a", "-T", snapshot.directory / part, path], check=True)
        return snapshot

    def _parts(self):
        return (("state", self.state_root), ("target", self.target), ("source", self.source))

    def use_version(self, number: int):
        shutil.rmtree(self.source, ignore_errors=True)
        subprocess.run(["cp", "-a", self.versions / str(number), self.source], check=True)


SHELLS = ("dash", "busybox")
TIME = re.compile(r"\d{8}T\d{6}Z")
