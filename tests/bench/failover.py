# SPDX-License-Identifier: GPL-2.0-or-later
"""The time of a mass failover: the masters of 250 virtual routers vanish at once."""
import contextlib
import statistics
import time

import capture
import lan
import routers
import table

COUNT = 250
RUNS = 5


def batch_ms(count):
    """The time that `ip -batch` needs to add count of the addresses to the same interface, with its process start."""
    files = {}
    for verb in ("add", "del"):
        lines = [f"address {verb} {routers.vip(vrid)}/32 dev {lan.INTERFACE}\n" for vrid in range(1, count + 1)]
        files[verb] = routers.write(f"batch.{verb}", "".join(lines))
    begin = time.monotonic_ns()
    lan.run(*lan.inside(lan.BACKUPS, "ip", "-batch", files["add"]))
    taken = (time.monotonic_ns() - begin) / 1e6
    lan.run(*lan.inside(lan.BACKUPS, "ip", "-batch", files["del"]))
    return taken


def takeover(build, survivor):
    """Kills the masters and waits for the survivor. Returns the first announcement of each address and the survivor's
    takeovers."""
    masters = routers.Xvrrpd(build, lan.MASTERS)
    high = routers.write("masters.conf", routers.configuration(COUNT, 2, 1, 200))
    low = routers.write("backups.conf", routers.configuration(COUNT, 2, 1, 100))
    with contextlib.ExitStack() as running:
        process = running.enter_context(masters.start(high))
        lan.wait_until("all masters are MASTER", lambda: masters.all_in("MASTER", COUNT))
        running.enter_context(survivor.start(low))
        lan.wait_until(f"all of {survivor.name} is BACKUP", lambda: survivor.all_in("BACKUP", COUNT))
        time.sleep(7)  # until the masters' second burst of gratuitous ARP is over
        with capture.frames(lan.MASTERS, "in", "arp") as file:
            process.kill()
            time.sleep(4.5)  # the master-down interval is 3.6 s
            lan.wait_until(f"all of {survivor.name} is MASTER", lambda: survivor.all_in("MASTER", COUNT))
        takeovers = survivor.takeovers()
    announced = capture.first_announcements(file)
    missing = {routers.vip(vrid) for vrid in range(1, COUNT + 1)} - announced.keys()
    if missing:
        raise SystemExit(f"bench: {survivor.name} never announced {len(missing)} of {COUNT} addresses")
    return [announced[routers.vip(vrid)] for vrid in range(1, COUNT + 1)], takeovers


def width_ms(times):
    return (max(times) - min(times)) / 1e6


def main(build):
    print(f"{COUNT} virtual routers (version 2, advert_int 1) on one veth; their masters, one process, are killed.")
    print(f"Gratuitous ARP by capture at the other end; {RUNS} runs each, taking turns; milliseconds.")
    print("The goal: announced within 3 times the time of `ip -batch` for adding the addresses.\n")
    rows = {name: [] for name in (f"ip -batch: add {COUNT} addresses", "ip -batch: an empty file",
                                  "xvrrpd: first to last announcement", "xvrrpd: first deadline to last announcement",
                                  "xvrrpd: spread of the deadlines", "keepalived: first to last announcement")}
    for _ in range(RUNS):
        with lan.lan():
            batch, empty = batch_ms(COUNT), batch_ms(0)
            announced, takeovers = takeover(build, routers.Xvrrpd(build, lan.BACKUPS))
        with lan.lan():
            announced_by_keepalived, _ = takeover(build, routers.Keepalived(lan.BACKUPS))
        deadlines = [each["deadline_ns"] for each in takeovers]
        figures = (batch, empty, width_ms(announced), (max(announced) - min(deadlines)) / 1e6, width_ms(deadlines),
                   width_ms(announced_by_keepalived))
        for row, figure in zip(rows.values(), figures):
            row.append(figure)
    batch = statistics.median(next(iter(rows.values())))
    table.show(["", "min", "median", "max", "median / ip -batch"],
               [[name, *table.spread(values), f"{statistics.median(values) / batch:.2f}"]
                for name, values in rows.items()])
