#!/usr/bin/env python3
"""Reads the logs of `meson test` and prints what a person wants: a line per test, and every failure with its message.

A test of the suites that has no result, for the run was cut short, counts as failed.

Usage: summary.py BUILD SUITE…
The last line printed is three numbers, passed, failed and skipped, that count single cases: of GoogleTest, of TAP, or
the whole test where it has no cases.
"""

import json
import pathlib
import signal
import sys
import xml.etree.ElementTree as xml

GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}
LONGEST_MESSAGE = 40  # lines


class Case:
    def __init__(self, element):
        suite = element.get("classname", "")
        name = element.get("name", "")
        self.name = name if suite.startswith("rowan") else f"{suite}.{name}"
        self.ran = element.get("status", "run") != "notrun"
        bad = element.findall("failure") + element.findall("error")
        self.failed = bool(bad)
        self.skipped = element.find("skipped") is not None
        texts = [(e.text or e.get("message") or "").strip() for e in bad]
        self.message = "\n".join(t for t in texts if t)


def short_name(name):
    """Meson writes `project:suite / test`, or `test` alone while there is one suite."""
    return name.rsplit(" / ", 1)[-1].rsplit(":", 1)[-1]


def cases_by_test(logs):
    """The cases of each Meson test; Meson names a suite of the log `project.test` or `project.test.suite`."""
    found = {}
    for suite in xml.parse(logs / "testlog.junit.xml").getroot().iter("testsuite"):
        parts = suite.get("name").split(".", 2)
        for element in suite.iter("testcase"):
            test = short_name(parts[1] if len(parts) > 1 else element.get("name"))
            case = Case(element)
            if case.ran:
                found.setdefault(test, []).append(case)
    return found


def how_it_ended(run):
    code = run["returncode"]
    if run["result"] == "TIMEOUT":
        return "did not end in the time it has"
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with status {code}"


def output_of(run):
    text = "\n".join(run.get(stream) or "" for stream in ("stdout", "stderr"))
    return "\n".join(text.strip().splitlines()[-LONGEST_MESSAGE:])


def tap_message(run, case):
    """The comment lines that follow a failed check of TAP."""
    message = []
    for line in (run.get("stdout") or "").partition(f"not ok {case.name}\n")[2].splitlines():
        if not line.startswith("#"):
            break
        message.append(line.lstrip("# "))
    return "\n".join(message)


def report(run, name, cases):
    """Prints one test; returns its counts."""
    failures = [case for case in cases if case.failed]
    skipped = sum(case.skipped for case in cases)
    passed = len(cases) - len(failures) - skipped
    failed = len(failures)
    print(f"  {'ok' if run['result'] in GOOD else 'FAILED':6} {name}: {passed} passed"
          + (f", {failed} failed" if failed else "")
          + (f", {skipped} skipped" if skipped else "")
          + f" ({run['duration']:.1f} s)")
    for case in failures:
        print_failure(f"{name}: {case.name}", case.message or tap_message(run, case) or output_of(run))
    if run["result"] not in GOOD and not failures:
        # Crashed, or unhappy about something outside its cases (a leak, a data race).
        print_failure(f"{name} {how_it_ended(run)}", output_of(run))
        failed = 1
        passed -= 1 if len(cases) == 1 else 0
    return passed, failed, skipped


def print_failure(title, message):
    print(f"\n  FAILED {title}")
    for line in message.splitlines()[:LONGEST_MESSAGE]:
        print(f"    {line}")
    print()


def tests_of(build, suites):
    """The names of the tests that there are in these suites, as Meson knows them."""
    tests = json.loads((build / "meson-info" / "intro-tests.json").read_text())
    return [test["name"] for test in tests if {suite.rsplit(":", 1)[-1] for suite in test["suite"]} & set(suites)]


def main():
    build, suites = pathlib.Path(sys.argv[1]), sys.argv[2:]
    logs = build / "meson-logs"
    expected = tests_of(build, suites)
    if not expected:
        print("  no tests in these suites")
        print(0, 0, 0)
        return
    ran = (logs / "testlog.json").read_text().splitlines() if (logs / "testlog.json").exists() else []
    cases = cases_by_test(logs) if ran else {}
    totals = (0, 0, 0)
    for line in ran:
        run = json.loads(line)
        name = short_name(run["name"])
        if name in expected:
            expected.remove(name)
        totals = tuple(map(sum, zip(totals, report(run, name, cases.get(name, [])))))
    for name in expected:
        print(f"  FAILED {name}: did not run to its end")
        totals = (totals[0], totals[1] + 1, totals[2])
    print(*totals)


main()
