# SPDX-License-Identifier: GPL-2.0-or-later
"""The same event for 4,000 virtual routers at once: takeover, link down and up, SIGTERM; and a time of rest."""
import contextlib
import signal
import time

import capture
import lan
import routers
import scale
import steady
import table

REST_SECONDS = 10
GRAIN_SECONDS = 0.01  # of the times that are waited for
PRIORITY_ZERO = "proto 112 and ip[22] = 0"  # behind an IP header without options


def first_to_last_ms(file):
    times = [at for at, _ in capture.records(file)]
    return (max(times) - min(times)) / 1e6 if times else 0


def placed(namespace):
    """The number of virtual addresses."""
    return lan.run(*lan.inside(namespace, "ip", "-4", "-oneline", "address")).count(".1.")


def rest(router, process, state):
    """Wake-ups per second and % of a processor, in steady state."""
    pids = router.workers(process)
    switches, cpu = steady.voluntary_switches(pids), lan.cpu_seconds(pids)
    time.sleep(REST_SECONDS)
    return {f"{state}: wake-ups per s": (steady.voluntary_switches(pids) - switches) / REST_SECONDS,
            f"{state}: CPU, % of one": 100 * (lan.cpu_seconds(pids) - cpu) / REST_SECONDS}


def entered(router, state):
    return router.log().count(f"Entering {state} STATE")


def timed(what, is_so):
    begin = time.monotonic_ns()
    lan.wait_until(what, is_so, scale.LONGEST_SECONDS, GRAIN_SECONDS)
    return (time.monotonic_ns() - begin) / 1e6


def masters_figures(router):
    """The figures of a daemon that is alone, from its start to its end."""
    count, figures = scale.COUNT, {}
    with scale.lan_of_many(), contextlib.ExitStack() as running:
        process = running.enter_context(router.start(routers.write("m.conf", routers.configuration(count, 3, 1, 100))))
        lan.wait_until("one is MASTER", lambda: entered(router, "MASTER") > 0, scale.LONGEST_SECONDS)
        figures["takeover: first MASTER to the last address, ms"] = timed(
            "all addresses are there", lambda: placed(lan.MASTERS) >= count)
        time.sleep(scale.SETTLE_SECONDS)
        figures |= rest(router, process, f"{count} masters")
        links = [f"eth{number}" for number in range(scale.INTERFACES)]
        for change, state in (("down", "FAULT"), ("up", "BACKUP")):
            before, cpu = entered(router, state), lan.cpu_seconds(router.workers(process))
            batch = routers.write(f"{change}.batch", "".join(f"link set {each} {change}\n" for each in links))
            lan.run(*lan.inside(lan.BACKUPS, "ip", "-batch", batch))
            figures[f"links {change}: `ip -batch` to the last {state}, ms"] = timed(
                f"all are {state}", lambda: entered(router, state) >= before + count)
            figures[f"links {change}: the same, CPU, ms"] = (
                lan.cpu_seconds(router.workers(process)) - cpu) * 1000
        lan.wait_until("all are MASTER again", lambda: placed(lan.MASTERS) >= count, scale.LONGEST_SECONDS)
        time.sleep(scale.SETTLE_SECONDS)
        with capture.frames(lan.BACKUPS, "in", PRIORITY_ZERO, "any") as file:
            process.send_signal(signal.SIGTERM)
            figures["SIGTERM: until it is gone, ms"] = timed("it is gone", lambda: process.poll() is not None)
            figures["SIGTERM: addresses that are left"] = placed(lan.MASTERS)
        figures["SIGTERM: adverts with priority 0"] = len(list(capture.records(file)))
        figures["SIGTERM: first to last of these, ms"] = first_to_last_ms(file)
    return figures


def backups_figures(build, router):
    with scale.lan_of_many(), contextlib.ExitStack() as running:
        masters = routers.Xvrrpd(build, lan.MASTERS)
        high = routers.write("high.conf", routers.configuration(scale.COUNT, 3, 1, 200))
        low = routers.write("low.conf", routers.configuration(scale.COUNT, 3, 1, 100))
        running.enter_context(masters.start(high))
        lan.wait_until("all masters are MASTER", lambda: entered(masters, "MASTER") >= scale.COUNT)
        time.sleep(scale.SETTLE_SECONDS)
        process = running.enter_context(router.start(low))
        lan.wait_until("all are BACKUP", lambda: entered(router, "BACKUP") >= scale.COUNT, scale.LONGEST_SECONDS)
        time.sleep(scale.SETTLE_SECONDS)
        before = entered(router, "MASTER")
        return rest(router, process, f"{scale.COUNT} backups") | {"takeovers of living masters": before}


def main(build):
    print(f"{scale.COUNT} virtual routers, version 3, advert_int 1, one address each, on {scale.INTERFACES} veths. A daemon that")
    print(f"is alone becomes MASTER of all; its peer's ends of the links go down and up; SIGTERM. Rest is {REST_SECONDS} s. The")
    print("backups' masters are an xvrrpd. One run.\n")
    figures = {}
    for router, backup in ((routers.Xvrrpd(build, lan.MASTERS), routers.Xvrrpd(build, lan.BACKUPS)),
                           (routers.Keepalived(lan.MASTERS), routers.Keepalived(lan.BACKUPS))):
        figures[router.name] = masters_figures(router) | backups_figures(build, backup)
    table.show(["", *figures], [[name, *[f"{each[name]:.1f}" for each in figures.values()]] for name in figures["xvrrpd"]])
