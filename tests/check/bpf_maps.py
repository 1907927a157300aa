# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/bpf-maps.md has each map, each field and each program of the BPF objects as they are compiled, and no other.

Usage: bpf_maps.py PAGE HEADER OBJECT..."""
import json
import pathlib
import re
import subprocess
import sys

KINDS = {1: "Hash", 2: "Array", 3: "Program array", 6: "Array for each processor", 27: "Ring buffer"}  # enum bpf_map_type
READ_ONLY = 0x80  # BPF_F_RDONLY_PROG
WHOLE = {"vrrp_address", "vrrp_index_key"}  # structs that are one field where they are part of another one
SECTION = re.compile(r"^### (\w+)$(.*?)(?=^##|\Z)", re.M | re.S)
HEAD = re.compile(r"\A\s*([^,]+), (?:no key|key `([^`]+)`, value `([^`]+)`(?: of (\d+) bytes)?)\.")
HEAD_OF_KEY = re.compile(r"key `[^`]+` of (\d+) bytes, ")
ROW = re.compile(r"^\| (`\w[^|]*`) \|", re.M)
PROGRAM = re.compile(r"^\| `(\w+)` \| (xdp|tc) \|", re.M)


class Types:
    """The BTF of an object."""

    def __init__(self, path):
        dump = subprocess.run(["bpftool", "-j", "btf", "dump", "file", path], capture_output=True, text=True, check=True).stdout
        self.types = {each["id"]: each for each in json.loads(dump)["types"]}

    def struct(self, number):
        """The struct behind typedefs and arrays, or nothing."""
        found = self.types.get(number)
        while found and found["kind"] in ("TYPEDEF", "ARRAY", "CONST", "VOLATILE"):
            found = self.types.get(found["type_id"])
        return found if found and found["kind"] == "STRUCT" else None

    def fields(self, number, prefix=""):
        for member in self.struct(number)["members"] if self.struct(number) else ():
            inner = self.struct(member["type_id"])
            if member["name"].startswith("pad"):
                continue
            if inner and inner["name"] not in WHOLE and inner["name"].startswith("vrrp_"):
                yield from self.fields(member["type_id"], f"{prefix}{member['name']}.")
            else:
                yield prefix + member["name"]

    def name(self, number):
        found = self.types[number]
        return f"struct {found['name']}" if found["kind"] == "STRUCT" else found["name"]

    def map(self, variable):
        members = {each["name"]: self.types[each["type_id"]]["type_id"] for each in self.types[variable["type_id"]]["members"]}
        elements = {name: self.types[target]["nr_elems"] for name, target in members.items() if name in ("type", "map_flags")}
        sides = [members[side] for side in ("key", "value") if side in members]
        sizes = [self.struct(side)["size"] for side in sides if self.struct(side)]
        fields = [field for side in sides for field in self.fields(side)]
        return (KINDS[elements["type"]], [self.name(side) for side in sides], sizes, sorted(fields),
                bool(elements.get("map_flags", 0) & READ_ONLY))

    def maps(self):
        data = [each for each in self.types.values() if each["kind"] == "DATASEC" and each["name"] == ".maps"]
        variables = [self.types[each["type_id"]] for section in data for each in section["vars"]]
        return {each["name"]: self.map(each) for each in variables}


def described(text):
    """The same of the page."""
    if not (head := HEAD.match(HEAD_OF_KEY.sub(lambda match: match[0].split(" of ")[0] + ", ", text, count=1))):
        return None
    key_size = HEAD_OF_KEY.search(text)
    sizes = [int(size) for size in (key_size and key_size[1], head[4]) if size]
    fields = [name for row in ROW.findall(text) for name in re.findall(r"`([^`]+)`", row)]
    return (head[1], [side for side in (head[2], head[3]) if side], sizes, sorted(fields),
            re.search(r"programs\s+read\s+and\s+cannot\s+write", text) is not None)


def programs(path):
    """Their names and types, from the sections of the object."""
    table = subprocess.run(["llvm-objdump", "--syms", path], capture_output=True, text=True, check=True).stdout
    return {(name, kind) for kind, name in re.findall(r" g +F (xdp|tc)\t\S+ (\w+)", table)}


def main(page, header, *objects):
    text = pathlib.Path(page).read_text()
    maps = {name: content for path in objects for name, content in Types(path).maps().items()}
    sections = {name: described(content) for name, content in SECTION.findall(text)}
    findings = [f"the map {name} is missing" for name in sorted(maps.keys() - sections.keys())]
    findings += [f"there is no map {name}" for name in sorted(sections.keys() - maps.keys())]
    findings += [f"{name} is {maps[name]}, and not {sections[name]}" for name in sorted(maps.keys() & sections.keys())
                 if maps[name] != sections[name]]
    compiled, told = {each for path in objects for each in programs(path)}, set(PROGRAM.findall(text))
    findings += [f"the program {name} ({kind}) is missing" for name, kind in sorted(compiled - told)]
    findings += [f"there is no program {name} ({kind})" for name, kind in sorted(told - compiled)]
    abi = re.search(r"VRRP_ABI = (\d+)", pathlib.Path(header).read_text())[1]
    findings += [f"the maps are in abi_{abi}, and not in abi_{other}" for other in re.findall(r"abi_(\d+)", text) if other != abi]
    if not maps or not compiled:
        findings.append("no map or no program was found")
    print(*[f"{page}: {finding}" for finding in findings], sep="\n")
    sys.exit(1 if findings else 0)


main(*sys.argv[1:])
