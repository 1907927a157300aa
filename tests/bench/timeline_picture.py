# SPDX-License-Identifier: GPL-2.0-or-later
"""The picture of a takeover: two routers and their adverts, and a client who asks for the address."""
import svg

LEFT = 70
LANES = {"A": 70, "B": 120, "client": 170}
FIRST, LAST = -3000, 6000  # milliseconds


def place(at):
    return LEFT + (at - FIRST) / (LAST - FIRST) * (svg.WIDTH - LEFT - 10)


def axis(y):
    for second in range(FIRST // 1000, LAST // 1000 + 1):
        yield svg.line(place(second * 1000), y - 4, place(second * 1000), y)
        yield svg.text(place(second * 1000), y + 14, f"{second} s", "small", "middle")
    yield svg.line(place(FIRST), y, place(LAST), y)


def lane(name, begin, end, kind):
    return svg.box(place(begin), LANES[name] - 4, place(end) - place(begin), 8, kind)


def stroke(router, at):
    return svg.line(place(at), LANES[router] - 16, place(at), LANES[router] - 4, "xvrrpd")


def draw(result):
    steps, adverts = (table["rows"] for table in result["tables"])
    at = {step: float(time) for step, time in steps}
    master, answers = at["B is MASTER"], at["the address answers the client"]
    shapes = [svg.text(0, 18, "The host of the master dies, at one advert per second: measured", "title"),
              svg.text(0, 38, f"The address answers again {answers / 1000:.2f} s later, {answers - at['the deadline of B']:.1f} ms "
                              "after the deadline of the backup.", "small"),
              *[svg.text(0, y + 4, name) for name, y in LANES.items()],
              lane("A", FIRST, 0, "xvrrpd"), svg.text(place(0) + 14, LANES["A"] + 4, "its host dies", "value"),
              *[svg.line(place(0) - 6, LANES["A"] + end * 6, place(0) + 6, LANES["A"] - end * 6, "bad") for end in (-1, 1)],
              svg.line(place(FIRST), LANES["B"], place(master), LANES["B"]),
              svg.text(place(FIRST) + 6, LANES["B"] + 20, "BACKUP: the kernel stamps the adverts, no process wakes", "small"),
              lane("B", master, LAST, "xvrrpd"), svg.text(place(master) + 6, LANES["B"] + 20, "MASTER: address, gratuitous ARP", "value"),
              lane("client", FIRST, 0, "other"), lane("client", answers, LAST, "other"),
              svg.text(place(answers / 2), LANES["client"] + 4, "nobody answers", "small", "middle"),
              *[stroke(router, float(time)) for router, time in adverts if FIRST <= float(time) <= LAST],
              *axis(212), svg.text(0, 250, "Strokes are adverts on the wire. The client sends a ping each 10 ms.", "small"),
              *svg.caption(result, 268)]
    return svg.document("The host of the master dies; the backup has the address after the master-down interval", 292, shapes)
