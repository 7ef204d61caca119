#!/usr/bin/env python3
"""Installs the library into a prefix of its own, then builds and runs a program with the compiler and pkg-config alone.

Usage: run.py PROGRAM BUILD PREFIX VERSION COMPILER…
"""

import pathlib
import shutil
import sys

import tap
from shell import Failed, run


class Installed:
    """The library as somebody else finds it."""

    def __init__(self, program, build, prefix, version, *compiler):
        self.program, self.prefix = map(pathlib.Path, (program, prefix))
        self.version, self.compiler = version, compiler
        shutil.rmtree(self.prefix, ignore_errors=True)
        run("meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", self.prefix)
        # One that nobody made would be as bad as two.
        self.pc_folder, = {file.parent for file in self.prefix.rglob("rowan.pc")}

    def pkg_config(self, *arguments, package="rowan"):
        return run("pkg-config", *arguments, package, PKG_CONFIG_PATH=str(self.pc_folder))

    def variable(self, name):
        return pathlib.Path(self.pkg_config(f"--variable={name}"))

    def build_and_run(self, name, libraries):
        """Compiles and links in two steps, so that ccache can help with the first."""
        binary = self.prefix / name
        run(*self.compiler, "-std=c++20", *self.pkg_config("--cflags").split(), "-c", self.program, "-o", f"{binary}.o")
        run(*self.compiler, f"{binary}.o", *libraries, "-o", binary)
        return binary, run(binary, LD_LIBRARY_PATH=str(self.variable("libdir")))


def it_is_all_there(installed):
    folder = installed.variable("includedir") / "rowan"
    libraries = installed.variable("libdir")
    wanted = [folder / "rowan.hpp", libraries / "librowan.so", libraries / "librowan.a",
              installed.variable("plugindir")]
    complaints = [f"{path} is not installed" for path in wanted if not path.exists()]
    version = installed.pkg_config("--modversion")
    return complaints + ([] if version == installed.version else [f"pkg-config says version {version}"])


def users_see_only_ours(installed):
    """What the library stands on is not forced upon its users."""
    flags = installed.pkg_config("--cflags", "--libs").split()
    complaints = [f"pkg-config names {flag}" for flag in flags if not flag.startswith(("-I", "-L")) and flag != "-lrowan"]
    # pkg-config fails without the development files of a package that is required in private, too.
    needed = installed.pkg_config("--print-requires-private")
    return complaints + ([f"pkg-config looks for {needed}"] if needed else [])


def a_program_with_the_shared_library(installed):
    binary, output = installed.build_and_run("shared", installed.pkg_config("--libs").split())
    needed = run("ldd", binary, LD_LIBRARY_PATH=str(installed.variable("libdir")))
    return judge(output) + ([] if "librowan.so" in needed else ["it does not use the shared library"])


def a_program_with_the_static_library(installed):
    flags = installed.pkg_config("--static", "--libs").split()
    binary, output = installed.build_and_run("static", ["-l:librowan.a" if flag == "-lrowan" else flag for flag in flags])
    needed = run("ldd", binary)
    return judge(output) + (["it still needs the shared library"] if "librowan" in needed else [])


def a_program_with_the_library_for_secrets(installed):
    """Which is left out where libsodium is missing."""
    if not (installed.pc_folder / "rowan_sodium.pc").exists():
        return []
    secrets = installed.program.with_name("secrets.cpp")
    flags = installed.pkg_config("--cflags", "--libs", package="rowan_sodium").split()
    binary = installed.prefix / "secrets"
    run(*installed.compiler, "-std=c++20", secrets, *flags, "-o", binary)
    output = run(binary, LD_LIBRARY_PATH=str(installed.variable("libdir")))
    return [] if output == "let in" else [f"the program printed: {output}"]


def judge(output):
    return [] if output == "found Ann" else [f"the program printed: {output}"]


def outcome(check, installed):
    try:
        return check(installed)
    except Failed as failure:
        return [str(failure)]


def main():
    installed = Installed(*sys.argv[1:])
    checks = [it_is_all_there, users_see_only_ours, a_program_with_the_shared_library,
              a_program_with_the_static_library, a_program_with_the_library_for_secrets]
    tap.report((check.__name__.replace("_", " "), outcome(check, installed)) for check in checks)


main()
