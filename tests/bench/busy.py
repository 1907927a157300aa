# SPDX-License-Identifier: GPL-2.0-or-later
"""255 virtual routers at 10 ms beside busy processors: silences of the masters, and false takeovers."""
import contextlib
import os
import time

import capture
import lan
import routers
import table

COUNT = 255
INTERVAL = 0.01
SECONDS = 60
SETTLE_SECONDS = 8  # until the starts and the second burst of gratuitous ARP are over
MASTER_DOWN_MS = 30 + 10 * (256 - 100) / 256
BUSY_LOOP = "while :; do :; done"

# Both daemons with their default scheduling, and each with the default of the other. A keepalived with real-time
# priority is killed at the start of so many virtual routers, unless it may run for more than its 10 ms at a time.
KINDS = {"xvrrpd": (routers.Xvrrpd, ""),
         "xvrrpd, ordinary priority": (routers.Xvrrpd, "vrrp_priority 0"),
         "keepalived": (routers.Keepalived, ""),
         "keepalived, real-time priority": (routers.Keepalived,
                                            "vrrp_rt_priority 1\n    vrrp_rlimit_rttime 1000000")}


@contextlib.contextmanager
def busy_processors():
    """One busy loop for each processor."""
    with contextlib.ExitStack() as running:
        for each in range(os.cpu_count()):
            running.enter_context(lan.process(lan.MASTERS, f"busy-{each}", "sh", "-c", BUSY_LOOP))
        yield


def measure(masters, backups, more):
    """Runs the same daemon at both ends. Returns figures by name."""
    with lan.lan(), contextlib.ExitStack() as running:
        high = routers.write("masters.conf", routers.configuration(COUNT, 3, INTERVAL, 200, more))
        low = routers.write("backups.conf", routers.configuration(COUNT, 3, INTERVAL, 100, more))
        of_masters = running.enter_context(masters.start(high))
        lan.wait_until("all masters were MASTER", lambda: masters.transitions() >= COUNT)
        of_backups = running.enter_context(backups.start(low))
        time.sleep(SETTLE_SECONDS)
        if of_backups.poll() is not None:
            raise SystemExit(f"bench: {backups.name} did not start: {backups.log()}")
        pids = masters.workers(of_masters), backups.workers(of_backups)
        with busy_processors(), capture.frames(lan.MASTERS, "out", "proto 112") as file:
            transitions = masters.transitions() + backups.transitions()
            cpu = [lan.cpu_seconds(each) for each in pids]
            time.sleep(SECONDS)
            cpu = [lan.cpu_seconds(each) - before for each, before in zip(pids, cpu)]
            transitions = masters.transitions() + backups.transitions() - transitions
        gaps = [gap / 1e6 for each in capture.advert_gaps(file).values() for gap in each]
        return {"adverts": len(gaps), "late": sum(gap > MASTER_DOWN_MS for gap in gaps), "largest": max(gaps),
                "transitions": transitions, "cpu": cpu}


def main(build):
    print(f"{COUNT} virtual routers, version 3, advert_int {INTERVAL}, one veth, the same daemon at both ends; a busy loop")
    print(f"for each processor; {SECONDS} s. Gaps between the adverts of a virtual router as the masters' end of the veth")
    print(f"captures them; too long is more than the master-down interval, {MASTER_DOWN_MS:.1f} ms. Takeovers at either end.")
    print("The goal: none. Ordinary priority is vrrp_priority 0, real-time priority vrrp_rt_priority 1.\n")
    rows = []
    for name, (router, more) in KINDS.items():
        build_of = (build,) if router is routers.Xvrrpd else ()
        try:
            seen = measure(router(*build_of, lan.MASTERS), router(*build_of, lan.BACKUPS), more)
        except FileNotFoundError:  # its /proc directory: the kernel ended it for its limit of real time
            rows.append([name, *["its process died"] + [""] * 5])
            continue
        rows.append([name, seen["adverts"], f"{seen['largest']:.1f}", seen["late"], seen["transitions"],
                     *[f"{each:.2f}" for each in seen["cpu"]]])
    table.show(["", "adverts", "largest gap, ms", "too long", "takeovers", "masters' CPU s", "backups' CPU s"], rows)
