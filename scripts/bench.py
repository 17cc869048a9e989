#!/usr/bin/python3
"""Measures what scripts/bench.sh is about, and prints it as a table."""

import glob
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
defaults:
  source: {lab}/source
  exclude: ["**/.cache"]
  target:
    url: rsync://rsync_user@backup.example.org::backups/
    password: {{ file: ~/.rsync.secret }}
    proxy: tor
  encryption: {{ passphrase: {{ file: ~/.duplicity.secret, copy: none }}, cipher: AES256 }}
  backup: {{ schedule: "5 13 * * 2", full_if_older_than: 2M }}
  prune: {{ schedule: "5 14 * * 2", keep_full: 12 }}
  verify: {{}}
jobs:
  important: {{}}
  everything:
    hooks:
      before: [{{ run: [/bin/true] }}]
      finally: [{{ run: [/bin/true] }}]
    notify: [{{ use: {{ command: [/bin/true] }}, on: ok }}]
    metrics: {{ textfile: {lab}/metrics }}
    conditions: {{ mounted: /, ac_power: true, free: {{ path: /tmp, at_least: 1K }} }}
    retry: {{ attempts: 3, wait: 5m }}
    lock: {{ name: uplink, wait: 30m }}
    limits: {{ nice: 10, ionice: best-effort, bandwidth: 500K }}
  drilled: {{ drill: {{}} }}
hosts:
  the-server:
    user: {user}
    home: {lab}/home
    state_dir: {lab}/state
    path: ["{lab}/bin"]
    scheduler: cron
    jobs: [important, everything, drilled]
"""

# Without duply's test of gpg at each start, as Holdfast's guard is shown apart, too.
DUPLY_CONF = """
GPG_TEST='disabled'
GPG_PW='a passphrase'
TARGET='file://{lab}/target'
SOURCE='{lab}/source'
"""

NINJA_CONF = """
admingroup = root
configdirectory = {lab}/ninja/backup.d
libdirectory = {program}/usr/lib/backupninja
logfile = {lab}/ninja/log
loglevel = 3
reportemail =
reportsuccess = no
scriptdirectory = {program}/usr/share/backupninja
usecolors = no
"""

NINJA_ACTION = """
options = --archive-dir {lab}/ninja/archive
testconnect = no
[gpg]
password = a passphrase
[source]
include = {lab}/source
[dest]
desturl = file://{lab}/target
increments = 60
keep = yes
"""

# duply and backupninja ask for the version.
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


def prepare_jobs(lab):
    """The tree of the spec, and what its jobs need."""
    for name in (".duplicity.secret", ".rsync.secret"):
        write(f"{lab}/home/{name}", "a passphrase\n")
    write(f"{lab}/bin/duplicity", DUPLICITY, 0o755)
    write(f"{lab}/source/file", "data\n")
    write(f"{lab}/backup.yaml", SPEC.format(lab=lab, user=USER))
    os.mkdir(f"{lab}/metrics")
    subprocess.run(
        ["node", "dist/holdfast.cjs", "compile", f"{lab}/backup.yaml", "-o", f"{lab}/out"],
        stdout=subprocess.DEVNULL,
        check=True,
    )


def prepare_job(lab, job):
    """A compiled script, and state as after many runs, so that none of what it does belongs to the first run only."""
    # From here on /bin/sh is dash.
    script = f"{lab}/{job}.sh"
    with open(f"{lab}/out/the-server/jobs/{job}.sh", encoding="utf-8") as compiled:
        write(script, compiled.read().replace("/bin/sh", shutil.which("dash")), 0o755)
    state = f"{lab}/state/{job}"
    archive = f"rsync://rsync_user@backup.example.org::backups/the-server/{job}"
    write(f"{state}/settled", f"{archive}\n{lab}/source\n")
    for number in range(60):
        write(f"{state}/log/20000101T0000{number:02}Z-backup.log", "")
    for directory in ("archive", "gnupg", "tmp"):
        os.mkdir(f"{state}/{directory}", 0o700)
    return [script, "scheduled", "backup"]


def prepare_duply(lab):
    write(f"{lab}/home/.duply/bench/conf", DUPLY_CONF.format(lab=lab))
    os.chmod(f"{lab}/home/.duply/bench", 0o700)
    return ["duply", "bench", "incr"]


def prepare_backupninja(lab):
    """Debian's package, unpacked and not installed: an installed one would run every hour."""
    program = f"{lab}/backupninja"
    os.mkdir(program)
    subprocess.run(
        ["apt-get", "download", "-q", "-o", "APT::Sandbox::User=root", "backupninja"],
        cwd=program,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    (package,) = os.listdir(program)
    subprocess.run(["dpkg", "-x", f"{program}/{package}", program], check=True)
    write(f"{lab}/ninja/backup.d/10.dup", NINJA_ACTION.format(lab=lab))
    write(f"{lab}/ninja/conf", NINJA_CONF.format(lab=lab, program=program))
    os.chmod(f"{lab}/ninja/backup.d", 0o700)
    return [f"{program}/usr/sbin/backupninja", "-f", f"{lab}/ninja/conf", "--now"]


def wrapper_rows(lab):
    """What a run costs beside a duplicity that does nothing: processes, milliseconds, and both times in /bin/true."""
    env = {"HOME": f"{lab}/home", "PATH": f"{lab}/bin:/usr/sbin:/usr/bin:/bin"}
    prepare_jobs(lab)
    cases = [
        ("job script, no features", prepare_job(lab, "important"), 100, "12, 16 x"),
        ("job script, every feature", prepare_job(lab, "everything"), 100, "30 x"),
        ("job script, what a drill will want to know", prepare_job(lab, "drilled"), 30, ""),
        ("duply", prepare_duply(lab), 5, ""),
        ("backupninja", prepare_backupninja(lab), 5, ""),
    ]

    def true():
        return measure(["/bin/true"], env)

    for name, argv, rounds, aim in cases:
        measure(argv, env)
        count = processes(argv, env, f"{lab}/trace")
        taken = []

        def run(argv=argv, taken=taken):
            taken.append(measure(argv, env))
            return taken[-1]

        wall, cpu = ratios(true, run, rounds)
        yield name, count, taken, wall, cpu, aim
    proof = f"{lab}/state/important/passphrase-proof.gpg"
    gpg = ["gpg", "--batch", "--quiet", "--pinentry-mode=loopback"]
    gpg += [f"--passphrase-file={lab}/home/.duplicity.secret", "--decrypt", proof]
    env["GNUPGHOME"] = f"{lab}/state/important/gnupg"
    taken = [measure(gpg, env) for _ in range(10)]
    yield "the guard's gpg, once for each passphrase", 1, taken, None, None, ""


def line_rows(lab):
    """How long the scripts are that people read; test/unit/emit-size.test.ts holds two of them down."""
    for name, job in (("no features", "important"), ("every feature", "everything")):
        with open(f"{lab}/out/the-server/jobs/{job}.sh", encoding="utf-8") as script:
            yield f"job script, {name}, lines", len(script.readlines())


def show_wrapper(name, count, taken, wall, cpu, aim):
    ms = statistics.median(seconds for seconds, _ in taken) * 1000
    times = "" if wall is None else f"{wall:9.1f} x{cpu:9.1f} x"
    print(f"{name:44}{count:9}{ms:9.1f}{times:22}   {aim}".rstrip(), flush=True)


def main():
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.") as lab:
        print(f"{'':44}{'measured':>20}   aim, at most", flush=True)
        for name, figure, aim in compile_rows(lab):
            print(f"{name:44}{figure:>20}   {aim}".rstrip(), flush=True)
        print(f"\n{'':44}{'processes':>9}{'ms':>9}{'/bin/true':>11}{'CPU':>11}   aim, at most", flush=True)
        for row in wrapper_rows(lab):
            show_wrapper(*row)
        for name, lines in line_rows(lab):
            print(f"{name:44}{lines:9}", flush=True)
    # No setting moves backupninja's lock.
    for lock in glob.glob(f"/var/lock/backupninja/{lab.replace('/', '_')}_*"):
        os.remove(lock)


main()
