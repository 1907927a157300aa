# SPDX-License-Identifier: GPL-2.0-or-later
"""The Debian packages have each file that CMake installs, and list none that CMake does not. Usage: installed.py CMAKE BUILD"""
import os
import pathlib
import subprocess
import sys
import tempfile


def files_of(cmake, build):
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([cmake, "--install", build, "--prefix", "/usr"], env={**os.environ, "DESTDIR": name}, check=True,
                       stdout=subprocess.DEVNULL)
        return {str(path.relative_to(name)) for path in pathlib.Path(name).rglob("*") if path.is_file()}


def lists_of(tree):
    files = [*tree.glob("debian/*.install"), tree / "debian/not-installed"]
    lines = [line for file in files for line in file.read_text().splitlines()]
    return [line.split()[0] for line in lines if line and not line.startswith("#")]


def holds(entry, file):
    return file == entry or file.startswith(entry + "/")


cmake, build = sys.argv[1:]
files = files_of(cmake, build)
lists = lists_of(pathlib.Path(__file__).parents[2])
findings = [f"debian/*.install lack {file}" for file in sorted(files) if not any(holds(each, file) for each in lists)]
findings += [f"debian has {each}, which CMake does not install" for each in lists
             if not any(holds(each, file) for file in files)]
print("\n".join(findings))
sys.exit(1 if findings else 0)
