#!/usr/bin/python3
"""Makes, changes and compares trees of files for the end-to-end tests.

tree.py make DIR            a tree of awkward names and every kind of file an ordinary user can make
tree.py change DIR          edits, adds, removes and retypes some of it, later by the clock
tree.py compare A B         prints every difference, one a line; exit 1 when there is any

Compared: the set of names, type, content, permission bits, modification time in whole seconds (what an archive in tar
format holds), link target. A symbolic link's own mode and time mean nothing and are left out.
"""

import hashlib
import os
import random
import stat
import sys

AWKWARD_NAMES = [
    b"plain",
    b" leading and trailing space ",
    b"double  space",
    b"it's",
    b'"quoted"',
    b"-rf",
    b"--exclude=x",
    b"new\nline",
    b"tab\there",
    b"back\\slash",
    b"$HOME `id` $(id)",
    b"per%cent #hash ;semi & amp | pipe",
    b"star*question?[bracket]",
    b"...",
    b"~tilde",
    "ünïcode-日本-🗝".encode(),
    b"invalid-utf8-\xff\xfe",
    b"\x01control\x7f",
    b"n" * 200,
]

# Fixed, so that times are compared and not merely equal to "now".
MADE_AT = 1_700_000_000
CHANGED_AT = 1_710_000_000


def write(path, content, mode=0o644, when=MADE_AT):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)
    os.utime(path, (when, when))


def set_directory_times(top, when):
    """Last of all, since making an entry moves its directory's time."""
    for directory, names, _ in os.walk(top, topdown=False):
        for name in names:
            path = os.path.join(directory, name)
            if not os.path.islink(path):
                os.utime(path, (when, when))
    os.utime(top, (when, when))


def make(top):
    rng = random.Random(4711)
    os.makedirs(top, exist_ok=True)
    os.chdir(top)
    for directory in (b"names", b"dirs", b"links", b"modes", b"sizes"):
        os.mkdir(directory)
    for number, name in enumerate(AWKWARD_NAMES):
        write(b"names/" + name, b"file %d\n" % number, when=MADE_AT + number)
        os.mkdir(b"dirs/" + name)
        write(b"dirs/" + name + b"/inside", name)
    os.mkdir(b"empty")
    os.makedirs(b"deep/" + b"/".join([b"d"] * 30))
    os.symlink(b"../names/plain", b"links/to-file")
    os.symlink(b"../dirs", b"links/to-directory")
    os.symlink(b"no\nsuch 'file'", b"links/dangling")
    os.symlink(b"/etc/passwd", b"links/absolute")
    os.symlink(b".", b"links/loop")
    for mode in (0o400, 0o444, 0o600, 0o640, 0o755, 0o777, 0o4755, 0o1644):
        write(b"modes/%04o" % mode, b"mode\n", mode)
    for mode in (0o500, 0o700, 0o1777, 0o2775):
        os.mkdir(b"modes/dir-%04o" % mode)
        os.chmod(b"modes/dir-%04o" % mode, mode)
    os.mkfifo(b"modes/fifo", 0o600)
    os.utime(b"modes/fifo", (MADE_AT, MADE_AT))
    for size in (0, 1, 65_535, 65_536, 65_537, 1_500_000):
        write(b"sizes/%d" % size, rng.randbytes(size))
    set_directory_times(b".", MADE_AT)


def change(top):
    rng = random.Random(1147)
    os.chdir(top)
    write(b"names/it's", b"edited\n", when=CHANGED_AT)
    write(b"names/added later", rng.randbytes(3000), 0o600, CHANGED_AT)
    os.remove(b"names/-rf")
    os.rename(b"names/plain", b"names/renamed")
    os.remove(b"links/dangling")
    os.symlink(b"elsewhere", b"links/dangling")
    os.rmdir(b"empty")
    write(b"empty", b"a directory became a file\n", when=CHANGED_AT)
    os.chmod(b"modes/0600", 0o640)
    with open(b"sizes/1500000", "r+b") as file:
        file.seek(700_000)
        file.write(rng.randbytes(100))
    os.utime(b"sizes/1500000", (CHANGED_AT, CHANGED_AT))
    os.mkdir(b"new empty")
    set_directory_times(b".", CHANGED_AT)


def describe(path):
    """What of one file must survive a backup, by name of the property."""
    status = os.lstat(path)
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFLNK:
        return {"type": kind, "link target": os.readlink(path)}
    facts = {
        "type": kind,
        "mode": oct(stat.S_IMODE(status.st_mode)),
        "time": int(status.st_mtime),
    }
    if kind == stat.S_IFREG:
        with open(path, "rb") as file:
            facts["content"] = hashlib.sha256(file.read()).hexdigest()
    return facts


def survey(top):
    """Every file below top, and top itself as b"."."""
    tree = {b".": describe(top)}
    for directory, names, files in os.walk(top):
        for name in names + files:
            path = os.path.join(directory, name)
            tree[os.path.relpath(path, top)] = describe(path)
    return tree


def compare(left, right):
    """The differences, one each."""
    before, after = survey(os.fsencode(left)), survey(os.fsencode(right))
    differences = []
    for path in sorted(before.keys() | after.keys()):
        if path not in after:
            differences.append(f"only in {left}: {path!r}")
        elif path not in before:
            differences.append(f"only in {right}: {path!r}")
        else:
            for fact in sorted(before[path].keys() | after[path].keys()):
                was, is_now = before[path].get(fact), after[path].get(fact)
                if was != is_now:
                    differences.append(f"{fact} of {path!r}: {was!r}, {is_now!r}")
    return differences


def main():
    match sys.argv[1:]:
        case ["make", top]:
            make(top)
        case ["change", top]:
            change(top)
        case ["compare", left, right]:
            differences = compare(left, right)
            print("\n".join(differences) or "no difference")
            return 1 if differences else 0
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
