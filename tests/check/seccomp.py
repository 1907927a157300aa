# SPDX-License-Identifier: GPL-2.0-or-later
"""The container's profile of system calls allows what the unit file allows.

Usage: seccomp.py UNIT PROFILE [--write]
"""
import json
import pathlib
import re
import subprocess
import sys


def members(name):
    """The system calls of a systemd filter set, and of the sets in it."""
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager", name], capture_output=True, text=True, check=True)
    words = [line.strip() for line in said.stdout.splitlines()[1:]]
    return set().union(*(members(word) for word in words if word and not word.startswith("#")))


def profile(unit):
    wanted = re.search(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE)[1].split()
    names = sorted(set().union(*(members(each) for each in wanted)))
    return {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 1,
        "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],
        "syscalls": [{"names": names, "action": "SCMP_ACT_ALLOW"}],
    }


unit, path = map(pathlib.Path, sys.argv[1:3])
text = json.dumps(profile(unit.read_text()), indent=1) + "\n"
if "--write" in sys.argv:
    path.write_text(text)
elif path.read_text() != text:
    sys.exit(f"{path} is not what {unit} allows (run: python3 {' '.join(sys.argv)} --write)")
