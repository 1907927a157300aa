# SPDX-License-Identifier: GPL-2.0-or-later
"""Masters whose daemon runs, is stopped, or is killed and started again: gaps between adverts, and processor time."""
import contextlib
import json
import os
import pathlib
import signal
import time

import busy
import capture
import lan
import routers
import scale
import table

COUNTS = (1, 250, 1000)
INTERVALS = (0.01, 0.1)
SECONDS = 3   # of each state
LEASE = 20    # seconds, longer than a stop, and than a kill with a start on a busy machine
SETTLE_SECONDS = 1.5
REST_SECONDS = 0.3
LOADS = {"idle": contextlib.nullcontext, "busy": busy.busy_processors}
PROGRAM = "vrrp_stand_in"
BPF_STATS = pathlib.Path("/proc/sys/kernel/bpf_stats_enabled")


@contextlib.contextmanager
def program_times():
    """The kernel counts the time of BPF programs only while somebody asks for it."""
    before = BPF_STATS.read_text()
    BPF_STATS.write_text("1")
    try:
        yield
    finally:
        BPF_STATS.write_text(before)


def program_seconds():
    """The time of the program that sends, with the way of its frames through the veth."""
    programs = json.loads(lan.run("bpftool", "-j", "prog", "show"))
    return sum(each.get("run_time_ns", 0) for each in programs if each.get("name") == PROGRAM) / 1e9


def softirq_seconds():
    """The time of all processors in softirq context, as the ticks sample it."""
    with open("/proc/stat", encoding="ascii") as file:
        return int(file.readline().split()[7]) / os.sysconf("SC_CLK_TCK")


def shares(pids):
    """Waits SECONDS. Returns the daemon, the softirq and the program meanwhile, each in % of one processor."""
    clocks = (lambda: lan.cpu_seconds(pids), softirq_seconds, program_seconds)
    begin, before = time.monotonic(), [clock() for clock in clocks]
    time.sleep(SECONDS)
    after, taken = [clock() for clock in clocks], time.monotonic() - begin
    return [100 * (new - old) / taken for old, new in zip(before, after)]


def signal_all(pids, number):
    for pid in pids:
        os.kill(pid, number)


def running(router, process, _start):
    return process, shares(router.workers(process))


def stopped(router, process, _start):
    pids = router.workers(process)
    signal_all(pids, signal.SIGSTOP)
    try:
        return process, shares(pids)
    finally:
        signal_all(pids, signal.SIGCONT)


def killed(_router, process, start):
    process.kill()
    process.wait()
    seen = shares([])
    return start(), seen


STATES = {"xvrrpd": {"running": running, "stopped": stopped, "killed": killed},
          "keepalived": {"running": running, "stopped": stopped}}


def largest_gaps(file, begins):
    """Maps each name of begins to the largest time in ms between two adverts of a VRID. The second one came after the
    time of this name, and before that of the next."""
    last, largest = {}, dict.fromkeys(begins, 0)
    limits = [*begins.items(), ("", float("inf"))]
    place = -1
    for at, frame in capture.records(file):
        while at >= limits[place + 1][1]:
            place += 1
        vrid = frame[capture.ADVERT_VRID]
        if place >= 0:
            name = limits[place][0]
            largest[name] = max(largest[name], (at - last.get(vrid, at)) / 1e6)
        last[vrid] = at
    return largest


def is_master(router, count):
    """Whether all of them are, in the present life of the daemon."""
    return router.all_in("MASTER", count) if router.name == "xvrrpd" else router.transitions() >= count


def measure(router, count, interval):
    """Goes through all states, idle and beside busy loops. Returns the gaps and the shares by (load, state)."""
    more = "vrrp_garp_master_delay 0" + (f"\n    stand_in {LEASE}" if router.name == "xvrrpd" else "")
    last = (count - 1) // routers.PER_INTERFACE
    begins, seen = {}, {}
    with lan.lan(lambda: lan.join_by_veth(last + 1), last + 1), contextlib.ExitStack() as processes:
        config = routers.write("m.conf", routers.configuration(count, 3, interval, 100, more))

        def start():
            process = processes.enter_context(router.start(config))
            lan.wait_until("all are MASTER", lambda: is_master(router, count), scale.LONGEST_SECONDS)
            return process

        process = start()
        time.sleep(SETTLE_SECONDS)
        with capture.frames(lan.BACKUPS, "in", "proto 112", f"eth{last}") as file:
            for load, burden in LOADS.items():
                with burden():
                    time.sleep(REST_SECONDS)
                    for state, run in STATES[router.name].items():
                        begins[load, state] = time.time_ns()
                        process, seen[load, state] = run(router, process, start)
                        time.sleep(REST_SECONDS)
        gaps = largest_gaps(file, begins)
        lan.wait_until("all are MASTER again", lambda: is_master(router, count))
    return gaps, seen


def others_softirq():
    """What the softirq takes while no daemon is there, by load."""
    base = {}
    with lan.lan():
        for load, burden in LOADS.items():
            with burden():
                base[load] = shares([])[1]
    return base


def rows_of(router, base):
    rows = []
    for interval in INTERVALS:
        for count in COUNTS:
            gaps, seen = measure(router, count, interval)
            for load in LOADS:
                daemon, softirq, _ = seen[load, "running"]
                _, alone, program = seen[load, "stopped"]
                of_kernel = [f"{alone - base[load]:.1f}", f"{program:.2f}"] if router.name == "xvrrpd" else ["", ""]
                rows.append([f"{router.name}: {count} at {1000 * interval:.0f} ms, {load}",
                             *[f"{gaps[load, state]:.1f}" if (load, state) in gaps else ""
                               for state in STATES["xvrrpd"]],
                             f"{daemon:.2f}", f"{softirq - base[load]:.1f}", *of_kernel])
    return rows


def main(build):
    print("Masters of version 3 of one daemon, which runs, is stopped (SIGSTOP), or is killed (SIGKILL) and started again;")
    print(f"{SECONDS} s of each, idle and beside a busy loop for each processor. The lease is {LEASE} s. keepalived is silent")
    print("while it is stopped. Gap: the largest time between two adverts of a VRID, with the way from one state to")
    print("the next, as the peer captures them on one of its veths. CPU in % of one processor: of the daemon, of the")
    print(f"softirq in the whole system beyond that without a daemon, and of {PROGRAM} alone.\n")
    with program_times():
        base = others_softirq()
        rows = [row for router in (routers.Xvrrpd(build, lan.MASTERS), routers.Keepalived(lan.MASTERS))
                for row in rows_of(router, base)]
    table.show(["", "gap, ms: running", "stopped", "killed", "daemon, %", "softirq", "softirq, stopped", "the program"],
               rows)
