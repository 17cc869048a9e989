import calendar
import filecmp
import hashlib
import json
import math
import os
import random
import re
import shutil
import stat
import sys
import time

verb = sys.argv[1]
scratch, cache, kept, source = map(os.fsencode, sys.argv[2:6])
most_files, most_mebibytes, volume_mebibytes, *words = map(int, sys.argv[6:])
restored = scratch + b"/files"
MEBIBYTE = 2**20


def listed():
    """The regular files in the archive, from lines such as: INFO 10 20260106T030500Z NAME reg, with Python's escapes
    in the quoted name. Left out are names that are not UTF-8, which duplicity does not tell."""
    with open(scratch + b"/listing", encoding="ascii", errors="replace") as lines:
        found = [re.match(r"INFO 10 \S+ \x27(.*)\x27 reg$", line) for line in lines]
    names = [match[1].encode("ascii", "replace").decode("unicode-escape") for match in found if match]
    return [name.encode() for name in names if not re.search("[\ud800-\udfff\ufffd]", name)]


def newest_backup():
    """When it began, as duplicity writes it."""
    found = [re.search(r"duplicity-(?:full|inc\..+\.to)\.(\d{8}T\d{6}Z)\.manifest$", name)
             for name in os.listdir(os.fsdecode(cache))]
    return max((match[1] for match in found if match), default="19700101T000000Z")


def regular(path):
    """What lstat says of a regular file; None for whatever else."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def below(directory, name):
    return directory if name == b"." else os.path.join(directory, name)


newest = newest_backup()
began = calendar.timegm(time.strptime(newest, "%Y%m%dT%H%M%SZ"))


def unchanged(status):
    """Whether the newest backup has the file as it is now. What sets back the one time moves the other."""
    return max(status.st_mtime, status.st_ctime) < began


def moment(status):
    """What tells one state of a file from another."""
    return status and (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def remembered():
    """The checksums that the newest backup left, by name."""
    try:
        with open(kept, encoding="ascii") as file:
            record = json.load(file)
    except (OSError, ValueError):
        # None were kept yet, or power was lost before they were on the disk.
        return {}
    return {name.encode(): entry for name, entry in record["files"].items() if record["backup"] == newest}


def checksum(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(MEBIBYTE):
            digest.update(block)
    return digest.hexdigest()


def shuffled():
    """Without the names that cannot be restored by name: those that do not fit on a line, that duplicity 0.8.22 would
    expand as a shell does, or that later versions would take for something else."""
    names = [name for name in listed() if not re.search(rb"^[~=]|\$[A-Za-z0-9_{]|[\x00-\x1f\x7f]", name)]
    random.shuffle(names)
    return names


def sample(sized):
    """Some of these files, not too many, and not too large together; and how large."""
    chosen = []
    room = most_mebibytes * MEBIBYTE
    for name, size in sized:
        if size <= room:
            chosen.append(name)
            room -= size
        if len(chosen) == most_files:
            break
    return chosen, most_mebibytes * MEBIBYTE - room


def candidates():
    """Names and sizes; first what can surely be compared."""
    names = shuffled()
    known = remembered()
    changed = []
    yield from ((name, known[name]["bytes"]) for name in names if name in known)
    for name in names:
        status = regular(below(source, name))
        if status is None or name in known:
            continue
        if unchanged(status):
            yield name, status.st_size
        else:
            changed.append((name, status.st_size))
    yield from changed


def choose(everything, source_bytes):
    if everything:
        found = [regular(below(source, name)) for name in listed()]
        chosen, size = [b"."], max(source_bytes, sum(status.st_size for status in found if status))
    else:
        chosen, size = sample(candidates())
    # Of a volume, duplicity has up to 2.3 times its size on disk while it reads it (3.0.1, measured).
    needed = math.ceil(size / MEBIBYTE + 2.3 * volume_mebibytes)
    print(needed, shutil.disk_usage(scratch).free // MEBIBYTE, len(chosen), flush=True)
    sys.stdout.buffer.writelines(name + b"\n" for name in chosen)


def walk():
    """The regular files that were restored."""
    if regular(restored):
        yield b"."
    for directory, _, names in os.walk(restored):
        for name in names:
            path = os.path.join(directory, name)
            if regular(path):
                yield path[len(restored) + 1:]


def judge(name, known):
    """One of the four good ends that compare() counts, or what is wrong."""
    copy, original = below(restored, name), below(source, name)
    there, now = regular(copy), regular(original)
    if name in known:
        if there is None:
            return "was not restored"
        return "remembered" if checksum(copy) == known[name]["sha256"] else "is not what was backed up, by its checksum"
    if there is None:
        return "was not restored" if now and unchanged(now) else "absent"
    if now is None:
        return "unproved"
    alike = (int(there.st_mtime), there.st_size) == (int(now.st_mtime), now.st_size)
    if not alike and not unchanged(now):
        return "unproved"
    try:
        same = filecmp.cmp(copy, original, shallow=False)
    except OSError:
        return "unproved"
    if same:
        return "compared"
    # It may have changed this very moment.
    return "is not as in the source, which did not change since the backup" if moment(regular(original)) == moment(now) else "unproved"


def compare():
    with open(scratch + b"/chosen", "rb") as file:
        chosen = file.read().split(b"\n")[1:-1]
    expected = listed() if chosen == [b"."] else chosen
    known = remembered()
    counts = dict.fromkeys(("compared", "remembered", "unproved", "absent"), 0)
    wrong = []
    for name in sorted({*expected, *walk()}):
        verdict = judge(name, known)
        if verdict in counts:
            counts[verdict] += 1
        else:
            wrong.append(f"{os.fsdecode(name)!a} {verdict}")
    print(*counts.values(), len(wrong))
    for line in wrong[:50]:
        print(line)


def remember():
    entries = {}
    room = most_mebibytes * MEBIBYTE
    for name in shuffled():
        path = below(source, name)
        status = regular(path)
        if status is None or status.st_size > room or not unchanged(status):
            continue
        digest = checksum(path)
        if moment(regular(path)) == moment(status):
            entries[name.decode()] = {"sha256": digest, "bytes": status.st_size}
            room -= status.st_size
        if len(entries) == most_files:
            break
    with open(kept + b".new", "w", encoding="ascii") as file:
        json.dump({"backup": newest, "files": entries}, file)
    os.replace(kept + b".new", kept)


{"choose": choose, "compare": compare, "remember": remember}[verb](*words)
