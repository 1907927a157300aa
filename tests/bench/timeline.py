# SPDX-License-Identifier: GPL-2.0-or-later
"""The steps of one takeover: the host of a master dies, at one advert per second."""
import contextlib
import re
import time

import capture
import lan
import routers
import table

CLIENT = "10.80.0.3/16"
PING_SECONDS = 0.01


def die(router, process):
    """The cable first, so that neither the daemon nor its kernel says a last word. Returns the time."""
    at = time.monotonic_ns()
    lan.run("ip", "-n", router.namespace, "link", "set", lan.INTERFACE, "down")
    process.kill()
    return at


def adverts(file, died, offset):
    """Their times since the death, in milliseconds, with the priority of each: that tells the router."""
    priority = capture.ADVERT_VRID + 1
    return [((at - offset - died) / 1e6, frame[priority]) for at, frame in capture.records(file) if frame[12:14] == b"\x08\x00"]


def announced(file, died, offset):
    """The first gratuitous ARP after the death."""
    return min(at - offset for at, frame in capture.records(file) if frame[12:14] == b"\x08\x06" and at - offset > died)


def answered(log, died, offset):
    """The first answer of the address after the death."""
    times = [int(float(found) * 1e9) - offset for found in re.findall(r"^\[([\d.]+)\] \d+ bytes from", log, re.M)]
    return min(at for at in times if at > died + 1e9)  # no later one was on its way


def main(build):
    print("Two routers and a client on a bridge, version 2, advert_int 1. The cable of the master is pulled and its daemon killed.")
    print(f"The client sends a ping to the address each {PING_SECONDS * 1000:.0f} ms. Milliseconds since the death.\n")
    masters, backups = (routers.Xvrrpd(build, end) for end in lan.ENDS)
    with lan.lan(lan.join_by_switch), contextlib.ExitStack() as running:
        lan.run("ip", "-n", lan.STRANGER, "address", "add", CLIENT, "dev", lan.INTERFACE)
        process = running.enter_context(masters.start(routers.write("master.conf", routers.configuration(1, 2, 1, 200))))
        lan.wait_until("it is MASTER", lambda: masters.all_in("MASTER", 1))
        running.enter_context(backups.start(routers.write("backup.conf", routers.configuration(1, 2, 1, 100))))
        lan.wait_until("the other one is BACKUP", lambda: backups.all_in("BACKUP", 1))
        with capture.frames(lan.STRANGER, "in", "ip proto 112 or arp") as file:
            running.enter_context(lan.process(lan.STRANGER, "ping", "ping", "-D", "-n", "-i", str(PING_SECONDS), routers.vip(1)))
            time.sleep(3.5)
            offset = capture.wall_minus_monotonic()
            died = die(masters, process)
            lan.wait_until("the other one is MASTER", lambda: backups.all_in("MASTER", 1))
            time.sleep(2)
        takeover = backups.takeovers()[0]
        steps = {"the last advert of A, as B's kernel stamped it": takeover["last_advert_ns"], "the host of A dies": died,
                 "the deadline of B": takeover["deadline_ns"], "B is MASTER": takeover["master_ns"],
                 "the address is on B": takeover["addresses_ns"], "the first gratuitous ARP": announced(file, died, offset),
                 "the address answers the client": answered((lan.SCRATCH / "ping.log").read_text(), died, offset)}
        heard = adverts(file, died, offset)
    table.show(["step", "ms"], [[step, f"{(at - died) / 1e6:.3f}"] for step, at in steps.items()])
    table.show(["advert of", "ms"], [["A" if priority == 200 else "B", f"{at:.3f}"] for at, priority in heard])
