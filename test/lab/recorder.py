#!/usr/bin/python3
"""Stands in for duplicity: does nothing, successfully, and keeps on record how it was called.

Each call becomes a file of JSON in the directory "records" beside the one that this file is in: argv without the name,
the words of --rsync-options as duplicity's shlex takes them apart, the environment, the working directory, the umask,
and what standard input is. Bytes that are no UTF-8 are kept as Python's lone surrogates.
"""

import json
import os
import shlex
import sys

here = os.path.dirname(os.path.abspath(__file__))
umask = os.umask(0o77)
# (Python adds a locale to os.environ.)
with open("/proc/self/environ", "rb") as file:
    given = os.fsdecode(file.read())
record = {
    "argv": sys.argv[1:],
    "rsync": [
        word
        for argument in sys.argv[1:]
        if argument.startswith("--rsync-options=")
        for word in shlex.split(argument.partition("=")[2])
    ],
    "environment": dict(variable.split("=", 1) for variable in given.split("\0")[:-1]),
    "directory": os.getcwd(),
    "umask": umask,
    "input": os.readlink("/proc/self/fd/0"),
}
with open(os.path.join(here, "..", "records", f"{os.getpid()}.json"), "w") as file:
    json.dump(record, file, indent=1, sort_keys=True)
print("--------------[ Backup Statistics ]--------------\nErrors 0")
