#!/usr/bin/env python3
"""Runs samples and compares what each prints with the file beside its source.

Usage: run.py PROGRAM EXPECTED [PROGRAM EXPECTED]…
"""

import difflib
import pathlib
import subprocess
import sys

import tap


def complaints(program, expected):
    run = subprocess.run([program], capture_output=True, text=True, timeout=60)
    found = []
    if run.returncode != 0:
        found.append(f"ended with status {run.returncode}")
    if run.stderr:
        found.append(f"wrote to standard error: {run.stderr}")
    wanted = pathlib.Path(expected).read_text()
    found += difflib.unified_diff(wanted.splitlines(), run.stdout.splitlines(), expected, "printed", lineterm="")
    return found


if __name__ == "__main__":
    arguments = sys.argv[1:]
    pairs = list(zip(arguments[::2], arguments[1::2]))
    results = tap.in_parallel(lambda pair: (pathlib.Path(pair[0]).name, complaints(*pair)), pairs)
    tap.report(results)
