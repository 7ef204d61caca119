#!/usr/bin/env python3
"""Runs the packages sample as a user would, on SQLite or on the database that ROWAN_DATABASE names: same answers.

Usage: program.py PROGRAM FIXTURES EXPECTED
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import tap

program, fixtures, expected = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
REAL = pathlib.Path("/var/lib/dpkg/status")


def run(*arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120)


def checks(folder):
    server = os.environ.get("ROWAN_DATABASE")
    database = ["--database", server or f"sqlite://{folder}/packages.db"]
    first = run(*database, str(fixtures / "status"))
    text = re.sub(r"in \d+\.\d\d s", "in N s", first.stdout).replace(str(fixtures), "FIXTURES")
    wanted = expected.read_text()
    if server:  # keys come back in fewer statements there
        text, wanted = (re.sub(r"imported in N s with \d+", "imported in N s with N", each) for each in (text, wanted))
    yield "prints its answers", first.returncode == 0 and text == wanted, text + first.stderr

    again = run(*database, "--file", str(fixtures / "status"), "--package", "postfix", "--top", "1")
    yield "changes nothing in a second run", "Nothing changed since the last run." in again.stdout, again.stdout
    yield "takes a package", "What would break if postfix went: 1 of 10" in again.stdout, again.stdout

    bad = run(*database, str(fixtures / "malformed/bad_size"))
    yield "tells the line of what is malformed", bad.returncode == 1 and "bad_size:4: " in bad.stderr, bad.stderr
    missing = run(*database, str(fixtures / "status"), "--package", "nobody")
    yield "tells when a package is not there", missing.returncode == 1 and "no package 'nobody'" in missing.stderr, missing.stderr
    url = run("--database", "nosuch://x")
    yield "tells when a database is none", url.returncode == 1 and url.stderr.startswith("error: "), url.stderr

    for wrong in (["--top", "-1"], ["--top", "abc"], ["--nosuch"], ["--database"]):
        told = run(*wrong)
        yield f"ends with 2 for {' '.join(wrong)}", told.returncode == 2, told.stdout + told.stderr

    help_text = run("--help").stdout
    named = all(option in help_text for option in ("--database", "--file", "--package", "--top"))
    yield "has a help", named, help_text

    if not server and REAL.exists() and REAL.stat().st_size > 0:
        real = run("--database", f"sqlite://{folder}/real.db")
        yield "reads this machine's packages", real.returncode == 0 and "SQL statements" in real.stdout, real.stderr


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        tap.report((name, [] if good else [told]) for name, good, told in checks(directory))
