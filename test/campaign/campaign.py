#!/usr/bin/python3
"""The fault campaign: every action of a job, and install.sh, under every fault, at every program that it starts.

campaign.py [--complete] [--scenario PATTERN] [--fault PATTERN] [--workers N]

For each scenario and shell, one run without faults records which programs the script and all below it start, and which
connections it makes; then a run for each fault at each of these. After each: what is on record is right, the next plain
run succeeds without help, every earlier restore point still restores byte for byte, and no lock, temporary file or secret
is left.

Without --complete, one call in a few (of each scenario its own number) gets one kind of fault, in turn, and in another
shell than the first a third of these: a selection that is the same every time. The patterns are regular expressions, for
descriptions such as "prune in dash" and "kill-after at mv 2". Needs root. The last line is "N faults injected, M
survived".
"""

import argparse
import grp
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import scenarios
import wire
from lab import HERE, SECRETS, SHELLS, Fault, Lab, Run

# What is done at each call, or in the middle of each connection.
PROGRAM_KINDS = [
    ("kill-before", 0),
    ("term", 0),
    ("fail", 0),
    ("full", 0),
    ("kill-after", 0),
    ("int", 0),
    ("full", 1),
    ("full", 2),
]
NETWORK_KINDS = list(wire.KINDS)


@dataclass
class Case:
    scenario: scenarios.Scenario
    shell: str
    fault: Fault
    clean: Run

    @property
    def place(self) -> str:
        return place(self.scenario, self.shell)


def place(scenario: scenarios.Scenario, shell: str) -> str:
    return f"{scenario.name} in {shell}"


def faults_of(scenario: scenarios.Scenario, clean: Run, complete: bool, turn: int) -> list[Fault]:
    """Those of the TURNth shell."""
    if scenario.network:
        faults = [
            [Fault("connection", index + 1, kind, size // 2) for kind in NETWORK_KINDS]
            for index, size in enumerate(clean.connections)
        ]
    else:
        # A program's calls are counted by themselves: what runs at one time has no order.
        seen: Counter[str] = Counter()
        faults = []
        for call in clean.calls:
            seen[call[0]] += 1
            faults.append([Fault(call[0], seen[call[0]], kind, number) for kind, number in PROGRAM_KINDS])
    if complete:
        return [fault for kinds in faults for fault in kinds]
    chosen = faults[turn :: scenario.every * (3 if turn else 1)]
    return [kinds[(index + turn) % len(kinds)] for index, kinds in enumerate(chosen)]


def look(lab: Lab, case: Case, restored: set) -> list[str]:
    """One fault and all that follows; what is wrong."""
    case.scenario.prepare(lab)
    lab.recorded_before = lab.outcome(case.scenario.action)
    before = lab.hashes()
    run = case.scenario.run(lab, case.shell, case.fault)
    problems = []
    if not run.hit:
        problems.append("the run never came to this call")
    if run.code is None:
        problems.append("the run hung")
    if not lab.idle(10):
        problems.append(f"still running: {lab.processes()}")
        lab.kill_all()
    problems += lab.leaks(run)
    problems += case.scenario.judge(lab, case.clean, case.fault, run)
    if problems:
        problems.append(f"it said: {run.output[-400:]}")
    # Equal shapes behave alike.
    shapes = [case.scenario.name, lab.shape()]
    problems += case.scenario.recover(lab, case.shell)
    after = lab.hashes()
    changed = [name for name in before if name in after and before[name] != after[name]]
    if changed:
        problems.append(f"changed at the target: {changed}")
    shapes.append(lab.shape())
    if tuple(shapes) not in restored and not problems:
        problems += restore_all(lab, case)
        restored.add(tuple(shapes))
    return problems


def restore_all(lab: Lab, case: Case) -> list[str]:
    problems = []
    for point, version in case.scenario.points_to_restore(lab).items():
        destination = lab.fresh_directory()
        run = lab.job(case.shell, ["restore", str(destination), "--time", str(point)], as_root=case.scenario.as_root)
        if run.code != 0:
            problems.append(f"restore of version {version}: {run.output[-400:]}")
        elif found := scenarios.differences(lab.versions / str(version), destination):
            problems.append(f"restore of version {version}: {found}")
    return problems


class Watch:
    """Looks at all command lines of the machine until it is told to end."""

    def __init__(self, top: Path):
        program, secrets = top / "watch", top / "secrets"
        subprocess.run(["cc", "-O2", "-Wall", "-Werror", "-o", program, HERE / "watch.c"], check=True)
        secrets.write_text("\n".join(SECRETS.values()) + "\n")
        secrets.chmod(0o600)
        command = ["setpriv", "--pdeathsig", "KILL", program, secrets]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def end(self) -> list[str]:
        """The command lines that held a secret. One planted here at the end must be among them, or nobody watched."""
        for secret in SECRETS.values():
            subprocess.run(["sh", "-c", "sleep 0.5; :", "planted", secret], check=True)
        self.process.terminate()
        seen = self.process.communicate()[0].splitlines()
        planted = [line for line in seen if " planted " in line]
        if len(planted) < len(SECRETS):
            return ["the watch missed a secret that was planted"]
        return [line for line in seen if line not in planted]


def campaign(options, top: Path) -> int:
    began = time.monotonic()
    labs = [Lab(top / str(number), *user_of(number)) for number in range(options.workers)]
    with ThreadPoolExecutor(options.workers) as pool:
        list(pool.map(scenarios.make_snapshots, labs))
    watch = Watch(top)
    cases = []
    for turn, shell in enumerate(SHELLS):
        for scenario in scenarios.SCENARIOS:
            if not re.search(options.scenario, place(scenario, shell)):
                continue
            scenario.prepare(labs[0])
            clean = scenario.run(labs[0], shell)
            if clean.code != 0:
                raise RuntimeError(f"{scenario.name} without a fault: {clean.output}")
            faults = faults_of(scenario, clean, options.complete, turn)
            cases += [Case(scenario, shell, fault, clean) for fault in faults if re.search(options.fault, str(fault))]
    restored: set = set()
    injected = Counter(case.place for case in cases)
    left, survived = injected.copy(), Counter()
    lock = threading.Lock()
    queue = iter(cases)

    def work(lab: Lab):
        while True:
            with lock:
                case = next(queue, None)
            if case is None:
                return
            try:
                problems = look(lab, case, restored)
            except Exception as error:
                problems = [f"{type(error).__name__}: {error}"]
            with lock:
                if problems:
                    print(f"not survived: {case.place}: {case.fault}", *problems, sep="\n    ", flush=True)
                survived[case.place] += not problems
                left[case.place] -= 1
                if not left[case.place]:
                    print(f"{case.place + ':':28} {figures(injected[case.place], survived[case.place])}", flush=True)

    with ThreadPoolExecutor(options.workers) as pool:
        list(pool.map(work, labs))
    leaks = watch.end()
    for leak in leaks:
        print(leak)
    print(f"{time.monotonic() - began:.0f} s; {len(leaks)} secrets seen in command lines")
    print(figures(len(cases), max(0, survived.total() - len(leaks))))
    return 0 if cases and survived.total() == len(cases) and not leaks else 1


def figures(injected: int, survived: int) -> str:
    return f"{injected} faults injected, {survived} survived"


def enter_namespace():
    """Mounts made from here on go with this process. Its users are known to nobody else."""
    if os.environ.get("CAMPAIGN_NAMESPACE") != "private":
        os.environ["CAMPAIGN_NAMESPACE"] = "private"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])


def add_users(top: Path, numbers: range):
    """In a layer over /etc: a mount on /etc/passwd itself would go when others who add users replace that file."""
    layer = {name: top / "etc" / name for name in ("upper", "work")}
    for directory in layer.values():
        directory.mkdir(parents=True)
    overlay = f"lowerdir=/etc,upperdir={layer['upper']},workdir={layer['work']}"
    subprocess.run(["mount", "-t", "overlay", "-o", overlay, "none", "/etc"], check=True)
    for number in numbers:
        user, uid = user_of(number)
        for name, line in (("passwd", f"{user}:x:{uid}:{uid}::{top}/{number}/home:/bin/sh"), ("group", f"{user}:x:{uid}:")):
            with open(Path("/etc", name), "a") as file:
                file.write(line + "\n")


def add_crontabs():
    """A spool of their own: mode and group are those that crontab(1) is used to."""
    group = grp.getgrnam("crontab").gr_gid
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"mode=1730,gid={group}", "none", "/var/spool/cron/crontabs"], check=True)


def user_of(number: int) -> tuple[str, int]:
    """Name and number of a worker's user; no two campaigns at one time share one."""
    return f"campaign{number}", 200_000 + os.getpid() * 8 + number


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--complete", action="store_true")
    parser.add_argument("--scenario", default="")
    parser.add_argument("--fault", default="")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    enter_namespace()
    # What starts this may ignore SIGINT, and so would all below.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(0o022)
    directory = tempfile.mkdtemp(prefix="holdfast.", dir="/tmp")
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "none", directory], check=True)
        add_users(Path(directory), range(options.workers))
        add_crontabs()
        return campaign(options, Path(directory))
    finally:
        subprocess.run(["umount", "--lazy", directory], check=False)
        os.rmdir(directory)


sys.exit(main())
