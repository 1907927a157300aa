# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands of a page are found, and each wrong one is reported. Usage: can_fail.py BUILD, as root"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import commands
import table

HERE = pathlib.Path(__file__).parent
BUILD = sys.argv.pop()

PAGE = """# A page

Say `xvrrpctl no-such-question`, and not `something else`.

    xvrrpctl show VI_7          # nobody has this name

    global_defs {
        xvrrpctl why
    }

```sh
no-such-program
xvrrp-exporter --version
```

```console
$ bpftool map dump name vrrp_peers
"no_such_field": 1
$ xvrrpctl why "a # b"   # a comment
said
```

```text
xvrrpctl in a table
```
"""


class Found(unittest.TestCase):
    def found(self, text, file="README.md"):
        with tempfile.TemporaryDirectory() as name:
            page = pathlib.Path(name, file)
            page.write_text(text)
            return [(each.line, each.text, each.printed) for each in commands.of_page(page, pathlib.Path(name))]

    def test_the_commands_of_a_page(self):
        self.assertEqual(self.found(PAGE), [
            (3, "xvrrpctl no-such-question", ()), (5, "xvrrpctl show VI_7", ()), (12, "no-such-program", ()),
            (13, "xvrrp-exporter --version", ()), (17, "bpftool map dump name vrrp_peers", ('"no_such_field": 1',)),
            (19, 'xvrrpctl why "a # b"', ("said",))])

    def test_the_commands_of_a_man_page(self):
        text = ".Dl xvrrpctl show\nxvrrpctl in prose\n.Bd -literal\nxvrrpctl -j | jq '.a\n    | .b'\nxvrrpctl\n.Ed\nxvrrpctl\n"
        self.assertEqual(self.found(text, "a.8"), [
            (1, "xvrrpctl show", ()), (4, "xvrrpctl -j | jq '.a\n    | .b'", ()), (6, "xvrrpctl", ())])

    def test_placeholders_are_filled(self):
        self.assertEqual(table.filled("xvrrpctl why NAME; xvrrpctl diff FILE"), "xvrrpctl why VI_1; xvrrpctl diff /etc/xvrrpd/new.conf")
        self.assertEqual(table.filled("apt install ./xvrrpd_NEW.deb MY_FILE"), "apt install ./xvrrpd_NEW.deb MY_FILE")


class Reported(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(dir=BUILD) as name:  # the stage has a /tmp of its own
            tree = pathlib.Path(name)
            (tree / "README.md").write_text(PAGE)
            (tree / "CONTRIBUTING.md").write_text("")
            (tree / "docs").mkdir()
            (tree / "docs/bpf-maps.md").write_text("### no_such_map\n\n### vrrp_peers\n\nIt has no pin.\n")
            cls.done = subprocess.run([sys.executable, HERE / "main.py", BUILD, name], capture_output=True, text=True, timeout=250)

    def test_what_is_wrong(self):
        self.assertEqual(self.done.returncode, 1, self.done.stderr)
        for sentence in ("README.md:3: xvrrpctl no-such-question: exit status ", "README.md:5: xvrrpctl show VI_7: exit status 1",
                         "README.md:8: looks like a command", "README.md:7: a configuration: exit status 2",
                         "README.md:19: xvrrpctl why", "README.md:12: no-such-program: exit status 127",
                         "README.md:13: xvrrp-exporter --version: it ends by itself",
                         "docs/bpf-maps.md: no_such_map is not pinned", "docs/bpf-maps.md: vrrp_peers is pinned",
                         'README.md:17: bpftool map dump name vrrp_peers: it does not print "no_such_field":',
                         "no page has a command for ", "were they found?"):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self.done.stdout)

    def test_what_is_right_is_not_reported(self):
        self.assertEqual(self.done.stdout.count("README.md:"), 8, self.done.stdout)


unittest.main()
