# SPDX-License-Identifier: GPL-2.0-or-later
"""Gratuitous ARP on the wire: when each address was announced first, by the kernel's time stamps."""
import contextlib
import ipaddress
import struct
import time

import lan

PCAP_NANOSECONDS = 0xA1B23C4D
PCAP_HEADER = struct.Struct("=IHHiIII")
RECORD_HEADER = struct.Struct("=IIII")
ARP_SENDER_ADDRESS = slice(14 + 14, 14 + 18)


def wall_minus_monotonic():
    """In nanoseconds, from the tightest of many readings. Captures have the wall clock, daemons the other."""
    readings = [(time.monotonic_ns(), time.time_ns(), time.monotonic_ns()) for _ in range(1000)]
    before, wall, after = min(readings, key=lambda reading: reading[2] - reading[0])
    return wall - (before + after) // 2


@contextlib.contextmanager
def arp(namespace):
    """Captures ARP that arrives in namespace into the file that it yields; complete when the block ends."""
    file = lan.SCRATCH / "arp.pcap"
    log = lan.SCRATCH / "tcpdump.log"
    with lan.process(namespace, "tcpdump", "tcpdump", "-Z", "root", "-i", lan.INTERFACE, "-Q", "in", "-n", "-U", "-w",
                     file, "-B", "8192", "-s", "64", "--time-stamp-precision=nano", "arp"):
        lan.wait_until("tcpdump listens", lambda: "listening on" in log.read_text())
        yield file
        time.sleep(1.2)  # the last packets are on their way into the file
    if " 0 packets dropped by kernel" not in log.read_text().replace("\n", " "):
        raise SystemExit(f"bench: tcpdump lost packets: {log.read_text()}")


def first_announcements(file):
    """Address to the CLOCK_MONOTONIC nanosecond of its first gratuitous ARP."""
    data = file.read_bytes()
    if PCAP_HEADER.unpack_from(data)[0] != PCAP_NANOSECONDS:
        raise SystemExit(f"bench: {file} is no capture in nanoseconds")
    offset = wall_minus_monotonic()
    first = {}
    place = PCAP_HEADER.size
    while place < len(data):
        seconds, nanoseconds, length, _ = RECORD_HEADER.unpack_from(data, place)
        place += RECORD_HEADER.size
        address = str(ipaddress.IPv4Address(data[place:place + length][ARP_SENDER_ADDRESS]))
        first.setdefault(address, seconds * 1_000_000_000 + nanoseconds - offset)
        place += length
    return first
