#!/usr/bin/env python3
"""Follows the recipes of CONTRIBUTING.md on a copy of the sources, builds the library there, and uses what they added.

Usage: run.py --named ROOT, or run.py ROOT SCRATCH BOOST COMPILER…
--named only looks whether the recipes name the files, and whether these are as the changes expect them.
A recipe is true when it names every file that it takes, and nothing else had to be changed for the program to work. All
are followed on one copy, because a build is what costs.
"""

import os
import pathlib
import re
import shutil
import sys

import recipes
import tap
from shell import Failed, run

HERE = pathlib.Path(__file__).resolve().parent
NOT_COPIED = {"build", ".git", "docs", "tests"}


def changed(text, changes, path):
    for pattern, what in changes:
        match = re.search(pattern, text, re.M)
        if not match:
            raise Failed(f"{path} has nothing like {pattern}: the recipe's test is to be brought up to date")
        if what.startswith("->"):
            text = text[:match.start()] + what[2:] + text[match.end():]
        else:
            text = text[:match.start()] + what + text[match.start():]
    return text


def toy_driver(root):
    """Built in the tree, its entry is a file of its own."""
    text = (root / "tests/plugin/outside/toy_plugin.cpp").read_text()
    assert "\nROWAN_PLUGIN(toy::register_toy)" in text
    text = text.replace("\nROWAN_PLUGIN(toy::register_toy)", "")
    return text.replace("void register_toy(rowan::PluginHost& host) {",
                        "void register_toy(rowan::PluginHost& host);\nvoid register_toy(rowan::PluginHost& host) {")


def follow(recipe, root, tree):
    for path, text in recipe["add"].items():
        (tree / path).parent.mkdir(exist_ok=True)
        (tree / path).write_text(toy_driver(root) if text is None else text)
    for path, changes in recipe["edit"].items():
        (tree / path).write_text(changed((tree / path).read_text(), changes, path))


def paragraph(root, heading):
    """What CONTRIBUTING.md says of it, from its name to the end of the paragraph."""
    text = (root / "CONTRIBUTING.md").read_text()
    start = re.search(rf"(\*\*|\*){heading}(\.\*\*|\*)", text)
    return text[start.start():].split("\n\n")[0] if start else ""


def is_named(path, told):
    """By its path without the layer's folder, or by the folder where the recipe names one for all."""
    words = {word.replace("<kind>", pathlib.Path(path).stem) for word in re.findall(r"`([^`]+)`", told)}
    names = {path, path.removeprefix("include/rowan/")}
    folders = {word for word in words if word.endswith("/")}
    return bool(names & words) or any(path.startswith(folder) for folder in folders)


def files_are_named(root):
    for recipe in recipes.ALL:
        told = paragraph(root, recipe["heading"])
        complaints = [] if told else [f"CONTRIBUTING.md has no recipe for: {recipe['heading']}"]
        complaints += [f"it takes {path}, which the recipe does not name" for path in [*recipe["add"], *recipe["edit"]]
                       if told and not is_named(path, told)]
        yield f"{recipe['heading']}: every file is named", complaints


def build(root, tree, boost, compiler):
    for source in root.iterdir():
        if source.name in NOT_COPIED:
            continue
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tree / source.name)
    for recipe in recipes.ALL:
        follow(recipe, root, tree)
    folder = tree / "build/recipes"
    with_boost = [f"-Dboost_root={boost}"] if boost else []
    run("meson", "setup", folder, tree, "-Ddefault_library=shared", "-Dplugins=sqlite,toy", "-Dtests=false",
        "-Dsamples=false", "-Doptimization=0", "-Ddebug=false", "-Dunity=on", "-Dunity_size=8", *with_boost,
        CXX=" ".join(compiler))
    run("ninja", "-C", folder)
    folders = [tree / "include", folder / "include"] + ([f"{boost}/include", boost] if boost else [])
    flags = ["-std=c++20", *(f"-I{each}" for each in folders)]
    for source, name in [(HERE / "follow.cpp", "follow"), (root / "tests/plugin/outside/toy_records.cpp", "toy")]:
        run(*compiler, *flags, source, "-o", folder / name, f"-L{folder}", "-lrowan")
    return folder


def what_works(folder):
    where = {"LD_LIBRARY_PATH": str(folder), "ROWAN_PLUGIN_PATH": str(folder)}
    said = run(folder / "follow", **where).splitlines()
    if run(folder / "toy", f"toy://{folder}/toys.db", **where).endswith("all is well"):
        said.append("A dialect")
    for recipe in recipes.ALL:
        yield f"{recipe['heading']} works", [] if recipe["heading"] in said else [f"only these work: {said}"]


def changes_fit(root):
    for recipe in recipes.ALL:
        complaints = []
        for path, changes in recipe["edit"].items():
            try:
                changed((root / path).read_text(), changes, path)
            except (Failed, OSError) as failure:
                complaints.append(str(failure))
        yield f"{recipe['heading']}: the files are as it expects", complaints


def main():
    if sys.argv[1] == "--named":
        root = pathlib.Path(sys.argv[2])
        tap.report([*files_are_named(root), *changes_fit(root)])
        return
    root, tree, boost, *compiler = sys.argv[1:]
    root, tree = pathlib.Path(root), pathlib.Path(tree)
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    os.environ.update(CCACHE_BASEDIR=os.path.commonpath([root, tree]), CCACHE_NOHASHDIR="1")
    results = list(files_are_named(root))
    try:
        results += what_works(build(root, tree, boost, compiler))
    except Failed as failure:
        results.append(("followed together, they build and work", [str(failure)[-6000:]]))
    tap.report(results)


main()
