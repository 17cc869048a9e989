#!/usr/bin/python3
"""Measures what scripts/bench.sh is about, and prints it as a table."""

import os
import pwd
import re
import shutil
import statistics
import subprocess
import tempfile
import time

USER = pwd.getpwuid(os.getuid()).pw_name

SPEC = """
version: 1
jobs:
  important:
    source: {lab}/source
    exclude: ["**/.cache"]
    target:
      url: rsync://rsync_user@backup.example.org::backups/
      password: {{ file: ~/.rsync.secret }}
      proxy: tor
    encryption: {{ passphrase: {{ file: ~/.duplicity.secret, copy: none }}, cipher: AES256 }}
    backup: {{ schedule: "5 3 * * 2", full_if_older_than: 2M }}
    prune: {{ schedule: "5 4 * * 2", keep_full: 12 }}
hosts:
  the-server:
    user: {user}
    home: {lab}/home
    state_dir: {lab}/state
    path: ["{lab}/bin"]
    scheduler: cron
    jobs: [important]
"""

DUPLY_CONF = """
GPG_PW='a passphrase'
TARGET='file://{lab}/target'
SOURCE='{lab}/source'
"""

# duply asks for the version.
DUPLICITY = """#!/bin/sh
[ "$1" != --version ] || echo 'duplicity 0.8.22'
"""


def write(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def measure(argv, env=None):
    """Wall and CPU seconds of a command and all that it waited for."""
    began = time.perf_counter()
    pid = os.posix_spawnp(
        argv[0],
        argv,
        os.environ if env is None else env,
        file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)],
    )
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    if status != 0:
        raise RuntimeError(f"{argv} failed")
    return wall, usage.ru_utime + usage.ru_stime


def ratios(baseline, command, rounds=15):
    """What a command takes, in units of another: the medians of wall and of CPU time, measured in turns."""
    pairs = [(command(), baseline()) for _ in range(rounds)]
    return [statistics.median(ours[i] / base[i] for ours, base in pairs) for i in (0, 1)]


def processes(argv, env, trace):
    """How many processes a command starts, itself left out."""
    calls = "trace=clone,clone3,fork,vfork"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", calls, "-o", trace, *argv],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    with open(trace, encoding="utf-8") as lines:
        return sum(bool(re.search(r"= \d+$", line)) for line in lines if "CLONE_THREAD" not in line)


def compile_rows(lab):
    command = ["node", "dist/holdfast.cjs", "compile", "examples/reference/backup.yaml", "-o"]
    kept = f"{lab}/kept"

    def into_new_directory():
        fresh = tempfile.mkdtemp(dir=lab)
        return measure([*command, f"{fresh}/out"])

    def node():
        return measure(["node", "-e", "0"])

    measure([*command, kept])
    cases = {
        "compile, into a new directory": into_new_directory,
        "compile, nothing to change": lambda: measure([*command, kept]),
    }
    for name, run in cases.items():
        wall, cpu = ratios(node, run)
        yield f"{name}, wall", f"{wall:.2f} x node -e 0", "1.5"
        yield f"{name}, CPU", f"{cpu:.2f} x node -e 0", "1.5"


def job_rows(lab):
    for name in (".duplicity.secret", ".rsync.secret"):
        write(f"{lab}/home/{name}", "a passphrase\n")
    write(f"{lab}/home/.duply/bench/conf", DUPLY_CONF.format(lab=lab))
    os.chmod(f"{lab}/home/.duply/bench", 0o700)
    write(f"{lab}/bin/duplicity", DUPLICITY, 0o755)
    write(f"{lab}/source/file", "data\n")
    write(f"{lab}/backup.yaml", SPEC.format(lab=lab, user=USER))
    subprocess.run(
        ["node", "dist/holdfast.cjs", "compile", f"{lab}/backup.yaml", "-o", f"{lab}/out"],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    # From here on /bin/sh is dash.
    script = f"{lab}/job.sh"
    with open(f"{lab}/out/the-server/jobs/important.sh", encoding="utf-8") as compiled:
        write(script, compiled.read().replace("/bin/sh", shutil.which("dash")), 0o755)
    state = f"{lab}/state/important"
    archive = "rsync://rsync_user@backup.example.org::backups/the-server/important"
    write(f"{state}/settled", f"{archive}\n{lab}/source\n")
    for number in range(60):
        write(f"{state}/log/20000101T0000{number:02}Z-backup.log", "")
    for directory in ("archive", "gnupg", "tmp"):
        os.mkdir(f"{state}/{directory}", 0o700)

    env = {"HOME": f"{lab}/home", "PATH": f"{lab}/bin:/usr/bin:/bin"}

    def true():
        return measure(["/bin/true"], env)

    for name, argv, rounds, processes_aim, time_aim in (
        ("job script", [script, "scheduled", "backup"], 100, "12", "16"),
        ("duply", ["duply", "bench", "incr"], 5, "", ""),
    ):
        measure(argv, env)
        count = processes(argv, env, f"{lab}/trace")
        yield f"{name}, processes, duplicity's own too", str(count), processes_aim
        wall, cpu = ratios(true, lambda: measure(argv, env), rounds)
        yield f"{name}, wall", f"{wall:.1f} x /bin/true", time_aim
        yield f"{name}, CPU", f"{cpu:.1f} x /bin/true", time_aim


def main():
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.") as lab:
        print(f"{'':44}{'measured':>20}   aim, at most", flush=True)
        for rows in (compile_rows, job_rows):
            for name, figure, aim in rows(lab):
                print(f"{name:44}{figure:>20}   {aim}".rstrip(), flush=True)


main()
