#!/usr/bin/env python3
"""Runs the shop sample's session and its tests, on SQLite or on the database that ROWAN_DATABASE names.

Usage: shop.py PROGRAM TESTS SESSION
"""

import difflib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import tap

program, tests, session = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])


def same_everywhere(line):
    """Without days and times, and with the members of a JSON object in one order: PostgreSQL keeps its own."""
    line = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+Z)?)?", "WHEN", line)
    return re.sub(r"\{.*\}$", lambda found: json.dumps(json.loads(found[0]), sort_keys=True), line)


def answers(database):
    """The session anew: each of its commands, and what it prints now."""
    for command in session.read_text().splitlines():
        if not command.startswith("$ "):
            continue
        yield command
        arguments = shlex.split(command)[2:]
        run = subprocess.run([program, "--database", database, *arguments], capture_output=True, text=True, timeout=60)
        yield from (run.stdout + run.stderr).splitlines()
        if run.returncode != 0:
            yield f"(status {run.returncode})"


def checks(folder):
    database = os.environ.get("ROWAN_DATABASE", f"sqlite://{folder}/shop.db")
    wanted = [same_everywhere(line) for line in session.read_text().splitlines()]
    printed = [same_everywhere(line) for line in answers(database)]
    yield "says what its session says", list(difflib.unified_diff(wanted, printed, session.name, "printed", lineterm=""))

    parts = subprocess.run([tests], capture_output=True, text=True, timeout=300)
    yield "passes its tests", [] if parts.returncode == 0 else [parts.stdout, parts.stderr]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        tap.report(checks(directory))
