# SPDX-License-Identifier: GPL-2.0-or-later
"""The cost of being a BACKUP while nothing happens: wake-ups, system calls and CPU time."""
import contextlib
import json
import pathlib
import re
import signal
import subprocess
import time

import lan
import routers
import table

COUNT = 200
INTERVAL = 0.1
SECONDS = 30
STRACE_SECONDS = 5
MANY = 1000
MANY_INTERFACES = 4
MANY_SECONDS = 20


def voluntary_switches(pids):
    texts = (pathlib.Path(f"/proc/{pid}/status").read_text() for pid in pids)
    return sum(int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.MULTILINE)[1]) for text in texts)


def system_calls(pids, masters):
    """Counts system calls with strace, and the adverts that came meanwhile."""
    summary, said = lan.SCRATCH / "strace", lan.SCRATCH / "strace.log"
    attach = [word for pid in pids for word in ("-p", str(pid))]
    with said.open("wb") as log, subprocess.Popen(["strace", "-c", "-f", "-o", summary, *attach], stderr=log) as strace:
        lan.wait_until("strace is attached", lambda: said.read_text().count(" attached") >= len(pids))
        before = masters.counted("advertisement-sent")
        time.sleep(STRACE_SECONDS)
        strace.send_signal(signal.SIGINT)
        after = masters.counted("advertisement-sent")
    total = re.search(r"^100\.00\s+\S+\s+\S+\s+(\d+).*total$", summary.read_text(), re.MULTILINE)
    return int(total[1]), after - before


def measure(masters, process, router):
    """Runs one daemon with COUNT backups in steady state. Returns figures by name."""
    pids = router.workers(process)
    sent = masters.counted("advertisement-sent")
    switches, cpu = voluntary_switches(pids), lan.cpu_seconds(pids)
    time.sleep(SECONDS)
    switches, cpu = voluntary_switches(pids) - switches, lan.cpu_seconds(pids) - cpu
    sent = masters.counted("advertisement-sent") - sent
    calls, traced = system_calls(pids, masters)
    if not router.all_in("BACKUP", COUNT):
        raise SystemExit(f"bench: {router.name} took over while its masters were alive: no steady state")
    return {"adverts": sent, "switches": switches, "cpu": cpu, "calls": calls, "traced": traced}


def show(rows):
    table.show(
        ["", "adverts received", "wake-ups", "per advert", "per instance and s", "system calls per advert", "CPU s"],
        [[name, each["adverts"], each["switches"], f"{each['switches'] / each['adverts']:.4f}",
          f"{each['switches'] / COUNT / SECONDS:.4f}", f"{each['calls'] / each['traced']:.4f}", f"{each['cpu']:.3f}"]
         for name, each in rows])


def received():
    """The frames that the interfaces of the backups have received."""
    links = json.loads(lan.run(*lan.inside(lan.BACKUPS, "ip", "-j", "-s", "link")))
    return sum(link["stats64"]["rx"]["packets"] for link in links if link["ifname"].startswith("eth"))


def measure_many(process, router):
    """Figures of one daemon with MANY backups in steady state, by name."""
    pids = router.workers(process)
    frames, switches, cpu = received(), voluntary_switches(pids), lan.cpu_seconds(pids)
    time.sleep(MANY_SECONDS)
    frames, switches, cpu = received() - frames, voluntary_switches(pids) - switches, lan.cpu_seconds(pids) - cpu
    return [frames, f"{switches / frames:.4f}", f"{100 * cpu / MANY_SECONDS:.2f}", f"{1e9 * cpu / frames:.0f}"]


def many(build):
    """Bursts come from an xvrrpd, whose masters send together. Those of a keepalived are spread over the interval."""
    print(f"\n{MANY} backups on {MANY_INTERFACES} veths, version 3, advert_int {INTERVAL}, {MANY_SECONDS} s. The adverts come in")
    print("bursts (the masters are an xvrrpd) or spread over the interval (the masters are a keepalived). User space only.")
    print("The goal: at most 70 ns per advert.\n")
    rows = []
    for masters, kind in ((routers.Xvrrpd(build, lan.MASTERS), "bursts"), (routers.Keepalived(lan.MASTERS), "spread")):
        for router in (routers.Xvrrpd(build, lan.BACKUPS), routers.Keepalived(lan.BACKUPS)):
            with (lan.lan(lambda: lan.join_by_veth(MANY_INTERFACES), MANY_INTERFACES),
                  contextlib.ExitStack() as running):
                high = routers.write("masters.conf", routers.configuration(MANY, 3, INTERVAL, 200))
                low = routers.write("backups.conf", routers.configuration(MANY, 3, INTERVAL, 100))
                running.enter_context(masters.start(high))
                lan.wait_until("all masters are MASTER", lambda: masters.all_in("MASTER", MANY), 60)
                process = running.enter_context(router.start(low))
                lan.wait_until(f"all of {router.name} is BACKUP", lambda: router.all_in("BACKUP", MANY), 60)
                time.sleep(7)  # until the masters' second burst of gratuitous ARP is over
                rows.append([f"{router.name}, {kind}", *measure_many(process, router), router.transitions()])
    table.show(["", "adverts received", "wake-ups per advert", "CPU, % of one", "ns per advert", "takeovers"], rows)


def main(build):
    print(f"{COUNT} backups, version 3, advert_int {INTERVAL}, one veth, {SECONDS} s; the masters are an xvrrpd at")
    print("the other end. Wake-ups are voluntary context switches; system calls by strace in a window of their own")
    print(f"of {STRACE_SECONDS} s; CPU time of all processes of the daemon.")
    print("The goal: no wake-up per advert, at most 0.3 per instance and second.\n")
    rows = []
    for router in (routers.Xvrrpd(build, lan.BACKUPS), routers.Keepalived(lan.BACKUPS)):
        masters = routers.Xvrrpd(build, lan.MASTERS)
        with lan.lan(), contextlib.ExitStack() as running:
            high = routers.write("masters.conf", routers.configuration(COUNT, 3, INTERVAL, 200))
            low = routers.write("backups.conf", routers.configuration(COUNT, 3, INTERVAL, 100))
            running.enter_context(masters.start(high))
            lan.wait_until("all masters are MASTER", lambda: masters.all_in("MASTER", COUNT))
            process = running.enter_context(router.start(low))
            lan.wait_until(f"all of {router.name} is BACKUP", lambda: router.all_in("BACKUP", COUNT))
            time.sleep(2)  # until the second burst of gratuitous ARP and the first adverts are over
            rows.append((router.name, measure(masters, process, router)))
    show(rows)
    many(build)
