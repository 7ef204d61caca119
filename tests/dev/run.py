#!/usr/bin/env python3
"""What ./dev says to words that it does not know, and what an interrupted run says. Nothing is built or installed.

Usage: run.py ROOT
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import tap

root = pathlib.Path(sys.argv[1])

REFUSED = {
    "halp": "Did you mean 'help'?", "Demo": "Did you mean 'demo'?", "test unti": "Did you mean 'unit'?",
    "test --check": "Did you mean '--checks'?", "test --all unit": "takes no 'unit'", "format --chek": "takes no '--chek'",
    "clean --all": "takes no '--all'", "build --hlep": "Unknown option '--hlep'", "help tset": "Did you mean 'test'?",
    "frobnicate": "Unknown command 'frobnicate'.\nTry:",
}
UNDERSTOOD = {"help": "Usage: ./dev COMMAND", "help test": "Usage: ./dev test", "test --help": "Usage: ./dev test",
              "--version": "rowan "}


def dev(words):
    return subprocess.run([str(root / "dev"), *words.split()], capture_output=True, text=True, check=False, timeout=60)


def refuses(words, said):
    run = dev(words)
    return run.returncode == 1 and said in run.stderr and not run.stdout, run.stdout + run.stderr


def understands(words, said):
    run = dev(words)
    return run.returncode == 0 and run.stdout.startswith(said), run.stdout + run.stderr


def functions_of_dev(folder):
    """./dev without its last line, which runs it."""
    (folder / "tests/support").mkdir(parents=True)
    shutil.copy(root / "tests/support/summary.py", folder / "tests/support")
    script = folder / "dev"
    script.write_text("\n".join((root / "dev").read_text().splitlines()[:-1]) + "\n")
    return script


def interrupted_run_says_so(folder):
    """Ctrl-C reaches each process of the group; the one that works goes down in its own time."""
    script = functions_of_dev(folder)
    work = f"trap 'sleep 0.2; echo ended >{folder}/ended; exit 1' TERM; touch {folder}/started; while :; do sleep 0.1; done"
    run = subprocess.Popen(
        ["bash", "-c", f'. {script}; trap interrupted INT; run_quietly Work bash -c "$1" || true; echo went on', "bash", work],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 30
    while not (folder / "started").exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=30)
    good = run.returncode == 130 and "interrupted" in err and "went on" not in out and (folder / "ended").exists()
    return good, f"status {run.returncode}\n{out}{err}"


def configured_at(folder, build_time):
    """What a configured build that is as old as that is configured again by: Meson's arguments."""
    script = functions_of_dev(folder)
    build, meson = folder / "build/release", folder / "meson"
    build.mkdir(parents=True)
    (build / "build.ninja").touch()
    os.utime(build / "build.ninja", (build_time, build_time))
    meson.write_text("#!/bin/sh\necho \"$@\"\n")
    meson.chmod(0o755)
    run = subprocess.run(["bash", "-c", f". {script}; configure {build} g++; cat {folder}/build/logs/* 2>/dev/null || true"],
                         capture_output=True, text=True, check=False, env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})
    return run.stdout, run.stdout + run.stderr


def packages_that_came_later_are_seen(folder):
    """The demo needs fewer packages than the tests, which run after it in the same build."""
    out, said = configured_at(folder, 1)
    return not pathlib.Path("/var/lib/dpkg/status").exists() or "setup --reconfigure" in out, said


def a_build_that_is_new_is_not_configured_again(folder):
    out, said = configured_at(folder, time.time() + 3600)
    return not out, said


def summary_of(folder, ran):
    """What is printed of a build with the tests one and two, of which `ran` have a result."""
    build = folder / "build"
    (build / "meson-info").mkdir(parents=True)
    (build / "meson-logs").mkdir()
    tests = [{"name": name, "suite": ["rowan:unit"]} for name in ("one", "two")]
    (build / "meson-info/intro-tests.json").write_text(json.dumps(tests))
    if ran:
        lines = [json.dumps({"name": f"rowan:unit / {name}", "result": "OK", "returncode": 0, "duration": 1.0}) for name in ran]
        (build / "meson-logs/testlog.json").write_text("\n".join(lines))
        cases = "".join(f'<testsuite name="rowan.{name}"><testcase name="a" classname="A"/></testsuite>' for name in ran)
        (build / "meson-logs/testlog.junit.xml").write_text(f"<testsuites>{cases}</testsuites>")
    run = subprocess.run([sys.executable, str(root / "tests/support/summary.py"), str(build), "unit"], capture_output=True,
                         text=True, check=False)
    return run.stdout.splitlines()[-1:], run.stdout + run.stderr


def a_test_without_a_result_has_failed(folder):
    last, said = summary_of(folder, ["one"])
    return last == ["1 1 0"] and "two: did not run" in said, said


def no_result_at_all_is_no_success(folder):
    last, said = summary_of(folder, [])
    return last == ["0 2 0"], said


def checks():
    for words, said in REFUSED.items():
        yield f"refuses {words}", *refuses(words, said)
    for words, said in UNDERSTOOD.items():
        yield f"understands {words}", *understands(words, said)
    for check in (interrupted_run_says_so, packages_that_came_later_are_seen,
                  a_build_that_is_new_is_not_configured_again, a_test_without_a_result_has_failed,
                  no_result_at_all_is_no_success):
        with tempfile.TemporaryDirectory() as folder:
            yield check.__name__.replace("_", " "), *check(pathlib.Path(folder))


tap.report((name, [] if good else [said]) for name, good, said in checks())
