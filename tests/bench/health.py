# SPDX-License-Identifier: GPL-2.0-or-later
"""1,000 virtual routers at 100 ms that track 50 scripts, and 1,000 that fail over in one sync group."""
import contextlib
import ipaddress
import time

import capture
import lan
import routers
import scale
import table

COUNT = 1000
INTERFACES = 4
INTERVAL = 0.1
FAILOVER_INTERVAL = 1
SCRIPTS = 50
SECONDS = 20
RUNS = 3
ARP_SENDER = slice(-14, -10)  # of a frame that ends with its ARP message

SCRIPT = """vrrp_script s{number} {{
    script "/bin/sh -c 'exit 0'"
    interval 1
}}
"""


def lan_of_four():
    return lan.lan(lambda: lan.join_by_veth(INTERFACES), INTERFACES)


def tracking(number):
    """The virtual router of this number, which tracks one of the scripts."""
    lines = routers.instance(number, INTERVAL, 100).rstrip().removesuffix("}")
    return f"{lines}    track_script {{\n        s{number % SCRIPTS}\n    }}\n}}\n"


def with_scripts():
    return routers.globals_of(3, "script_user root\n    enable_script_security") + "".join(
        [SCRIPT.format(number=number) for number in range(SCRIPTS)] + [tracking(number) for number in range(1, COUNT + 1)])


def in_a_group(priority):
    members = "".join(f"        V{number}\n" for number in range(1, COUNT + 1))
    return apart(priority) + f"vrrp_sync_group G {{\n    group {{\n{members}    }}\n}}\n"


def apart(priority):
    return routers.configuration(COUNT, 3, FAILOVER_INTERVAL, priority)


def lateness(router, text):
    """The gaps between the adverts of the masters on eth0, in ms beyond the interval, and the processor time in s."""
    with lan_of_four(), contextlib.ExitStack() as running:
        process = running.enter_context(router.start(routers.write("m.conf", text)))
        lan.wait_until("all are MASTER", lambda: router.transitions() >= COUNT, scale.LONGEST_SECONDS)
        time.sleep(scale.SETTLE_SECONDS)
        pids = router.workers(process)
        with capture.frames(lan.MASTERS, "out", "proto 112") as file:
            cpu = lan.cpu_seconds(pids)
            time.sleep(SECONDS)
            cpu = lan.cpu_seconds(pids) - cpu
        late = [gap / 1e6 - 1000 * INTERVAL for each in capture.advert_gaps(file).values() for gap in each]
        return max(late), sum(each > 1 for each in late), sum(each > 10 for each in late), cpu


def failover_ms(masters, backups, text_of):
    """From the first gratuitous ARP of the backups to that of the last address, when the masters are killed."""
    with lan_of_four(), contextlib.ExitStack() as running:
        process = running.enter_context(masters.start(routers.write("high.conf", text_of(200))))
        lan.wait_until("all masters are MASTER", lambda: masters.transitions() >= COUNT, scale.LONGEST_SECONDS)
        running.enter_context(backups.start(routers.write("low.conf", text_of(100))))
        time.sleep(scale.SETTLE_SECONDS)
        before = backups.transitions()
        with capture.frames(lan.BACKUPS, "out", "arp", "any") as file:
            pids = masters.workers(process)
            lan.run("kill", "-KILL", *pids)
            lan.wait_until("all are MASTER", lambda: backups.transitions() >= before + COUNT, scale.LONGEST_SECONDS)
            time.sleep(2)
        first = {}
        for at, frame in capture.records(file):
            first.setdefault(str(ipaddress.IPv4Address(frame[ARP_SENDER])), at)
        if len(first) < COUNT:
            raise SystemExit(f"bench: only {len(first)} of {COUNT} addresses were announced")
        return (max(first.values()) - min(first.values())) / 1e6


def main(build):
    print(f"{COUNT} masters, version 3, advert_int {INTERVAL}, on {INTERFACES} veths, without a script and with {SCRIPTS} that run once a")
    print(f"second. Gaps of {SECONDS} s between the adverts on one interface, as its end of the veth captures them. {RUNS} runs.\n")
    kinds = {"xvrrpd": lambda: routers.Xvrrpd(build, lan.MASTERS), "keepalived": lambda: routers.Keepalived(lan.MASTERS)}
    rows = []
    for name, router in kinds.items():
        for what, text in (("without scripts", routers.configuration(COUNT, 3, INTERVAL, 100)), (f"{SCRIPTS} scripts", with_scripts())):
            runs = list(zip(*[lateness(router(), text) for _ in range(RUNS)]))
            rows.append([f"{name}, {what}", f"{max(runs[0]):.1f}", max(runs[1]), max(runs[2]), f"{max(runs[3]):.2f}"])
    table.show(["largest of the runs", "latest, ms", "later than 1 ms", "than 10 ms", "CPU of the daemon, s"], rows)
    print(f"The masters are killed, at advert_int {FAILOVER_INTERVAL}: at {INTERVAL} backups of keepalived may take over from living ones.")
    print("From the first gratuitous ARP to that of the last address.\n")
    rows = []
    for name, ends in {"xvrrpd": [routers.Xvrrpd(build, end) for end in lan.ENDS],
                       "keepalived": [routers.Keepalived(end) for end in lan.ENDS]}.items():
        for what, text_of in (("apart", apart), ("one sync group", in_a_group)):
            rows.append([f"{name}, {what}, ms",
                         *table.spread([failover_ms(*ends, text_of) for _ in range(RUNS)], 1)])
    table.show(["", "min", "median", "max"], rows)
