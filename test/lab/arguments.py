#!/usr/bin/python3
"""arguments.py FILE: looks at the arguments of all processes, over and over, and prints to FILE those that hold a line of
standard input."""

import glob
import sys

texts = sys.stdin.buffer.read().splitlines()
with open(sys.argv[1], "w", encoding="utf-8") as found:
    found.write("watching\n")
    found.flush()
    while True:
        for name in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(name, "rb") as file:
                    arguments = file.read()
            except OSError:
                continue
            if any(text in arguments for text in texts):
                found.write(repr(arguments) + "\n")
                found.flush()
