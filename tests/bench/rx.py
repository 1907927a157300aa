# SPDX-License-Identifier: GPL-2.0-or-later
"""The cost of one received frame in the kernel, by the program rx_cost of the build tree."""
import re
import subprocess

import table


def tables_of(said):
    """One for each program: its name stands on a line alone."""
    heads, *rows = (re.split(r" {2,}", row.strip()) for row in said.splitlines() if row.strip())
    found = [{"heads": heads, "rows": []}]
    for row in rows:
        if len(row) == 1:
            found.append({"heads": [row[0], *heads[1:]], "rows": []})
        else:
            found[-1]["rows"].append(row)
    return found


def main(build):
    program = next(build.rglob("rx_cost"), None)
    if program is None:
        raise SystemExit(f"bench: no rx_cost in {build} (build it: cmake --build --preset release --target rx_cost)")
    said = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout
    print(said)
    table.shown += tables_of(said)
