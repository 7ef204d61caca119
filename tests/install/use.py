#!/usr/bin/env python3
"""Runs what docs/guide/use-in-your-project.md says: each command of samples/use/commands.sh, each project beside it.

Usage: use.py [--slow] ROOT BUILD SCRATCH COMPILER…
Goes into a mount namespace of its own, in which /usr/local and SCRATCH are new and empty file systems in memory: the
library is installed there as a user does it, and then found without any variable. Nothing is ever deleted there; all of
it goes with the namespace. --slow runs instead what compiles the library anew, as a part of another project.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT_OF_TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(ROOT_OF_TESTS / "support"), str(ROOT_OF_TESTS / "docs")]

import tap  # noqa: E402
from documents import region  # noqa: E402

EXPECTED = "1: The Left Hand of Darkness, 286 pages"
INSIDE = "ROWAN_TEST_IS_INSIDE"
# What a user has not set.
UNSET = ("PKG_CONFIG_PATH", "LD_LIBRARY_PATH", "LIBRARY_PATH", "CPATH", "CMAKE_PREFIX_PATH", "DESTDIR", "MAKEFLAGS")


class Failed(Exception):
    """A command did not work."""


class Skipped(Exception):
    """A tool is missing."""


def shell(script, folder):
    result = subprocess.run(["sh", "-e", "-c", script], cwd=folder, capture_output=True, text=True, check=False,
                            timeout=1800)
    if result.returncode:
        raise Failed(f"{script}\nended with {result.returncode}\n{result.stdout[-3000:]}{result.stderr[-3000:]}")
    return result.stdout


def new_file_system(folder):
    shell(f"mount -t tmpfs none {folder}", "/")
    assert os.path.ismount(folder) and not os.listdir(folder), f"{folder} is still the machine's own"


class Machine:
    """A machine whose /usr/local is ours, and whose commands are those of this build."""

    def __init__(self, root, build, compiler, scratch):
        self.root, self.build, self.scratch = root, build, scratch
        self.tools = scratch / "tools"
        self.tools.mkdir()
        # By their paths: ccache would take our g++ for the one to run.
        self.write_tool("g++", f'exec {" ".join(shutil.which(word) or word for word in compiler)} "$@"')
        self.write_tool("sudo", 'exec "$@"')
        # The file that is mounted over the system's keeps its place, and the other's content comes into it.
        self.write_tool("ldconfig", f'/sbin/ldconfig -C {scratch}/new "$@" && cat {scratch}/new >{scratch}/cache')
        for name in UNSET:
            os.environ.pop(name, None)
        os.environ["PATH"] = f"{self.tools}:{os.environ['PATH']}"
        os.environ["HOME"] = str(scratch / "home")

    def write_tool(self, name, line):
        file = self.tools / name
        file.write_text(f"#!/bin/sh\n{line}\n")
        file.chmod(0o755)

    def empty_usr_local(self):
        """A file system over the machine's own, which stays as it is and can't be reached from here."""
        new_file_system("/usr/local")
        shutil.copy("/etc/ld.so.cache", self.scratch / "cache")
        shell(f"mount --bind {self.scratch}/cache /etc/ld.so.cache", "/")

    def commands(self, name):
        # Built it is already, and Meson would build the tests as well.
        text = region(self.root, "samples/use/commands.sh", name)
        return text.replace("meson install", "meson install --no-rebuild")

    def project(self, kind):
        folder = self.scratch / kind
        if (self.root / "samples/use" / kind).is_dir():
            shutil.copytree(self.root / "samples/use" / kind, folder)
        else:
            folder.mkdir()
        shutil.copy(self.root / "samples/guide/first_record.cpp", folder / "first.cpp")
        return folder

    def checkout(self):
        """As the folder of the sources looks after `./dev build`."""
        folder = self.project("checkout")
        (folder / "build").mkdir()
        (folder / "build/release").symlink_to(self.build)
        (folder / "dev").write_text("#!/bin/sh\n")
        (folder / "dev").chmod(0o755)
        return folder


def judge(output):
    return [] if output.strip().endswith(EXPECTED) else [f"the program printed: {output}"]


def require(tool, package):
    if not shutil.which(tool):
        raise Skipped(f"there is no {tool}: install the package {package}")


def found_by_pkg_config(machine):
    checkout = machine.checkout()
    shell(machine.commands("install"), checkout)
    return judge(shell(machine.commands("pkg-config"), machine.project("pkg-config")))


def linked_statically(machine):
    folder = machine.project("static")
    complaints = judge(shell(machine.commands("static"), folder))
    needed = shell("ldd first", folder)
    return complaints + (["it still needs librowan.so"] if "librowan" in needed else [])


def found_by_cmake(machine):
    require("cmake", "cmake")
    folder = machine.project("find_package")
    complaints = judge(shell(machine.commands("cmake"), folder)) + judge(shell("./build/first_static", folder))
    cmake_lists = folder / "CMakeLists.txt"
    cmake_lists.write_text(cmake_lists.read_text().replace("rowan 0.1", "rowan 9.1"))
    try:
        shell("cmake -S . -B other -G Ninja", folder)
        complaints.append("version 9.1 was found")
    except Failed:
        pass
    return complaints


def found_in_a_folder_of_ones_own(machine):
    new_file_system("/usr/local")
    return judge(shell(machine.commands("elsewhere"), machine.scratch / "checkout"))


def inside_another_project(machine):
    folder = machine.project("meson")
    (folder / "subprojects/rowan").symlink_to(machine.root)
    return folder


def as_a_subproject_only_the_library_is_built(machine):
    folder = inside_another_project(machine)
    shell("meson setup build", folder)
    names = shell("meson introspect --targets build | grep -o '\"name\": \"[^\"]*\"' | sort -u", folder).split('"')[3::4]
    strange = [name for name in names if name != "first" and not name.startswith(("rowan", "include"))]
    tests = shell("meson introspect --tests build", folder).strip()
    return [f"it would build {name}" for name in strange] + ([] if tests == "[]" else [f"it would run {tests}"])


def as_a_meson_subproject(machine):
    # Several files as one, which takes a third of the time.
    commands = machine.commands("meson").replace("meson setup", "meson setup --unity=subprojects --unity-size=8")
    return judge(shell(commands, inside_another_project(machine)))


def by_fetch_content(machine):
    require("cmake", "cmake")
    folder = machine.project("fetch_content")
    commands = machine.commands("cmake").replace("-G Ninja", f"-G Ninja -DFETCHCONTENT_SOURCE_DIR_ROWAN={machine.root}")
    return judge(shell(commands, folder))


def result_of(check, machine):
    name = check.__name__.replace("_", " ")
    try:
        return name, check(machine), None
    except Failed as failure:
        return name, [str(failure)], None
    except Skipped as reason:
        return name, [], str(reason)


def run(checks, machine):
    tap.report_some(result_of(check, machine) for check in checks)


def run_slow(root, build, compiler):
    with tempfile.TemporaryDirectory() as scratch:
        run([as_a_meson_subproject, by_fetch_content], Machine(root, build, compiler, pathlib.Path(scratch)))


def run_inside(root, build, scratch, compiler):
    new_file_system(scratch)
    (scratch / "tmp").mkdir()
    os.environ["TMPDIR"] = str(scratch / "tmp")
    machine = Machine(root, build, compiler, scratch)
    machine.empty_usr_local()
    run([found_by_pkg_config, linked_statically, found_by_cmake, found_in_a_folder_of_ones_own,
         as_a_subproject_only_the_library_is_built], machine)


def main():
    slow = sys.argv[1] == "--slow"
    root, build, scratch = map(pathlib.Path, sys.argv[1 + slow:4 + slow])
    compiler = sys.argv[4 + slow:]
    if slow:
        run_slow(root, build, compiler)
    elif INSIDE in os.environ:
        run_inside(root, build, scratch, compiler)
    else:
        enter(scratch)


def enter(scratch):
    namespace = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if any(shutil.which(tool, path="/usr/bin:/bin") is None for tool in ("pkg-config", "meson", "ninja")):
        tap.skip(["use"], "pkg-config, meson and ninja must be in /usr/bin, for /usr/local is hidden here")
    elif subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        tap.skip(["use"], "this system lets nobody but root have mounts of his own (unshare --mount)")
    else:
        scratch.mkdir(exist_ok=True)
        os.environ[INSIDE] = "1"
        sys.exit(subprocess.run([*namespace, sys.executable, *sys.argv], check=False).returncode)


main()
