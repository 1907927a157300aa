# SPDX-License-Identifier: GPL-2.0-or-later
"""The cost of one received frame in the kernel, by the program rx_cost of the build tree."""
import subprocess


def main(build):
    program = next(build.rglob("rx_cost"), None)
    if program is None:
        raise SystemExit(f"bench: no rx_cost in {build} (build it: cmake --build --preset release --target rx_cost)")
    subprocess.run([program], check=True)
