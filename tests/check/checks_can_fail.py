# SPDX-License-Identifier: GPL-2.0-or-later
"""Each house rule finds the violation in a tree that has exactly one, and accepts a good tree."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
SPDX = "// SPDX-License-Identifier: GPL-2.0-or-later\n"


def run(check, path, text, beside=()):
    """The check's exit status and output over a tree of one file, and of the files beside it."""
    with tempfile.TemporaryDirectory() as name:
        tree = pathlib.Path(name)
        (tree / ".clang-format").write_text((HERE.parents[1] / ".clang-format").read_text())
        header = ("userspace/core/types.h", SPDX + "#pragma once\n")
        for place, content in (header, *beside, (path, text)):
            (tree / place).parent.mkdir(parents=True, exist_ok=True)
            (tree / place).write_text(content)
        done = subprocess.run([sys.executable, HERE / check, tree], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


class Check(unittest.TestCase):
    def refuses(self, check, path, text, sentence, beside=()):
        status, output = run(check, path, text, beside)
        self.assertIn(sentence, output)
        self.assertEqual(status, 1, output)

    def accepts(self, check, path, text, beside=()):
        self.assertEqual(run(check, path, text, beside), (0, ""))


class Layering(Check):
    def test_refuses_what_points_back(self):
        for path, include, target in (
            ("userspace/core/a.cpp", '"os/fd.h"', "userspace/os"),
            ("userspace/core/a.cpp", '"../daemon/daemon.h"', None),
            ("userspace/config/a.cpp", '"os/fd.h"', "userspace/os"),
            ("userspace/datapath/a.cpp", '"config/config.h"', "userspace/config"),
            ("userspace/config/text/a.cpp", '"config/grammar/walk.h"', "userspace/config/grammar"),
            ("userspace/config/vrrp/a.cpp", '"config/routing/route_line.h"', "userspace/config/routing"),
            ("userspace/config/report/a.cpp", '"config/config.h"', "userspace/config"),
            ("userspace/datapath/a.cpp", '"daemon/daemon.h"', "userspace/daemon"),
            ("tools/a.cpp", '"core/types.h"', "userspace/core"),
            ("tools/a.cpp", '"../userspace/core/types.h"', "userspace/core"),
            ("bpf/a.c", '"../userspace/core/types.h"', "userspace/core"),
            ("include/xvrrp/a.h", '"core/types.h"', "userspace/core"),
            ("userspace/daemon/a.cpp", '"rx.skel.h"', "skeleton"),
        ):
            with self.subTest(path=path, include=include):
                sentence = f"of {target}: nothing points back" if target else "no header of the project"
                self.refuses("layering.py", path, f"#include {include}\n", f"{path}:1: ")
                self.refuses("layering.py", path, f"#include {include}\n", sentence)

    def test_refuses_a_system_header_in_the_pure_parts(self):
        for header in ("unistd.h", "sys/socket.h", "linux/if.h", "iostream", "fstream", "thread", "time.h"):
            for layer in ("core", "config", "config/text"):
                with self.subTest(header=header, layer=layer):
                    self.refuses("layering.py", f"userspace/{layer}/a.cpp", f"#include <{header}>\n", "is pure")

    def test_refuses_impure_words_in_the_pure_parts(self):
        for word in ("auto t = std::chrono::steady_clock::now();", 'getenv("X");', "std::cerr << 1;", 'printf("");'):
            with self.subTest(word=word):
                self.refuses("layering.py", "userspace/core/a.cpp", word + "\n", "is pure, but this")

    def test_refuses_logging_outside_the_daemon(self):
        for layer in ("core", "datapath"):
            self.refuses("layering.py", f"userspace/{layer}/a.cpp", "#include <spdlog/spdlog.h>\n",
                         "only userspace/daemon logs")

    def test_accepts_the_allowed_directions(self):
        for path, include in (
            ("userspace/core/a.cpp", '"core/types.h"'),
            ("userspace/core/a.cpp", "<xvrrp/protocol.h>"),
            ("userspace/core/a.cpp", "<tl/expected.hpp>"),
            ("userspace/core/a.cpp", "<vector>"),
            ("userspace/config/a.cpp", '"core/types.h"'),
            ("userspace/datapath/a.cpp", "<sys/socket.h>"),
            ("userspace/datapath/a.cpp", '"rx.skel.h"'),
            ("userspace/daemon/a.cpp", "<spdlog/spdlog.h>"),
            ("userspace/daemon/a.cpp", '"os/fd.h"'),
        ):
            with self.subTest(path=path, include=include):
                self.accepts("layering.py", path, f"#include {include}\n")

    def test_does_not_read_comments_and_strings(self):
        self.accepts("layering.py", "userspace/core/a.cpp", '// Clock::now()\n/* getenv\n*/\nauto s = "getenv";\n')


class Conformance(Check):
    PAGE = "docs/conformance.md"
    TEST = ("tests/a_test.cpp", "TEST_F(Decode, names_each_fault) {}\n")

    def row(self, does, shown):
        return f"| rule | xvrrp | shown by |\n|---|---|---|\n| The type is 1 | {does} | {shown} |\n"

    def test_refuses_a_test_that_does_not_exist(self):
        for name in ("Decode.names_no_fault", "Encode.names_each_fault", "fuzz.nothing"):
            with self.subTest(name=name):
                self.refuses("conformance.py", self.PAGE, self.row("yes", f"`{name}`"), f"no test is named {name}",
                             beside=[self.TEST])

    def test_refuses_a_row_without_a_test_and_a_page_without_a_row(self):
        for does in ("yes", "differs: slower", "not applicable"):
            with self.subTest(does=does):
                self.refuses("conformance.py", self.PAGE, self.row(does, ""), "a rule without a test")
        self.refuses("conformance.py", self.PAGE, "# Conformance\n", "no row was found")
        self.refuses("conformance.py", self.PAGE, "| The type is 1 | yes |\n", "not a row of three cells")
        self.refuses("conformance.py", "docs/other.md", "", "the page is not there")

    def test_accepts_a_test_that_exists_and_a_rule_that_needs_none(self):
        self.accepts("conformance.py", self.PAGE, self.row("yes", "`Decode.names_each_fault`"), beside=[self.TEST])
        for does in ("not yet", "not applicable: not offered"):
            self.accepts("conformance.py", self.PAGE, self.row(does, ""))


class Links(Check):
    INDEX = "docs/index.md"
    PAGE = ("docs/page.md", "# A page\n\n## One `word`, and another\n\n## Twice\n\n## Twice\n")

    def test_refuses_a_link_that_leads_nowhere(self):
        for link, sentence in (("none.md", "there is no none.md"), ("../../outside", "there is no ../../outside"),
                               ("page.md#none", "page.md has no heading #none"), ("#none", "this page has no heading #none"),
                               ("page.md#twice-2", "page.md has no heading #twice-2")):
            with self.subTest(link=link):
                self.refuses("links.py", self.INDEX, f"[a](page.md)\n[b]({link})\n", f"docs/index.md:2: {sentence}", [self.PAGE])
        self.refuses("links.py", "README.md", "[a](docs/none.md)\n", "README.md:1: there is no docs/none.md",
                     [self.PAGE, (self.INDEX, "[a](page.md)\n")])

    def test_refuses_a_page_that_the_index_lacks_and_a_tree_without_index(self):
        self.refuses("links.py", self.INDEX, "# Index\n", "docs/index.md:1: lacks page.md", [self.PAGE])
        self.refuses("links.py", "README.md", "", "the index is not there")

    def test_accepts_what_leads_somewhere(self):
        self.accepts("links.py", self.INDEX, "# Index\n[a](page.md#one-word-and-another) [b](page.md#twice-1) [c](#index)\n"
                     "[d](https://example.com/none.md) [e](../docs) `[f](none.md)`\n\n    [g](none.md)\n", [self.PAGE])


class Packaging(Check):
    TREE = {
        "CMakeLists.txt": "project(xvrrp VERSION 1.2.3 LANGUAGES C)\n",
        "debian/changelog": "xvrrp (1.2.3-1) unstable; urgency=medium\n",
        "debian/control": "Build-Depends:\n debhelper-compat (= 13),\n cmake (>= 3.25),\n clang,\n\nPackage: a\n",
        "debian/a.prerm": "#!/bin/sh\nset -e\n",
        "packaging/as-root.conf": "[Service]\nCapabilityBoundingSet=\nCapabilityBoundingSet=CAP_BPF CAP_KILL\n",
        "packaging/container/pod.yaml": "capabilities:\n  add: [BPF, KILL]\n",
        "scripts/deps": "build=(\n\tcmake\n\tclang\n)\n",
        "debian/a.install": "usr/share/a/b\n",
    }

    def but(self, path, text):
        return {"path": path, "text": text, "beside": [each for each in self.TREE.items() if each[0] != path]}

    def test_refuses_what_does_not_agree(self):
        for path, text, sentence in (
            ("debian/changelog", "xvrrp (1.2.4-1) unstable\n", "the package is 1.2.4, but CMakeLists.txt says 1.2.3"),
            ("debian/changelog", "\n", "the package is nothing"),
            ("scripts/deps", "build=(cmake clang jq)\n", "jq is needed for building only according to scripts/deps"),
            ("scripts/deps", "build=(cmake)\n", "clang is needed for building only according to debian/control"),
            ("packaging/container/pod.yaml", "  add: [BPF]\n", "the capabilities are not those of as-root.conf: BPF KILL"),
            ("debian/b.install", "usr/share/a\n", "usr/share/a/b is in b.install too"),
            ("debian/a.prerm", "#!/bin/sh\nif\n", "sh says: "),
            ("debian/tests/smoke", "#!/bin/bash\n((\n", "bash says: "),
        ):
            with self.subTest(text=text):
                self.refuses("packaging.py", sentence=sentence, **self.but(path, text))

    def test_accepts_what_agrees(self):
        self.accepts("packaging.py", **self.but("debian/a.prerm", self.TREE["debian/a.prerm"]))


class Others(Check):
    def test_spdx_refuses_a_source_without_the_line(self):
        for path in ("tools/a.cpp", "bpf/a.c", "include/xvrrp/a.h", "tests/a.py", "cmake/a.cmake", "scripts/a"):
            with self.subTest(path=path):
                self.refuses("spdx.py", path, "int a;\n", f"{path}:1: lacks")

    def test_spdx_accepts_the_line_first_and_after_the_interpreter(self):
        self.accepts("spdx.py", "tools/a.cpp", SPDX)
        self.accepts("spdx.py", "scripts/a", "#!/bin/bash\n# SPDX-License-Identifier: GPL-2.0-or-later\n")

    def test_file_length_refuses_400_lines_and_accepts_399(self):
        self.refuses("file_length.py", "tools/a.cpp", "\n" * 400, "tools/a.cpp:400: ")
        self.accepts("file_length.py", "tools/a.cpp", "\n" * 399)

    def test_format_refuses_what_clang_format_would_change(self):
        self.refuses("format.py", "tools/a.cpp", "int  a;\n", "tools/a.cpp:1: not as clang-format")
        self.accepts("format.py", "tools/a.cpp", "int a;\n")

    def test_generated_refuses_a_page_that_its_program_does_not_print(self):
        for page, printed, status in (("a\n", "a", 0), ("a\n", "b", 1), ("", "-n", 1)):
            with self.subTest(page=page, printed=printed), tempfile.NamedTemporaryFile("w", suffix=".md") as file:
                file.write(page)
                file.flush()
                command = [sys.executable, HERE / "generated.py", file.name, "echo", printed]
                self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, status)

    def test_catalogue_refuses_what_systemd_does_not_take(self):
        entry = "-- 9d9811ee49d452f4a1659070fa523de8\nSubject: A\n\nText.\n"
        for text, status in ((entry, 0), ("Text.\n" + entry, 1), (entry + "\n" + entry, 1), ("# nothing\n", 1)):
            with self.subTest(text=text), tempfile.NamedTemporaryFile("w", suffix=".catalog") as file:
                file.write(text)
                file.flush()
                command = [HERE / "catalogue", file.name]
                self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, status)

    def test_unit_file_refuses_what_systemd_does_not_take_or_rates_too_high(self):
        service = "[Service]\nType=oneshot\nExecStart=/a/program --word\n"
        socket = "[Socket]\nAccept=yes\nListenStream=/run/a.sock\n"
        for name, text, arguments, status in (
            ("a.service", service, ("/a/program", "96"), 0),
            ("a.service", service, ("/a/program", "20"), 1),
            ("a.service", service, ("/a/nother", "96"), 1),
            ("a.service", service + "Typo=yes\n", ("/a/program", "96"), 1),
            ("a@.service", service, ("/a/program", "96"), 0),
            ("a.socket", socket, (), 0),
            ("a.socket", socket + "Typo=yes\n", (), 1),
            ("b.socket", socket, (), 2),
        ):
            with self.subTest(text=text, arguments=arguments), tempfile.TemporaryDirectory() as tree:
                (pathlib.Path(tree) / "a@.service").write_text(service)
                (pathlib.Path(tree) / name).write_text(text)
                command = [HERE / "unit_file", pathlib.Path(tree) / name, *arguments]
                self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, status)

    def test_back_edges_refuses_a_loop_whose_end_stands_in_front_of_its_head(self):
        step, test = ".Lstep:\n r0 += 1\n", ".Lhead:\n if r0 > 8 goto .Lend\n"
        for loop, status in ((f"goto .Lhead\n{step}{test} goto .Lstep\n", 1), (f"{test}{step} goto .Lhead\n", 0)):
            with self.subTest(loop=loop), tempfile.NamedTemporaryFile(suffix=".o") as file:
                subprocess.run(["clang", "-target", "bpf", "-x", "assembler", "-c", "-", "-o", file.name], check=True,
                               input=f"f:\n r0 = 0\n {loop}.Lend:\n exit\n", text=True)
                command = [sys.executable, HERE / "back_edges.py", file.name]
                self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, status)

    def test_bpf_maps_refuses_a_page_that_is_not_as_the_object(self):
        code = ("struct vrrp_key { int netns; int pad; }; struct { int (*type)[1]; struct vrrp_key *key; int *value; } m"
                " __attribute__((section(\".maps\"), used)); __attribute__((section(\"tc\"))) int f(void) { return 0; }\n")
        page = "### m\n\nHash, key `struct vrrp_key` of 8 bytes, value `int`. Some.\n\n| `netns` | |\n\n## P\n\n| `f` | tc | |\n"
        with tempfile.TemporaryDirectory() as name:
            tree = pathlib.Path(name)
            subprocess.run(["clang", "-target", "bpf", "-g", "-x", "c", "-c", "-", "-o", tree / "o"], check=True, input=code, text=True)
            (tree / "abi.h").write_text("VRRP_ABI = 7\n")
            for old, new, sentence in (("", "", ""), ("### m", "### n", "the map m is missing"), ("### m", "### n", "there is no map n"),
                                       ("`netns`", "`vrid`", "m is "), ("8 bytes", "4 bytes", "m is "), ("Hash", "Array", "m is "),
                                       ("Some", "The programs read\nand cannot write", "m is "), ("`f`", "`g`", "the program f (tc) is missing"),
                                       ("Some", "In abi_6", "in abi_7, and not in abi_6")):
                with self.subTest(new=new):
                    (tree / "page").write_text(page.replace(old, new))
                    done = subprocess.run([sys.executable, HERE / "bpf_maps.py", *(tree / file for file in ("page", "abi.h", "o"))],
                                          capture_output=True, text=True)
                    self.assertEqual(done.returncode, int(bool(sentence)), done.stdout + done.stderr)
                    self.assertIn(sentence, done.stdout)

    def test_charts_refuses_a_picture_that_is_not_as_its_figures(self):
        root = HERE.parents[1]
        mass = root / "docs/performance/mass.json"
        takeover = json.loads(mass.read_text())["tables"][0]["rows"][0][-1]
        for file, old, new, sentence in (("", "", "", ""), ("docs/performance/mass.json", takeover, "9" + takeover, "mass.svg: is not as its figures"),
                                         ("docs/performance/mass.json", takeover, takeover + "1", "lacks the row of mass.json: takeover: "),
                                         ("README.md", "| 250 masters vanish: ", "| 250 of them vanish: ", "README.md: lacks the row | 250 masters"),
                                         ("docs/failover.svg", "its host dies", "it dies", "failover.svg: is not as its figures")):
            with self.subTest(file=file), tempfile.TemporaryDirectory() as name:
                for part in ("tests/bench", "docs"):
                    shutil.copytree(root / part, pathlib.Path(name, part))
                shutil.copy(root / "README.md", name)
                if file:
                    path = pathlib.Path(name, file)
                    path.write_text(path.read_text().replace(old, new))
                done = subprocess.run([sys.executable, pathlib.Path(name, "tests/bench/charts.py"), "--check"], capture_output=True, text=True)
                self.assertEqual(done.returncode, int(bool(sentence)), done.stdout + done.stderr)
                self.assertIn(sentence, done.stdout)


class MetricNames(unittest.TestCase):
    LIST = "vrrp_state gauge The state\nxvrrpd_lag_seconds histogram The lag\n"
    PAGE = "| `vrrp_state` | gauge | The state |\n| `xvrrpd_lag_seconds` | histogram | The lag |\n"
    ALERT = "# vrrp_comment\nexpr: vrrp_state == 1\nsummary: \"vrrp_rt_priority\"\n" * 20

    def found(self, alert=ALERT, query='xvrrpd_lag_seconds_bucket{a=~"$vrrp_job"}', page=PAGE):
        dashboard = {"panels": [{"title": "T", "targets": [{"expr": query}]}], "templating": {"list": []}}
        with tempfile.TemporaryDirectory() as name:
            files = {"list": self.LIST, "rules": alert, "dashboard": json.dumps(dashboard), "page": page,
                     "exporter": f"#!/bin/sh\ncat {name}/list\n"}
            for file, text in files.items():
                pathlib.Path(name, file).write_text(text)
            pathlib.Path(name, "exporter").chmod(0o755)
            done = subprocess.run([sys.executable, HERE / "metric_names.py", f"{name}/exporter", "promtool",
                                   *(f"{name}/{file}" for file in ("rules", "dashboard", "page"))],
                                  capture_output=True, text=True)
        return done.stdout + done.stderr if done.returncode else ""

    def test_accepts_metrics_that_exist(self):
        self.assertEqual(self.found(), "")

    def test_refuses_a_metric_that_does_not_exist(self):
        self.assertIn("there is no metric vrrp_stat", self.found(alert=self.ALERT + "expr: vrrp_stat\n"))
        self.assertIn("T: there is no metric vrrp_state_bucket", self.found(query="vrrp_state_bucket"))

    def test_refuses_a_query_that_prometheus_does_not_understand(self):
        self.assertIn("could not parse expression", self.found(query="sum by (vrrp_state"))

    def test_refuses_a_page_that_says_something_else(self):
        self.assertIn("lacks the row | `vrrp_state`", self.found(page=self.PAGE.replace("The state", "Its state")))
        self.assertIn("there is no such metric", self.found(page=self.PAGE + "| `vrrp_x` | gauge | X |\n"))


unittest.main()
