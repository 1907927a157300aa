# SPDX-License-Identifier: GPL-2.0-or-later
"""A scrape of 4,000 virtual routers: its time, its size, and what it does to the adverts."""
import contextlib
import ctypes
import http.client
import os
import pathlib
import re
import time

import capture
import lan
import routers
import scale
import table

PORT = 10112
SCRAPES = 10
QUIET_SECONDS = 5


@contextlib.contextmanager
def inside_masters():
    """This process is in the network namespace of the masters meanwhile."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    with open(f"/run/netns/{lan.MASTERS}") as there:
        enter(there.fileno())
    try:
        yield
    finally:
        enter(home)
        os.close(home)


def enter(namespace):
    if ctypes.CDLL(None).setns(namespace, 0) != 0:
        raise SystemExit("bench: setns fails")


def scrape():
    with inside_masters():
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        connection.request("GET", "/metrics")
        return connection.getresponse().read()


def cpu_ms(process):
    """That of all its threads."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def largest_gap_ms(act):
    """The largest gap between the adverts of the probe, which is due every 10 ms, while act runs."""
    expression = f"proto 112 and ip[21] = {scale.PROBE_VRID}"
    with capture.frames(lan.MASTERS, "out", expression, f"eth{scale.INTERFACES - 1}") as file:
        time.sleep(0.3)
        act()
        time.sleep(0.3)
    (gaps,) = capture.advert_gaps(file).values()
    return max(gaps) / 1e6


def main(build):
    with scale.lan_of_many(), contextlib.ExitStack() as running:
        lan.run(*lan.inside(lan.MASTERS, "ip", "link", "set", "lo", "up"))
        ours = routers.Xvrrpd(build, lan.MASTERS)
        running.enter_context(ours.start(routers.write("many.conf", scale.file_with())))
        lan.wait_until("all are MASTER", lambda: ours.log().count("Entering MASTER STATE") >= scale.COUNT,
                       scale.LONGEST_SECONDS)
        time.sleep(scale.SETTLE_SECONDS)
        exporter = running.enter_context(lan.process(lan.MASTERS, "exporter", build / "xvrrp-exporter", "--runtime-dir",
                                                     ours.runtime_dir))
        lan.wait_until("the exporter serves", lambda: not log_of_exporter() and serves(), scale.LONGEST_SECONDS)
        rows = {"largest gap without a scrape, ms": [largest_gap_ms(lambda: time.sleep(QUIET_SECONDS / SCRAPES))
                                                     for _ in range(SCRAPES)]}
        for _ in range(SCRAPES):
            taken, text, cpu = [], [], cpu_ms(exporter)

            def act():
                begin = time.monotonic_ns()
                text.append(scrape())
                taken.append((time.monotonic_ns() - begin) / 1e6)

            gap = largest_gap_ms(act)
            for name, figure in {"time of a scrape, ms": taken[0], "CPU of the exporter, ms": cpu_ms(exporter) - cpu,
                                 "largest gap with a scrape, ms": gap, "size, MB": len(text[0]) / 1e6,
                                 "samples": len(re.findall(rb"^[^#]", text[0], re.M))}.items():
                rows.setdefault(name, []).append(figure)
        rows["memory of the exporter, MiB"] = [scale.resident_mib([exporter.pid])]
    print(f"{scale.COUNT} masters, version 3, on {scale.INTERFACES} veths; the gaps are of one at {scale.PROBE_INTERVAL} s, the")
    print("others are at 1 s.\n")
    table.show(["", "min", "median", "max"], [[name, *table.spread(values, 1)] for name, values in rows.items()])


def log_of_exporter():
    return (lan.SCRATCH / "exporter.log").read_text()


def serves():
    with contextlib.suppress(OSError):
        return scrape().startswith(b"# HELP xvrrp_up")
    return False
