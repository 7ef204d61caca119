#!/usr/bin/env python3
"""Builds plugins outside of the tree, with the headers and libraries that are installed, and has a program load them.

Usage: outside.py BUILD SCRATCH COMPILER…
"""

import pathlib
import shutil
import sys

import tap
from shell import Failed, run

HERE = pathlib.Path(__file__).resolve().parent
HASH = HERE.parents[1] / "tools/build/headers_hash.py"


class Installed:
    def __init__(self, build, scratch, *compiler):
        self.scratch, self.compiler = pathlib.Path(scratch), compiler
        shutil.rmtree(self.scratch, ignore_errors=True)
        run("meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", self.scratch)
        self.libraries, = {file.parent for file in self.scratch.rglob("librowan.so")}
        self.headers, = {file.parents[1] for file in self.scratch.rglob("rowan/headers_hash.hpp")}

    def compile(self, source, output, *more, headers=None):
        run(*self.compiler, "-std=c++20", "-fPIC", f"-I{headers or self.headers}", HERE / source, "-o", output,
            f"-L{self.libraries}", "-lrowan", *more)

    def plugin(self, name, headers=None, source="example_plugin.cpp", module="rowan_example.so", libraries=()):
        folder = self.scratch / name
        folder.mkdir()
        self.compile(source, folder / module, "-shared", *libraries, headers=headers)
        return folder

    def changed_headers(self, name):
        folder = self.scratch / f"{name}-headers"
        shutil.copytree(self.headers / "rowan", folder / "rowan")
        return folder

    def answer(self, folder, source="outside/connect.cpp", url="example://anywhere"):
        program = self.scratch / pathlib.Path(source).stem
        if not program.exists():
            self.compile(source, program)
        return run(program, url, ROWAN_PLUGIN_PATH=str(folder), LD_LIBRARY_PATH=str(self.libraries))


def expect(said, *wanted):
    return [f'"{words}" is not in: {said}' for words in wanted if words not in said]


def a_plugin_of_the_same_headers_is_loaded(installed):
    return expect(installed.answer(installed.plugin("same")), "connected")


def one_of_changed_headers_is_refused(installed):
    headers = installed.changed_headers("other")
    with (headers / "rowan/connection/driver.hpp").open("a") as file:
        file.write("// A later commit of the same version.\n")
    run(sys.executable, HASH, headers / "rowan", headers / "rowan/headers_hash.hpp")
    said = installed.answer(installed.plugin("other", headers))
    return expect(said, "rowan_example.so", "was built for other headers", "build both from one source")


def one_of_headers_changed_by_hand_is_refused(installed):
    headers = installed.changed_headers("by-hand")
    file = headers / "rowan/sql/capabilities.hpp"
    file.write_text(file.read_text().replace("bool savepoints = true;", "bool savepoints = true;\n  long more[4] = {};"))
    return expect(installed.answer(installed.plugin("by-hand", headers)), "was built for other headers")


def a_whole_driver_serves_records(installed):
    folder = installed.plugin("toy", source="outside/toy_plugin.cpp", module="rowan_toy.so", libraries=["-lsqlite3"])
    return expect(installed.answer(folder, "outside/toy_records.cpp", f"toy://{folder}/toys.db"), "all is well")


def outcome(check, installed):
    try:
        return check(installed)
    except Failed as failure:
        return [str(failure)]


def main():
    installed = Installed(*sys.argv[1:])
    checks = [a_plugin_of_the_same_headers_is_loaded, one_of_changed_headers_is_refused,
              one_of_headers_changed_by_hand_is_refused, a_whole_driver_serves_records]
    tap.report((check.__name__.replace("_", " "), outcome(check, installed)) for check in checks)


main()
