# SPDX-License-Identifier: GPL-2.0-or-later
"""Reloads beside 200 masters at 10 ms: the adverts of those that a reload leaves alone must not be late."""
import contextlib
import signal
import time

import capture
import lan
import routers
import table

COUNT = 200
INTERVAL = 0.01
BOUND_MS = 20  # two intervals
CHANGED = 50   # the reloads change at most the first 50 of them
OTHERS = 3800  # on other interfaces, at 1 s
INTERFACES = 16
RUNS = 5
REST_SECONDS = 0.4
LONGEST_SECONDS = 60


def file_with(ours, first=100, changed=0, others=0):
    """The configuration of `ours` virtual routers at 10 ms and `others` at 1 s. The first `changed` of ours have the
    priority `first`."""
    beyond = range(routers.PER_INTERFACE + 1, routers.PER_INTERFACE + 1 + others)
    return routers.globals_of(3) + "".join(
        [routers.instance(number, INTERVAL, first if number <= changed else 100) for number in range(1, ours + 1)]
        + [routers.instance(number, 1, 100) for number in beyond])


SAME = file_with(COUNT)
ALL = file_with(COUNT, others=OTHERS)

# The two files of a row are loaded in turn, so each row measures a change and its way back.
FROM_FEW = {"no reload": (None, None),
            "nothing changed": (SAME, SAME),
            "one changed": (file_with(COUNT, 90, 1), SAME),
            f"{CHANGED} changed": (file_with(COUNT, 90, CHANGED), SAME),
            "one added, one removed": (file_with(COUNT + 1), SAME),
            "a broken file": (SAME[:-20] + "}}\nvrrp_instance {", SAME),
            f"a file with {OTHERS} more": (ALL, SAME)}
FROM_ALL = {f"{OTHERS} untouched": (ALL, ALL),
            f"{OTHERS} removed, {OTHERS} added": (SAME, ALL)}


def reload(router, process, config, text):
    """Milliseconds from SIGHUP to the end of the reload."""
    over, _ = router.reloads()
    config.write_text(text)
    begin = time.monotonic_ns()
    process.send_signal(signal.SIGHUP)
    lan.wait_until("the reload is over", lambda: router.reloads()[0] > over, LONGEST_SECONDS)
    taken = (time.monotonic_ns() - begin) / 1e6
    time.sleep(REST_SECONDS)
    return taken


def measure(router, process, config, texts):
    """Does these reloads RUNS times. Returns the gaps of the virtual routers that no kind changes."""
    refused, taken = router.reloads()[1], []
    with capture.frames(lan.MASTERS, "out", "proto 112") as file:
        for _ in range(RUNS):
            for text in texts:
                if text is None:
                    time.sleep(REST_SECONDS)
                else:
                    taken.append(reload(router, process, config, text))
    gaps = [gap / 1e6 for vrid, each in capture.advert_gaps(file).items() if CHANGED < vrid < COUNT for gap in each]
    return {"reloads": len(taken), "refused": router.reloads()[1] - refused, "taken": taken, "gaps": gaps}


def from_start(router, kinds, start):
    rows = []
    with lan.lan(lambda: lan.join_by_veth(INTERFACES), INTERFACES), contextlib.ExitStack() as running:
        config = routers.write("reloaded.conf", start)
        process = running.enter_context(router.start(config))
        count = start.count("vrrp_instance")
        lan.wait_until("all are MASTER", lambda: router.transitions() >= count, LONGEST_SECONDS)
        time.sleep(7)  # until the second burst of gratuitous ARP is over
        for kind, texts in kinds.items():
            rows.append((router.name, kind, measure(router, process, config, texts)))
    return rows


def rows_of(router):
    return from_start(router, FROM_FEW, SAME) + from_start(router, FROM_ALL, ALL)


def show(rows):
    cells = []
    for name, kind, seen in rows:
        late = sum(gap > BOUND_MS for gap in seen["gaps"])
        times = table.spread(seen["taken"], 0)[1:] if seen["taken"] else ["", ""]
        cells.append([f"{name}: {kind}", seen["reloads"], seen["refused"], *times, len(seen["gaps"]),
                      f"{max(seen['gaps']):.1f}", late])
    table.show(["", "reloads", "refused", "median, ms", "max, ms", "adverts", "largest gap, ms", "too long"], cells)


def main(build):
    print(f"{COUNT} masters, version 3, advert_int {INTERVAL}, one veth, one daemon; its file is changed and it gets SIGHUP,")
    print(f"{RUNS} times for each kind of change. Gaps between the adverts of the virtual routers without a change,")
    print(f"captured where they are sent; {OTHERS} more are on {INTERFACES - 1} other veths, at 1 s. Times are from SIGHUP to the")
    print(f"line that says that the reload is over. The goal: no gap above {BOUND_MS} ms.\n")
    ours = rows_of(routers.Xvrrpd(build, lan.MASTERS))
    show(ours)
    try:
        show(rows_of(routers.Keepalived(lan.MASTERS)))
    except SystemExit as never:
        print(f"keepalived: {never}")
    late = [kind for _, kind, seen in ours if max(seen["gaps"]) > BOUND_MS]
    if late:
        raise SystemExit(f"bench: xvrrpd was late: {', '.join(late)}")
