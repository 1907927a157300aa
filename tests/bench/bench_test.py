# SPDX-License-Identifier: GPL-2.0-or-later
"""What scripts/bench makes of its figures: JSON and pictures."""
import contextlib
import io
import json
import unittest
import xml.dom.minidom

import result
import rx
import svg
import table
import timeline_picture

RESULT = {"command": "sudo scripts/bench a", "commit": "c", "date": "2026-11-29", "machine": "<two> processors",
          "tables": [{"heads": ["", "ms"], "rows": [["xvrrpd", "1.5"], ["an [odd] \"name\"", "2"]]}]}


class Result(unittest.TestCase):
    def test_says_what_it_was_given_with_one_row_on_each_line(self):
        text = result.text_of(RESULT)
        self.assertEqual(json.loads(text), RESULT)
        self.assertIn('\n    ["xvrrpd", "1.5"],\n', text)

    def test_has_the_tables_as_they_were_shown(self):
        table.shown.clear()
        with contextlib.redirect_stdout(io.StringIO()) as out:
            table.show(["", "ms"], [["xvrrpd", 7]])
        self.assertEqual(table.shown, [{"heads": ["", "ms"], "rows": [["xvrrpd", "7"]]}])
        self.assertEqual(out.getvalue(), "        ms\nxvrrpd   7\n\n")

    def test_has_the_tables_of_another_program(self):
        self.assertEqual(rx.tables_of("ns per frame    least   most\nan empty one        4      5\nXDP\na TCP segment       6      7\n"),
                         [{"heads": ["ns per frame", "least", "most"], "rows": [["an empty one", "4", "5"]]},
                          {"heads": ["XDP", "least", "most"], "rows": [["a TCP segment", "6", "7"]]}])


class Picture(unittest.TestCase):
    def widths(self, groups, logarithmic=False):
        picture = svg.bars("<T>", "ms", groups, RESULT, logarithmic)
        self.assertEqual(picture, svg.bars("<T>", "ms", groups, RESULT, logarithmic))
        bars = xml.dom.minidom.parseString(picture).getElementsByTagName("rect")
        return [float(bar.getAttribute("width")) for bar in bars]

    def test_has_bars_as_long_as_their_values(self):
        first, second = self.widths({"": {"xvrrpd": 1, "keepalived": 4}})
        self.assertAlmostEqual(second, 4 * first, delta=0.5)

    def test_has_bars_as_long_as_the_logarithms_of_their_values(self):
        ten, hundred, thousand = self.widths({"a": {"xvrrpd": 10, "ip": 100}, "b": {"keepalived": 1000}}, True)
        self.assertAlmostEqual(hundred - ten, thousand - hundred, delta=0.2)
        self.assertGreater(ten, 50)

    def test_refuses_a_zero_on_a_logarithmic_scale(self):
        with self.assertRaisesRegex(ValueError, "no zero"):
            self.widths({"": {"xvrrpd": 0, "keepalived": 4}}, True)

    def test_of_a_takeover_has_the_adverts_of_both_routers(self):
        steps = [["B is MASTER", "2600"], ["the deadline of B", "2599"], ["the address answers the client", "2601.5"]]
        adverts = [["A", "-9000"], ["A", "-500"], ["B", "2600"], ["B", "3600"]]
        picture = timeline_picture.draw(RESULT | {"tables": [{"rows": steps}, {"rows": adverts}]})
        strokes = [each for each in xml.dom.minidom.parseString(picture).getElementsByTagName("line")
                   if each.getAttribute("class") == "xvrrpd"]
        self.assertEqual(len(strokes), 3)  # one was before the picture begins
        self.assertIn("2.60 s later, 2.5 ms after the deadline", picture)


unittest.main()
