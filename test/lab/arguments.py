#!/usr/bin/python3
"""arguments.py FILE TEXT...: looks at the arguments of all processes, over and over, and prints to FILE those that hold TEXT."""

import glob
import sys

own = open("/proc/self/cmdline", "rb").read()
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
            if arguments != own and any(text.encode() in arguments for text in sys.argv[2:]):
                found.write(repr(arguments) + "\n")
                found.flush()
