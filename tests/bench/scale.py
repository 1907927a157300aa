# SPDX-License-Identifier: GPL-2.0-or-later
"""4,000 virtual routers: parse, start, memory, and reloads that change nothing or one of them."""
import contextlib
import pathlib
import re
import resource
import signal
import subprocess
import time

import capture
import lan
import routers
import table

COUNT = 4000
ADDRESS_COUNTS = (10_000, 100_000)
INTERFACES = 16
RUNS = 5
START_RUNS = 3
PROBE_VRID = 255  # one more, on the last interface, at 10 ms: gaps between its adverts show that the daemon was busy
PROBE_INTERVAL = 0.01
SETTLE_SECONDS = 8
LONGEST_SECONDS = 120


def lan_of_many():
    return lan.lan(lambda: lan.join_by_veth(INTERFACES), INTERFACES)


def file_with(priority_of_first=100, count=COUNT):
    """The configuration of count virtual routers at 1 s, with the probe among them."""
    probe = routers.instance(PROBE_VRID + routers.PER_INTERFACE * (INTERFACES - 1), PROBE_INTERVAL, 100)
    others = [routers.instance(number, 1, 100) for number in range(2, count)]
    return routers.globals_of(3) + "".join([routers.instance(1, 1, priority_of_first), *others, probe])


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cost_ms(*command):
    """The time of a process by the clock, and its processor time."""
    begin, cpu = time.monotonic_ns(), cpu_of_children()
    subprocess.run(list(map(str, command)), check=False, capture_output=True)
    return (time.monotonic_ns() - begin) / 1e6, (cpu_of_children() - cpu) * 1000


def parse_rows(build):
    """The cost of a process that only tests the file, and of the reading alone."""
    with lan_of_many():
        config = routers.write("many.conf", file_with())
        ours = lan.inside(lan.MASTERS, build / "xvrrpd", "-t", "-f", config)
        theirs = lan.inside(lan.MASTERS, "keepalived", "-t", "-f", config)
        nothing = lan.inside(lan.MASTERS, build / "xvrrpd", "-v")
        program = next(build.rglob("parse_cost"), None)
        if program is None:
            raise SystemExit(f"bench: no parse_cost in {build} (cmake --build --preset release --target parse_cost)")
        commands = {"xvrrpd -v, which reads nothing": nothing, "xvrrpd -t": ours, "keepalived -t": theirs}
        rows = {}
        for _ in range(RUNS):
            for name, command in commands.items():
                for figure, unit in zip(cost_ms(*command), ("by the clock", "CPU")):
                    rows.setdefault(f"{name}, {unit}, ms", []).append(figure)
        said = [line.split() for line in lan.run(*lan.inside(lan.MASTERS, program, config, RUNS)).splitlines()]
        for unit, figures in zip(("by the clock", "CPU"), zip(*said)):
            rows[f"xvrrpd: the reading alone, {unit}, ms"] = list(map(float, figures))
    return [[name, *table.spread(values, 1)] for name, values in rows.items()]


def with_addresses(count):
    """One instance with so many addresses. It stays BACKUP, because the kernel needs minutes to place 100,000."""
    lines = "".join(f"10.{100 + at // 65536}.{at // 256 % 256}.{at % 256}/32\n" for at in range(count))
    return (f"{routers.globals_of(2, 'vrrp_startup_delay 600')}vrrp_instance many {{\ninterface eth0\n"
            "virtual_router_id 1\nvirtual_ipaddress { 10.80.1.1 }\n"
            f"virtual_ipaddress_excluded {{\n{lines}}}\n}}\n")


def address_rows(build):
    """One instance with many addresses: all costs grow with their number, not with its square."""
    rows = []
    for count in ADDRESS_COUNTS:
        ours = routers.Xvrrpd(build, lan.MASTERS)
        with lan.lan(), contextlib.ExitStack() as running:
            config = routers.write("addresses.conf", with_addresses(count))
            running.enter_context(ours.start(config))
            lan.wait_until("BACKUP", lambda: "Entering BACKUP STATE" in ours.log(), LONGEST_SECONDS)
            for name, command in {
                    "xvrrpd -t": [build / "xvrrpd", "-t", "-f", config],
                    "keepalived -t": ["keepalived", "-t", "-f", config],
                    "xvrrpctl -j status": [build / "xvrrpctl", "--runtime-dir", ours.runtime_dir, "-j", "status"],
            }.items():
                costs = [cost_ms(*lan.inside(lan.MASTERS, *command))[0] for _ in range(3)]
                rows.append([f"{count} addresses: {name}, by the clock, ms", *table.spread(costs, 1)])
    return rows


def resident_mib(pids):
    texts = (pathlib.Path(f"/proc/{pid}/status").read_text() for pid in pids)
    return sum(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) for text in texts) / 1024


def reload(router, process, config, text):
    """Milliseconds from SIGHUP to the end of the reload, the largest gap of the probe's adverts, CPU milliseconds."""
    config.write_text(text)
    over, _ = router.reloads()
    pids = router.workers(process)
    expression = f"proto 112 and ip[21] = {PROBE_VRID}"
    with capture.frames(lan.MASTERS, "out", expression, f"eth{INTERFACES - 1}") as file:
        time.sleep(0.3)
        cpu = lan.cpu_seconds(pids)
        begin = time.monotonic_ns()
        process.send_signal(signal.SIGHUP)
        lan.wait_until("the reload is over", lambda: router.reloads()[0] > over, LONGEST_SECONDS)
        taken = (time.monotonic_ns() - begin) / 1e6
        cpu = (lan.cpu_seconds(pids) - cpu) * 1000
        time.sleep(0.3)
    (gaps,) = capture.advert_gaps(file).values()
    return taken, max(gaps) / 1e6, cpu


def run_rows(router):
    """The rows of a table: start, memory, reloads."""
    starts, start_cpu, memory = [], [], []
    same, changed = {"taken": [], "gap": [], "cpu": []}, {"taken": [], "gap": [], "cpu": []}
    for run in range(START_RUNS):
        with lan_of_many(), contextlib.ExitStack() as running:
            config = routers.write("many.conf", file_with())
            begin = time.monotonic_ns()
            process = running.enter_context(router.start(config))
            lan.wait_until("all have left INIT", lambda: router.log().count("Entering BACKUP STATE") >= COUNT,
                           LONGEST_SECONDS)
            starts.append((time.monotonic_ns() - begin) / 1e6)
            start_cpu.append(lan.cpu_seconds(router.workers(process)) * 1000)
            if run + 1 < START_RUNS:
                continue
            lan.wait_until("all are MASTER", lambda: router.log().count("Entering MASTER STATE") >= COUNT,
                           LONGEST_SECONDS)
            time.sleep(SETTLE_SECONDS)
            memory.append(resident_mib(router.workers(process)))
            for turn in range(RUNS):
                for rows, text in ((same, config.read_text()), (changed, file_with(90 + turn))):
                    for row, figure in zip(rows.values(), reload(router, process, config, text)):
                        row.append(figure)
    name = router.name
    return [[f"{name}: exec to the last that is BACKUP, ms", *table.spread(starts, 0)],
            [f"{name}: the same, CPU, ms", *table.spread(start_cpu, 0)],
            [f"{name}: memory with {COUNT} masters, MiB", *table.spread(memory, 1)],
            *[[f"{name}: {what} changed, {figure}", *table.spread(rows[key], 1)]
              for what, rows in (("nothing", same), ("one", changed))
              for key, figure in (("taken", "SIGHUP to reloaded, ms"), ("gap", "largest gap at 10 ms, ms"),
                                  ("cpu", "CPU until then, ms"))]]


def main(build):
    print(f"{COUNT} virtual routers, version 3, one address each, on {INTERFACES} veths; one is at {PROBE_INTERVAL} s, the")
    print("others at 1 s. CPU of xvrrpd is its loop's, without the thread that reads. A lone daemon: all become MASTER. The goals: parse below 100 ms, a reload that changes nothing")
    print("stops the loop for less than 50 ms.\n")
    heads = ["", "min", "median", "max"]
    table.show(heads, [*parse_rows(build), *address_rows(build)])
    for router in (routers.Xvrrpd(build, lan.MASTERS), routers.Keepalived(lan.MASTERS)):
        table.show(heads, run_rows(router))
