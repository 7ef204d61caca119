"""Checks told in TAP, so that Meson counts each one.

A script that gets --must-complain is being tested itself: then each of its checks must find something wrong.
"""

from concurrent.futures import ThreadPoolExecutor
import os
import sys

MUST_COMPLAIN = "--must-complain" in sys.argv
if MUST_COMPLAIN:
    sys.argv.remove("--must-complain")


def report(results):
    """Prints (name, complaints) pairs; a check with complaints has failed."""
    results = list(results)
    if MUST_COMPLAIN:
        results = [(name, [] if complaints else ["this finds nothing wrong"]) for name, complaints in results]
    print(f"1..{len(results)}")
    for number, (name, complaints) in enumerate(results, 1):
        print("not ok" if complaints else "ok", number, name)
        for line in "\n".join(complaints).splitlines():
            print(f"#   {line}")


def report_some(results):
    """As report, of (name, complaints, reason) triples; one with a reason was skipped."""
    number = 0
    for number, (name, complaints, reason) in enumerate(results, 1):
        print("not ok" if complaints else "ok", number, name + (f" # SKIP {reason}" if reason else ""), flush=True)
        for line in "\n".join(complaints).splitlines():
            print(f"#   {line}")
    print(f"1..{number}")


def skip(names, reason):
    """Prints that none of these was checked, and why."""
    report_some((name, [], reason) for name in names)


def in_parallel(function, items):
    """What `function` returns for each item, in order; for functions that wait for a child process."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))
