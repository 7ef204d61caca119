#!/usr/bin/env python3
"""Writes a header with a hash of all public headers.

Usage: headers_hash.py FOLDER OUTPUT [DEPFILE]
"""

import hashlib
import pathlib
import sys


def main():
    folder, output = map(pathlib.Path, sys.argv[1:3])
    headers = sorted(header for header in folder.rglob("*.hpp") if header.name != output.name)
    total = hashlib.sha256()
    for header in headers:
        total.update(f"{header.relative_to(folder)}\n".encode() + header.read_bytes() + b"\0")
    output.write_text("// Made by the build: see rowan/plugin/plugin.hpp.\n#pragma once\n\n"
                      f'#define ROWAN_DETAIL_HEADERS_HASH "{total.hexdigest()[:16]}"\n')
    if len(sys.argv) > 3:
        folders = sorted({header.parent for header in headers})
        pathlib.Path(sys.argv[3]).write_text(f"{output}: " + " ".join(map(str, [*headers, *folders])) + "\n")


main()
