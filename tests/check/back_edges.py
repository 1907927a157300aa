# SPDX-License-Identifier: GPL-2.0-or-later
"""The way back of each loop in a BPF program is a jump. Linux 6.1 refuses a loop whose end stands in front of its head,
and newer kernels do not.

Usage: back_edges.py OBJECT..."""
import re
import subprocess
import sys

JUMP = re.compile(r"goto ([+-]\d+)")


def functions(file):
    """Maps each function to its instructions by place."""
    text = subprocess.run(["llvm-objdump", "--disassemble", "--no-show-raw-insn", file],
                          capture_output=True, text=True, check=True).stdout
    found, current = {}, {}
    for line in text.splitlines():
        if label := re.match(r"[0-9a-f]+ <(.+)>:$", line):
            if not label[1].startswith("LBB"):
                current = found[label[1]] = {}
        elif instruction := re.match(r"\s+(\d+):\t(.*)", line):
            current[int(instruction[1])] = instruction[2].strip()
    return found


def followers(code):
    """Maps each place to the places that may come next, and whether it reaches them by a jump instruction."""
    places = sorted(code)
    behind = dict(zip(places, places[1:]))
    out = {}
    for place, text in code.items():
        jump = JUMP.search(text)
        falls = [] if text.startswith(("exit", "goto")) or place not in behind else [(behind[place], bool(jump))]
        out[place] = falls + ([(place + 1 + int(jump[1]), True)] if jump else [])
    return out


def findings(file):
    """Walks through each function as the verifier does."""
    for name, code in functions(file).items():
        next_of = followers(code)
        seen, path = set(), []
        todo = [(min(code, default=None), True)] if code else []
        while todo:
            place, enters = todo.pop()
            if not enters:
                path.remove(place)
            elif place not in seen:
                seen.add(place)
                path.append(place)
                todo.append((place, False))
                for target, jumps in next_of[place]:
                    if target in path and not jumps:
                        yield f"{file}: {name}: instruction {place} goes back to {target} without a jump"
                    todo.append((target, True))


found = [each for file in sys.argv[1:] for each in findings(file)]
if not sys.argv[1:]:
    found = ["back_edges.py: no object is named, so this check checks nothing"]
print(*found, sep="\n", end="\n" if found else "")
sys.exit(1 if found else 0)
