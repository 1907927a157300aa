# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/bench: runs the benchmarks that are named, or all. Prints tables; only reload asserts something."""
import os
import pathlib
import platform
import signal
import sys

import busy
import failover
import flood
import health
import mass
import metrics
import reload
import routers
import rx
import scale
import standin
import steady

BENCHMARKS = {"steady": steady, "rx": rx, "failover": failover, "flood": flood, "busy": busy, "reload": reload,
              "health": health, "scale": scale, "mass": mass, "standin": standin, "metrics": metrics}


def main(build, *names):
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        raise SystemExit(f"bench: no benchmark {', '.join(sorted(unknown))} (there are {', '.join(BENCHMARKS)})")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything that was started is stopped
    print(f"Linux {platform.release()}, {os.cpu_count()} processors, keepalived {routers.keepalived_version()}")
    for name in names or BENCHMARKS:
        print(f"\n== {name}: {BENCHMARKS[name].__doc__}\n\n$ sudo scripts/bench {name}\n", flush=True)
        BENCHMARKS[name].main(pathlib.Path(build).resolve())


main(*sys.argv[1:])
