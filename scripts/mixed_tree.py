"""A tree of mixed files for scripts/bench_backup.py: the same bytes on every machine.

What gzip makes of its parts was fitted to the real thing (Debian 12: Python and C sources shrink to a quarter, programs
and libraries to two fifths, logs to a fifth; photos and videos not at all), since that decides what a backup costs.
"""

import itertools
import os
import random
import time

MIB = 1 << 20


def falling_weights(count):
    """Cumulative weights in which the first are chosen far more often, as with words and machine instructions."""
    return list(itertools.accumulate(1 / (rank + 3) for rank in range(count)))


class Contents:
    """Makers of contents, from one source of chance."""

    def __init__(self, rng):
        self.rng = rng
        self.lines = self.make_lines(150_000)
        self.instructions = self.make_instructions(120_000)

    def make_lines(self, count):
        rng = self.rng
        weights = falling_weights(26)
        words = [
            "".join(rng.choices("etaoinshrdlucmfwypvbgkjqxz", cum_weights=weights, k=rng.randint(2, 9)))
            for _ in range(12_000)
        ]
        weights = falling_weights(len(words))
        marks = [" ", " ", " ", " ", ".", "(", ", ", " = ", ");", " {", ": ", " -> ", '"']
        lines = []
        for _ in range(count):
            chosen = rng.choices(words, cum_weights=weights, k=rng.randint(1, 9))
            text = "".join(word + rng.choice(marks) for word in chosen).rstrip()
            lines.append(f"{'  ' * rng.randrange(6)}{text}\n".encode())
        return lines

    def make_instructions(self, count):
        rng = self.rng
        short = [rng.randbytes(rng.randint(1, 5)) for _ in range(6000)]
        weights = falling_weights(len(short))
        return [
            b"".join(rng.choices(short, cum_weights=weights, k=16)) + rng.randbytes(4)
            for _ in range(count)
        ]

    def pick(self, pieces, size, near_by, repeats):
        """Pieces in random order, most of which were used a moment ago, as in real files."""
        picked = []
        left = size
        while left > 0:
            start = self.rng.randrange(len(pieces) - near_by)
            part = self.rng.choices(pieces[start : start + near_by], k=repeats * near_by)
            part += self.rng.choices(pieces, k=near_by // 2)
            self.rng.shuffle(part)
            picked += part
            left -= sum(map(len, part))
        return b"".join(picked)[:size]

    def source_code(self, size):
        return self.pick(self.lines, size, 80, 4)

    def program(self, size):
        return self.pick(self.instructions, size, 260, 2)

    def log(self, size):
        lines = []
        length = 0
        second = 1_700_000_000
        while length < size:
            for text in self.rng.choices(self.lines[:400], k=200):
                second += self.rng.randrange(3)
                line = b"%d host%d daemon[%d]: %s" % (second, length & 7, length % 30_011, text.lstrip())
                lines.append(line)
                length += len(line)
        return b"".join(lines)[:size]

    def compressed(self, size):
        return self.rng.randbytes(size)


def make(top, mebibytes):
    """Some 15000 files for each GiB below `top`, which must not exist."""
    rng = random.Random(1)
    contents = Contents(rng)

    def many_sizes(middle, spread, largest):
        return lambda: min(int(rng.lognormvariate(middle, spread)), largest)

    def sizes(smallest, largest):
        return lambda: rng.randint(smallest, largest)

    # directory, contents, share of the whole, size of each
    parts = [
        ("code", contents.source_code, 0.16, many_sizes(8.7, 1.2, 400_000)),
        ("database", contents.program, 0.10, sizes(30 * MIB, 60 * MIB)),
        ("logs", contents.log, 0.14, sizes(1 * MIB, 12 * MIB)),
        ("photos", contents.compressed, 0.28, many_sizes(12.8, 0.8, 9 * MIB)),
        ("programs", contents.program, 0.20, many_sizes(11.5, 1.4, 8 * MIB)),
        ("videos", contents.compressed, 0.12, sizes(20 * MIB, 60 * MIB)),
    ]
    for name, make_content, share, next_size in parts:
        left = int(mebibytes * MIB * share)
        for number in itertools.count():
            if left <= 0:
                break
            size = min(next_size(), left)
            left -= size
            directory = f"{top}/{name}/{number // 100:03}"
            os.makedirs(directory, exist_ok=True)
            with open(f"{directory}/{number:05}", "wb") as file:
                file.write(make_content(size))


def change(top):
    """Inserts, appends and adds one percent, a minute later: duplicity goes by times, in whole seconds."""
    rng = random.Random(2)
    paths = sorted(os.path.join(parent, name) for parent, _, names in os.walk(top) for name in names)
    left = sum(map(os.path.getsize, paths)) // 100
    while left > 0:
        path = rng.choice(paths)
        with open(path, "rb") as file:
            old = file.read()
        new = rng.randbytes(min(len(old) // 5 + 100, 300_000))
        left -= len(new)
        where = rng.choice(["inside", "at the end", "apart"])
        cut = rng.randrange(len(old) + 1) if where == "inside" else len(old)
        if where == "apart":
            path, old = f"{path}-new", b""
            cut = 0
        with open(path, "wb") as file:
            file.write(old[:cut] + new + old[cut:])
        later = time.time() + 60
        os.utime(path, (later, later))
