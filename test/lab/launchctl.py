"""Stands for launchctl(1), which only a Mac has: keeps what is loaded as files below a directory, and starts what it is told to.

usage: launchctl.py DIRECTORY DOMAIN WORDS...

DOMAIN is the one that is there. Fails where a word is not one that install.sh has a use for."""

import pathlib
import plistlib
import subprocess
import sys

directory, domain, verb, *words = sys.argv[1:]
directory = pathlib.Path(directory)
loaded = directory / "loaded"
disabled = directory / "disabled"


def name_of(target):
    there, _, name = target.rpartition("/")
    if there != domain:
        sys.exit(f"Could not find domain for {target}")
    return name


def start(agent):
    keys = plistlib.loads((loaded / agent).read_bytes())
    with open(keys["StandardOutPath"], "ab") as output:
        subprocess.run(
            keys["ProgramArguments"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "XPC_SERVICE_NAME": agent},
            umask=keys["Umask"],
        )


def print_target(target):
    if target == domain:
        return
    agent = name_of(target)
    if not (loaded / agent).exists():
        sys.exit(f'Could not find service "{agent}" in domain {domain}')
    print(f"{target} = {{\n\tstate = not running")
    if (directory / f"{agent}.runs").exists():
        print("\tpid = 123")
    print("}")


match verb, words:
    case "print", [target]:
        print_target(target)
    case "enable", [target]:
        (disabled / name_of(target)).unlink(missing_ok=True)
    case "bootstrap", [target, path]:
        content = pathlib.Path(path).read_bytes()
        label = plistlib.loads(content)["Label"]
        if target != domain or (loaded / label).exists() or (disabled / label).exists():
            sys.exit("Bootstrap failed: 5: Input/output error")
        (loaded / label).write_bytes(content)
    case "bootout", [target]:
        (loaded / name_of(target)).unlink()
    case "kickstart", [target]:
        start(name_of(target))
    case _:
        sys.exit(f"launchctl: {verb} {words}")
