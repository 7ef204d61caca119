#!/usr/bin/env python3
"""Compiles each case; it must be refused, and in the words that its first lines promise.

    // expect: a sentence that the compiler's output must contain (more such lines: more sentences)
    // errors: 1        (optional) at most so many errors, so that the sentence is not buried
    // flags: -std=c++17   (optional) more for the command line; @ is the folder of the cases
    // links            (optional) it compiles, and the linker must say the sentence
    // compiles         instead: a control, nearly the same code, that must be accepted

Usage: run.py CASES INCLUDE CACHE COMPILER…
What a compiler said is kept in CACHE under a hash of all that went into it; it is judged anew each time.
"""

import hashlib
import pathlib
import re
import subprocess
import sys

import tap

FLAGS = ["-std=c++20", "-fsyntax-only", "-fno-diagnostics-show-caret", "-fdiagnostics-color=never"]


def hash_of_headers(include):
    digest = hashlib.sha256()
    for header in sorted(include.rglob("*.hpp")):
        digest.update(str(header).encode() + header.read_bytes())
    return digest


class Harness:
    def __init__(self, include, cache, compiler):
        self.command = [*[word for word in compiler if word != "ccache"], *FLAGS, f"-I{include}"]
        self.cache = cache
        version = subprocess.run([self.command[0], "--version"], capture_output=True, text=True, check=True).stdout
        self.base = hash_of_headers(include)
        self.base.update((version + " ".join(self.command)).encode())

    def compile(self, case):
        """Whether the compiler accepts the case, and what it said."""
        source = case.read_text()
        flags = re.search(r"^// flags: (.*\S)", source, re.M)
        command = [*self.command, *(flags[1].replace("@", str(case.parent)).split() if flags else [])]
        if re.search(r"^// links\b", source, re.M):
            command = [*(word for word in command if word != "-fsyntax-only"), "-o", "/dev/null"]
        digest = self.base.copy()
        digest.update(str(case).encode() + case.read_bytes() + " ".join(command).encode())
        kept = self.cache / digest.hexdigest()
        if not kept.exists():
            run = subprocess.run([*command, str(case)], capture_output=True, text=True, check=False)
            kept.write_text(f"{run.returncode}\n{run.stderr}")
        status, _, output = kept.read_text().partition("\n")
        return status == "0", output

    def judge(self, case):
        """What is wrong about the case; nothing when it is as it should be."""
        source = case.read_text()
        expected = re.findall(r"^// expect: (.*\S)", source, re.M)
        most = re.search(r"^// errors: (\d+)", source, re.M)
        accepted, output = self.compile(case)
        if re.match(r"// compiles\b", source):
            return [] if accepted else ["a control must compile:", output]
        if not expected:
            return ["the first line must be `// expect: sentence` or `// compiles`"]
        if accepted:
            return ["it compiles, but must be refused"]
        complaints = [f"the output lacks: {sentence}" for sentence in expected if sentence not in output]
        errors = len(re.findall(r"\berror:", output))
        if most and errors > int(most[1]):
            complaints.append(f"{errors} errors, at most {most[1]} wanted")
        return [*complaints, output] if complaints else []


def main():
    cases, include, cache = map(pathlib.Path, sys.argv[1:4])
    cache.mkdir(parents=True, exist_ok=True)
    harness = Harness(include, cache, sys.argv[4:])
    files = sorted(cases.glob("*.cpp"))
    tap.report(zip((file.stem for file in files), tap.in_parallel(harness.judge, files)))


main()
