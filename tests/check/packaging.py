# SPDX-License-Identifier: GPL-2.0-or-later
"""The Debian package agrees with the tree: its version, what its build needs, and scripts that a shell can read."""
import re
import shutil
import subprocess
import sys

import sources


def found(path, pattern):
    match = re.search(pattern, path.read_text(), re.MULTILINE | re.DOTALL)
    return match[1] if match else ""


def versions(tree):
    project = found(tree / "CMakeLists.txt", r"^project\(\w+ VERSION (\S+)")
    package = found(tree / "debian/changelog", r"\A\w+ \(([^)]*)-[^-)]*\)")
    if not project or package != project:
        yield tree / "debian/changelog", 1, f"the package is {package or 'nothing'}, but CMakeLists.txt says {project}"


# The packages of debhelper come on top.
def needed(tree):
    script = set(found(tree / "scripts/deps", r"^build=\((.*?)\)").split())
    control = re.findall(r"^ ([a-z][a-z0-9.+-]*)", found(tree / "debian/control", r"^Build-Depends:\n(.*?)\n\n"), re.MULTILINE)
    package = {name for name in control if not name.startswith(("debhelper", "dh-sequence"))}
    for name in sorted(script ^ package):
        place = "scripts/deps" if name in script else "debian/control"
        yield tree / "debian/control", 1, f"{name} is needed for building only according to {place}"


# dpkg refuses a file that another package has.
def owners(tree):
    listed = [(path, line.split()[0]) for path in sorted(tree.glob("debian/*.install"))
              for line in path.read_text().splitlines() if line and not line.startswith("#")]
    for path, name in listed:
        for other, above in listed:
            if other != path and (name + "/").startswith(above + "/"):
                yield path, 1, f"{name} is in {other.name} too"


# The daemon of a pod is root, and gets what the unit gives to root.
def capabilities(tree):
    unit = found(tree / "packaging/as-root.conf", r"^CapabilityBoundingSet=(CAP_[^\n]*)").replace("CAP_", "").split()
    pod = found(tree / "packaging/container/pod.yaml", r"^ *add: \[(.*?)\]").split(", ")
    if pod != unit:
        yield tree / "packaging/container/pod.yaml", 1, f"the capabilities are not those of as-root.conf: {' '.join(unit)}"


def scripts(tree):
    everything = (*tree.glob("debian/*.p*inst"), *tree.glob("debian/*.p*rm"), *tree.glob("debian/tests/[!c]*"),
                  tree / "scripts/package")
    for path in sorted(each for each in everything if each.is_file()):
        shell = "bash" if path.read_text().startswith("#!/bin/bash") else "sh"
        checkers = [[shell, "-n"]] + ([["shellcheck"]] if shutil.which("shellcheck") else [])
        for checker in checkers:
            done = subprocess.run([*checker, path], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                yield path, 1, f"{checker[0]} says: {(done.stdout + done.stderr).strip()}"
                break


tree = sources.root()
sys.exit(sources.report(tree, [*versions(tree), *needed(tree), *owners(tree), *capabilities(tree), *scripts(tree)]))
