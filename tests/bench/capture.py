# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures of the wire with the kernel's time stamps: gratuitous ARP and adverts."""
import contextlib
import ipaddress
import struct
import time

import lan

PCAP_NANOSECONDS = 0xA1B23C4D
PCAP_HEADER = struct.Struct("=IHHiIII")
RECORD_HEADER = struct.Struct("=IIII")
ARP_SENDER_ADDRESS = slice(14 + 14, 14 + 18)
ADVERT_VRID = 14 + 20 + 1


def wall_minus_monotonic():
    """CLOCK_REALTIME minus CLOCK_MONOTONIC in nanoseconds, from the tightest of many readings. Captures have the wall
    clock, daemons the other one."""
    readings = [(time.monotonic_ns(), time.time_ns(), time.monotonic_ns()) for _ in range(1000)]
    before, wall, after = min(readings, key=lambda reading: reading[2] - reading[0])
    return wall - (before + after) // 2


@contextlib.contextmanager
def frames(namespace, direction, expression, interface=lan.INTERFACE):
    """Captures matching frames in namespace into the file that it yields; complete when the block ends."""
    file = lan.SCRATCH / "frames.pcap"
    log = lan.SCRATCH / "tcpdump.log"
    with lan.process(namespace, "tcpdump", "tcpdump", "-Z", "root", "-i", interface, "-Q", direction, "-n", "-U",
                     "-w", file, "-B", "65536", "-s", "64", "--time-stamp-precision=nano", expression):
        lan.wait_until("tcpdump listens", lambda: "listening on" in log.read_text())
        yield file
        time.sleep(1.2)  # the last packets are on their way into the file
    if " 0 packets dropped by kernel" not in log.read_text().replace("\n", " "):
        raise SystemExit(f"bench: tcpdump lost packets: {log.read_text()}")


def records(file):
    """Yields each frame of a capture with its time, in nanoseconds of the wall clock."""
    data = file.read_bytes()
    if PCAP_HEADER.unpack_from(data)[0] != PCAP_NANOSECONDS:
        raise SystemExit(f"bench: {file} is no capture in nanoseconds")
    place = PCAP_HEADER.size
    while place < len(data):
        seconds, nanoseconds, length, _ = RECORD_HEADER.unpack_from(data, place)
        place += RECORD_HEADER.size
        yield seconds * 1_000_000_000 + nanoseconds, data[place:place + length]
        place += length


def first_announcements(file):
    """Maps each address to the CLOCK_MONOTONIC nanosecond of its first gratuitous ARP."""
    offset = wall_minus_monotonic()
    first = {}
    for at, frame in records(file):
        first.setdefault(str(ipaddress.IPv4Address(frame[ARP_SENDER_ADDRESS])), at - offset)
    return first


def advert_gaps(file):
    """Maps each VRID to the nanoseconds between its adverts."""
    last, gaps = {}, {}
    for at, frame in records(file):
        vrid = frame[ADVERT_VRID]
        if vrid in last:
            gaps.setdefault(vrid, []).append(at - last[vrid])
        last[vrid] = at
    return gaps
