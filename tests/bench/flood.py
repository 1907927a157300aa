# SPDX-License-Identifier: GPL-2.0-or-later
"""Ten virtual routers at 100 ms beside a flood as fast as one process can send."""
import contextlib
import time

import lan
import routers
import table

COUNT = 10
INTERVAL = 0.1
SECONDS = 20
RUNS = 3
SOURCE = "10.80.0.66"  # higher than ours: it would win a tie


def exchanged(masters, backups):
    """The adverts sent, and those recognised as known, at a moment at which none is on its way."""
    while True:
        sent, known = masters.counted("advertisement-sent"), backups.counted("keepalive")
        if sent == masters.counted("advertisement-sent"):
            return sent, known


def lines(router):
    return router.log().count("\n")


def measure(build, program):
    """Runs one flood. Returns figures by name."""
    masters, backups = (routers.Xvrrpd(build, namespace) for namespace in (lan.MASTERS, lan.BACKUPS))
    with lan.lan(lan.join_by_switch), contextlib.ExitStack() as running:
        processes = []
        for router, priority, state in ((masters, 200, "MASTER"), (backups, 100, "BACKUP")):
            config = routers.write(f"{state}.conf", routers.configuration(COUNT, 3, INTERVAL, priority))
            processes.append(running.enter_context(router.start(config)))
            lan.wait_until(f"all are {state}", lambda: router.all_in(state, COUNT))
        time.sleep(7)  # until the second burst of gratuitous ARP is over
        pids = [process.pid for process in processes]
        transitions = masters.transitions() + backups.transitions()
        written = [lines(masters), lines(backups)]
        sent, known = exchanged(masters, backups)
        cpu = [lan.cpu_seconds([pid]) for pid in pids]
        flood = lan.run(*lan.inside(lan.STRANGER, program, lan.INTERFACE, SOURCE, SECONDS, COUNT))
        cpu = [lan.cpu_seconds([pid]) - before for pid, before in zip(pids, cpu)]
        sent_after, known_after = exchanged(masters, backups)
        transitions = masters.transitions() + backups.transitions() - transitions
        written = [lines(masters) - written[0], lines(backups) - written[1]]
    sent, known = sent_after - sent, known_after - known
    return {"flood, 1000 frames/s": int(flood) / SECONDS / 1000,
            "takeovers": transitions,
            "adverts sent by the masters": sent,
            "of these not counted at the backups": sent - known,
            "masters' CPU, % of one": 100 * cpu[0] / SECONDS,
            "backups' CPU, % of one": 100 * cpu[1] / SECONDS,
            "masters' log lines": written[0],
            "backups' log lines": written[1]}


def main(build):
    program = next(build.rglob("flood"), None)
    if program is None:
        raise SystemExit(f"bench: no flood in {build} (build it: cmake --build --preset release --target flood)")
    print(f"{COUNT} masters and {COUNT} backups, version 3, advert_int {INTERVAL}, on a bridge; a third host floods both for")
    print(f"{SECONDS} s, in equal parts: checksum wrong, TTL 64, VRID unknown, cut off, and right ones of priority 1, which a")
    print(f"master answers (RFC 9568 section 6.4.3). {RUNS} runs.\n")
    runs = [measure(build, program) for _ in range(RUNS)]
    table.show(["", "min", "median", "max"], [[name, *table.spread([each[name] for each in runs])] for name in runs[0]])
