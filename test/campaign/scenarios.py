"""What is run under each fault, and what must be true afterwards."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from lab import Fault, Lab, Run, tree, wait_until

# What a run says of itself when a signal ended it.
SIGNALS = {"term": 143, "int": 130}


def differences(left: Path, right: Path) -> str:
    """Empty when there are none."""
    return "; ".join(tree.compare(left, right))[:300]


@dataclass
class Scenario:
    """An action of a job, as its schedule starts it, from one snapshot."""

    name: str
    action: str
    snapshot: str
    # The version of the source that the action finds.
    version: int
    job: str = "important"
    # Whether the faults are the network's, not those of programs.
    network: bool = False
    # Which part of its calls or connections is chosen where not all are: one in so many.
    every: int = 2
    as_root: bool = False
    # The place of the lab whose file system a fault fills.
    fills: str = "state_root"

    @property
    def has_conditions(self) -> bool:
        return self.job == "everything"

    has_notifiers = has_conditions

    def words(self, lab: Lab) -> list[str]:
        return ["scheduled", self.action]

    def prepare(self, lab: Lab):
        lab.use_job(self.job)
        lab.points = dict(lab.load(self.snapshot).points)
        lab.use_version(self.version)
        lab.forget_messages()
        lab.fill(getattr(lab, self.fills))
        # Those of an install.sh that was killed are, as those of any program in /tmp, the system's to remove.
        for path in lab.temporary_files():
            shutil.rmtree(path)

    def run(self, lab: Lab, shell: str, fault: Fault | None = None) -> Run:
        return lab.job(shell, self.words(lab), fault, self.as_root)

    def record_calls(self, run: Run) -> list[int]:
        """Which of the calls put something on record: mv(1), onto status.json."""
        return [index for index, call in enumerate(run.calls) if call[0] == "mv" and call[-1].endswith("/status.json")]

    def expected_after_kill(self, lab: Lab, clean: Run, fault: Fault) -> str | None:
        """What is on record at this call; PRE is what was on record before the run."""
        index = call_index(clean, fault)
        records = self.record_calls(clean)
        done = [at for at in records if at < index or (at == index and fault.kind == "kill-after")]
        if not done:
            return self.before(lab)
        return "ok" if done[-1] == records[-1] else "interrupted"

    def before(self, lab: Lab) -> str | None:
        return lab.recorded_before

    def judge(self, lab: Lab, clean: Run, fault: Fault, run: Run) -> list[str]:
        """What is wrong right after the fault."""
        problems = []
        now = lab.outcome(self.action)
        # (What runs beside the rest, as a watcher's sleep, the script may end first; then nothing is killed.)
        if fault.kind.startswith("kill") and run.code != 0:
            expected = self.expected_after_kill(lab, clean, fault)
            return [] if now == expected else [f"{now} is on record, not {expected}"]
        if fault.kind in SIGNALS:
            if run.code == 0:
                problems += self.judge_done(lab, now)
            elif (run.code, now) == (78, "interrupted"):
                # The signal ended the mv(1) that would have put the end on record.
                pass
            elif (run.code, now) == (70, "failed"):
                # All was done but the last hook, which the signal ended.
                pass
            elif run.code != SIGNALS[fault.kind]:
                problems.append(f"exit code {run.code}")
            elif self.job not in run.output:
                problems.append(f"exit code {run.code}, and nothing was said")
            elif now not in ("interrupted", self.before(lab)):
                problems.append(f"{now} is on record after a signal")
            elif now == "interrupted" and self.was_begun(clean, fault):
                problems += self.judge_last_line(lab, "interrupted")
        elif run.code == 0:
            problems += self.judge_done(lab, now)
        else:
            if now in ("ok", "warned") and now != self.before(lab):
                problems.append(f"exit code {run.code}, but {now} is on record")
            if self.job not in run.output:
                problems.append(f"exit code {run.code}, and nothing was said: {run.output!r}")
        if run.code and self.has_notifiers and self.was_begun(clean, fault) and not lab.messages():
            problems.append(f"exit code {run.code}, and nobody was told")
        return problems

    def was_begun(self, clean: Run, fault: Fault) -> bool:
        return fault.in_network or call_index(clean, fault) > self.record_calls(clean)[0]

    def judge_done(self, lab: Lab, now: str | None) -> list[str]:
        """What is wrong with a run that exits 0."""
        if now == "skipped" and self.has_conditions:
            return self.judge_last_line(lab, now)
        if now not in ("ok", "warned"):
            return [f"exit code 0, but {now} is on record"]
        return self.judge_last_line(lab, now) + self.not_done(lab)

    def judge_last_line(self, lab: Lab, outcome: str) -> list[str]:
        line = lab.last_log_line()
        return [] if f": {self.action} {outcome} after " in line else [f"the log ends with {line!r}"]

    def recover(self, lab: Lab, shell: str) -> list[str]:
        """The next plain run, and what is wrong after it."""
        run = self.run(lab, shell)
        if run.code != 0 or run.output:
            return [f"the next run ended with {run.code}: {run.output[-600:]}"]
        if lab.outcome(self.action) == "skipped":
            return ["the next run was skipped"]
        return self.judge_done(lab, lab.outcome(self.action)) + lab.leftovers()

    def not_done(self, lab: Lab) -> list[str]:
        raise NotImplementedError

    def points_to_restore(self, lab: Lab) -> dict[int, int]:
        """The version that each restore point holds that must still be there."""
        return lab.points


class Backup(Scenario):
    def recover(self, lab: Lab, shell: str) -> list[str]:
        """The source has changed by then."""
        self.note_points(lab, self.version)
        lab.use_version(self.version + 1)
        # duplicity sleeps two seconds for a new time (0.8.22, measured).
        wait_until(2, lambda: time.time() > max(lab.points, default=0) + 1)
        problems = super().recover(lab, shell)
        self.note_points(lab, self.version + 1)
        return problems

    def note_points(self, lab: Lab, version: int):
        for point in lab.restore_points():
            lab.points.setdefault(point, version)

    def not_done(self, lab: Lab) -> list[str]:
        """A backup that is good has added a restore point."""
        return [] if set(lab.restore_points()) - set(lab.points) else ["no restore point was added"]


class Prune(Scenario):
    keep = 2

    def not_done(self, lab: Lab) -> list[str]:
        fulls = len(list(lab.archive.glob("duplicity-full.*.manifest.gpg")))
        return [] if fulls == self.keep else [f"{fulls} full backups are left"]

    def points_to_restore(self, lab: Lab) -> dict[int, int]:
        """Those of the chains that are kept."""
        return {point: lab.points[point] for point in sorted(lab.points)[-self.keep :]}


class Drill(Scenario):
    def not_done(self, lab: Lab) -> list[str]:
        return [] if "last_verified_restore" in lab.record("drill") else ["no restore is on record"]


class Restore(Scenario):
    """Into a directory that does not exist; it leaves nothing on record."""

    def words(self, lab: Lab) -> list[str]:
        lab.destination = lab.fresh_directory()
        return ["restore", str(lab.destination)]

    def judge(self, lab: Lab, clean: Run, fault: Fault, run: Run) -> list[str]:
        if fault.kind.startswith("kill"):
            return []
        if run.code == 0:
            return self.not_done(lab)
        if fault.kind in SIGNALS and run.code != SIGNALS[fault.kind]:
            return [f"exit code {run.code}"]
        return [] if self.job in run.output else [f"exit code {run.code}, and nothing was said: {run.output!r}"]

    def recover(self, lab: Lab, shell: str) -> list[str]:
        run = self.run(lab, shell)
        if run.code != 0:
            return [f"the next run ended with {run.code}: {run.output[-600:]}"]
        return self.not_done(lab) + lab.leftovers()

    def not_done(self, lab: Lab) -> list[str]:
        found = differences(lab.versions / str(max(lab.points.values())), lab.destination)
        return [f"exit code 0, but {found}"] if found else []


@dataclass
class Install(Scenario):
    """install.sh of a tree; on a host, perhaps, on which it was run for another spec before."""

    fills: str = "install_root"
    tree: str = "out-next"
    # The snapshot that an install without a fault ends in.
    goal: str = "installed, next"

    def prepare(self, lab: Lab):
        super().prepare(lab)
        lab.before = lab.installed()

    def script(self, lab: Lab) -> Path:
        return lab.top / self.tree / "the-server/install.sh"

    def words(self, lab: Lab) -> list[str]:
        return []

    def run(self, lab: Lab, shell: str, fault: Fault | None = None) -> Run:
        return lab.install(shell, self.script(lab), self.words(lab), fault, self.as_root)

    def judge(self, lab: Lab, clean: Run, fault: Fault, run: Run) -> list[str]:
        if fault.kind.startswith("kill"):
            return []
        problems = []
        # (An rm(1) that fails cannot remove it.)
        if fault.name != "rm" and lab.temporary_files():
            problems.append("temporary files are left")
        if run.code == 0 and fault.name == "rm" and "run install.sh again" in run.output:
            return problems
        if run.code == 0:
            return problems + self.not_done(lab)
        if fault.kind in SIGNALS and run.code != SIGNALS[fault.kind]:
            problems.append(f"exit code {run.code}")
        elif fault.kind not in SIGNALS and "error: " not in run.output:
            problems.append(f"exit code {run.code}, and nothing was said")
        # A signal to root's part, while the user's is at work, ends it when all is done.
        if not self.as_root or fault.kind != "term" or self.not_done(lab):
            now = lab.installed()
            changed = [name for name in now.keys() | lab.before.keys() if now.get(name) != lab.before.get(name)]
            if changed:
                problems.append(f"not put back: {changed}")
        return problems

    def recover(self, lab: Lab, shell: str) -> list[str]:
        run = self.run(lab, shell)
        return self.not_done(lab) if run.code == 0 else [f"the next run ended with {run.code}: {run.output[-600:]}"]

    def not_done(self, lab: Lab) -> list[str]:
        """What is not as after an install without a fault."""
        now, goal = lab.installed(), lab.goals[self.goal]
        wrong = [name for name in now.keys() | goal.keys() if now.get(name) != goal.get(name)]
        return [f"not as installed: {wrong}"] if wrong else []

    def points_to_restore(self, lab: Lab) -> dict[int, int]:
        return {}


@dataclass
class Uninstall(Install):
    """install.sh where it is installed."""

    goal: str = "nothing"

    def script(self, lab: Lab) -> Path:
        """Once it is gone itself, the one that it was copied from finds what else is left."""
        root = lab.machine / "usr/local/lib" if self.as_root else lab.install_root
        installed = root / "holdfast/install.sh"
        return installed if installed.exists() else super().script(lab)

    def words(self, lab: Lab) -> list[str]:
        return ["--uninstall"]


def call_index(clean: Run, fault: Fault) -> int:
    """Where in a run without faults the call is that the fault is injected at."""
    at = [index for index, call in enumerate(clean.calls) if call[0] == fault.name]
    return at[fault.count - 1]


SCENARIOS = [
    Backup("first backup", "backup", "nothing", 1),
    Backup("incremental", "backup", "two", 3),
    Prune("prune", "prune", "three fulls", 4),
    Restore("restore", "restore", "two", 3),
    Backup("everything", "backup", "two, remote", 3, "everything", every=7),
    Drill("drill", "drill", "two, remote", 2, "everything", every=7),
    Backup("network backup", "backup", "two, remote", 3, "everything", network=True, every=4),
    Restore("network restore", "restore", "two, remote", 3, "everything", network=True, every=4),
    Drill("network drill", "drill", "two, remote", 2, "everything", network=True, every=4),
    Restore("root's restore", "restore", "two", 3, every=8, as_root=True, fills="machine"),
    Install("install.sh", "install", "installed", 1, every=8),
    Install("root's install.sh", "install", "installed", 1, every=64, as_root=True),
    Install(
        "systemd's install.sh",
        "install",
        "installed, systemd",
        1,
        every=48,
        as_root=True,
        fills="machine",
        tree="out-systemd-next",
        goal="installed, systemd, next",
    ),
    Uninstall("uninstall", "install", "installed", 1, every=16, tree="out"),
    Uninstall(
        "systemd's uninstall",
        "install",
        "installed, systemd",
        1,
        every=32,
        as_root=True,
        fills="machine",
        tree="out-systemd",
    ),
]


def make_snapshots(lab: Lab):
    """By runs without faults."""
    points: dict[int, int] = {}
    lab.save("nothing", points)
    lab.goals["nothing"] = lab.installed()
    for tree, name, as_root in (
        ("out", "installed", False),
        ("out-next", "installed, next", False),
        ("", "nothing", False),
        ("out-systemd", "installed, systemd", True),
        ("out-systemd-next", "installed, systemd, next", True),
    ):
        if not tree:
            lab.load(name)
            continue
        run = lab.install("dash", lab.top / tree / "the-server/install.sh", [], as_root=as_root)
        if run.code != 0:
            raise RuntimeError(run.output)
        lab.save(name, points)
        lab.goals[name] = lab.installed()
    lab.load("nothing")
    for version, words, job, name in (
        (1, ["backup"], "everything", "one, remote"),
        (2, ["backup"], "everything", "two, remote"),
        (0, [], "important", "nothing"),
        (1, ["backup"], "important", "one"),
        (2, ["backup"], "important", "two"),
        (3, ["backup", "--full"], "important", "two fulls"),
        (4, ["backup", "--full"], "important", "three fulls"),
    ):
        lab.use_job(job)
        if not words:
            points = dict(lab.load(name).points)
            continue
        lab.use_version(version)
        run = lab.job("dash", words)
        if run.code != 0:
            raise RuntimeError(run.output)
        (added,) = set(lab.restore_points()) - set(points)
        points[added] = version
        lab.save(name, points)
