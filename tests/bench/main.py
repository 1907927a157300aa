# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/bench: runs the benchmarks that are named, or all. Prints tables; only reload asserts something."""
import argparse
import datetime
import os
import pathlib
import platform
import signal
import subprocess
import sys

import busy
import failover
import flood
import health
import mass
import metrics
import reload
import result
import routers
import rx
import scale
import standin
import steady
import table
import timeline

BENCHMARKS = {"steady": steady, "rx": rx, "failover": failover, "flood": flood, "busy": busy, "reload": reload,
              "health": health, "scale": scale, "mass": mass, "standin": standin, "metrics": metrics,
              "timeline": timeline}




def git(*arguments):
    return subprocess.run(["git", *arguments, "--", "bpf", "include", "userspace"], capture_output=True, text=True, check=False).stdout


def revision():
    """The last commit that changed what is measured."""
    commit = git("log", "-1", "--format=%h").strip() or "no commit"
    return f"{commit} with changes" if git("status", "--porcelain") else commit


def write_json(directory, name, machine):
    found = {"command": f"sudo scripts/bench {name}", "commit": revision(), "date": datetime.date.today().isoformat(),
             "machine": machine, "tables": table.shown}
    (directory / f"{name}.json").write_text(result.text_of(found))


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--json", type=pathlib.Path, metavar="DIR", help="writes the tables of each to DIR/NAME.json, too")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    asked = parser.parse_args()
    unknown = set(asked.names) - BENCHMARKS.keys()
    if unknown:
        raise SystemExit(f"bench: no benchmark {', '.join(sorted(unknown))} (there are {', '.join(BENCHMARKS)})")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything that was started is stopped
    machine = f"Linux {platform.release()}, {os.cpu_count()} processors, keepalived {routers.keepalived_version()}"
    print(machine)
    for name in asked.names or BENCHMARKS:
        print(f"\n== {name}: {BENCHMARKS[name].__doc__}\n\n$ sudo scripts/bench {name}\n", flush=True)
        table.shown.clear()
        BENCHMARKS[name].main(asked.build.resolve())
        if asked.json:
            write_json(asked.json, name, machine)


main()
