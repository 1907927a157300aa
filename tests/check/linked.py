# SPDX-License-Identifier: GPL-2.0-or-later
"""The process that keeps time looks up no name and speaks to no mail server: only xvrrp-runner is linked with libcurl.

Usage: linked.py XVRRPD XVRRP_RUNNER"""
import re
import subprocess
import sys


def needed(program):
    """The libraries that the program itself asks for."""
    text = subprocess.run(["readelf", "--dynamic", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", text)


def findings(xvrrpd, runner):
    if any(name.startswith("libcurl") for name in needed(xvrrpd)):
        yield f"{xvrrpd} is linked with libcurl"
    if not any(name.startswith("libcurl") for name in needed(runner)):
        yield f"{runner} is not linked with libcurl, so this check checks nothing"


found = list(findings(*sys.argv[1:]))
print(*found, sep="\n")
sys.exit(1 if found else 0)
