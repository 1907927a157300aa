# SPDX-License-Identifier: GPL-2.0-or-later
"""A committed page equals the output of its program, and a man page formats without a warning.

Usage: generated.py PAGE PROGRAM FORMAT
"""
import pathlib
import subprocess
import sys

import man_page

page, *command = sys.argv[1:]
printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
if not printed:
    sys.exit(f"{command[0]} prints nothing: nothing was checked")
if page.endswith(".5"):
    man_page.formatted(page)
if pathlib.Path(page).read_text() != printed:
    sys.exit(f"{page} is not what the table of keywords says (run: scripts/generate-docs)")
