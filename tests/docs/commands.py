# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands of a page: those of its blocks of code, and those of our own programs within its sentences.

A block that is fenced as `sh` has a command on each line. In one that is fenced as `console` they stand behind `$ `, and
what they print follows. A block without a word, or an indented one up to an empty line, is taken for either of them if its
first line is a command. One that is fenced as `text` or as anything else has none. A display of a man page is a block
without a word."""
import dataclasses
import re
import shlex
import shutil

OURS = {"xvrrpctl", "xvrrpd", "xvrrp-exporter"}
# Those that a machine may lack, and so which() would not find.
PROGRAMS = OURS | {"apt", "apt-get", "bpftool", "cmake", "ctest", "editor", "journalctl", "sudo", "systemctl", "tcpdump"}
FENCE = re.compile(r"^(\s*)```\s*(\w*)\s*$")
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
BEFORE_COMMENT = re.compile(r"""(?:'[^']*'|"(?:\\.|[^"\\])*"|\S|\s(?!\s*\#))*""")
SPOKEN = re.compile(r"^(?:xvrrpctl [a-z-]|xvrrpd -|xvrrp-exporter -|bpftool [a-z ]+ (?:name|pinned) )")
CONFIGURATION = re.compile(r"^(?:vrrp_\w+|global_defs|static_\w+|track_group)\b.*\{")
STRAY = re.compile(r"^\s*(?:\$ )?(?:sudo )?(?:xvrrpctl [a-z-]|xvrrpd -|xvrrp-exporter -|(?:bpftool|systemctl|tcpdump) [a-z-])")


@dataclasses.dataclass(frozen=True)
class Command:
    page: str
    line: int
    text: str
    printed: tuple = ()  # what the page says that it prints


@dataclasses.dataclass
class Block:
    line: int  # of its first line
    kind: str
    lines: list


def blocks(text):
    """The blocks of code, and the lines of prose between them as blocks of the kind "prose"."""
    fenced, previous = None, ""
    found = [Block(1, "prose", [])]
    for number, line in enumerate(text.splitlines(), 1):
        if match := FENCE.match(line):
            fenced = None if fenced is not None else match[1]
            found.append(Block(number + 1, match[2] if fenced is not None else "prose", []))
        elif fenced is not None:
            found[-1].lines.append(line.removeprefix(fenced))
        else:
            inside = found[-1].kind == "indented"
            indented = line.startswith("    ") and (inside or not previous.strip())
            if indented != inside:
                found.append(Block(number, "indented" if indented else "prose", []))
            found[-1].lines.append(line[4:] if indented else line)
        previous = line
    return found


def displays(text):
    """The same of a man page, whose prose is none."""
    found = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith((".Bd -literal", ".Ed")):
            inside = line.startswith(".Bd")
            found += [Block(number + 1, "", [])] if inside else []
        elif inside:
            found[-1].lines.append(line.replace("\\e", "\\"))
        elif line.startswith(".Dl "):
            found.append(Block(number, "", [line.removeprefix(".Dl ")]))
    return found


def blocks_of(path):
    return (blocks if path.suffix == ".md" else displays)(path.read_text())


def first_word(line):
    words = line.removeprefix("$ ").removeprefix("sudo ").split()
    return words[0] if words else ""


def is_command(line, tree):
    word = first_word(line)
    return word in PROGRAMS or (re.fullmatch(r"[a-z][\w./-]*", word) is not None and
                                (shutil.which(word) is not None or ("/" in word and (tree / word).is_file())))


def without_comment(line):
    return "" if line.lstrip().startswith("#") else BEFORE_COMMENT.match(line)[0].strip()


def is_open(text):
    """Whether a quotation goes on."""
    try:
        shlex.split(text)
    except ValueError:
        return True
    return False


def of_shell(block, page):
    begin, text = block.line, ""
    for number, line in enumerate(block.lines, block.line):
        text, begin = (f"{text}\n{line}", begin) if text else (without_comment(line) if not is_open(line) else line, number)
        if text and not is_open(text):
            yield Command(page, begin, text)
            text = ""


def of_console(block, page):
    command, printed = None, []
    for number, line in enumerate([*block.lines, "$ "], block.line):
        if line.startswith("$ "):
            if command:
                yield dataclasses.replace(command, printed=tuple(printed))
            command, printed = Command(page, number, without_comment(line[2:])), []
        else:
            printed.append(line)


def of_block(block, page, tree):
    if block.kind in ("", "indented"):
        head = next((line for line in block.lines if line.strip() and not line.startswith("#")), "")
        if head.startswith("$ "):
            yield from of_console(block, page)
        elif is_command(head, tree):
            yield from of_shell(block, page)
    elif block.kind == "sh":
        yield from of_shell(block, page)
    elif block.kind == "console":
        yield from of_console(block, page)


def of_prose(block, page):
    for number, line in enumerate(block.lines, block.line):
        for span in SPAN.findall(line):
            if SPOKEN.match(span):
                yield Command(page, number, span)


def of_page(path, tree):
    page = str(path.relative_to(tree))
    for block in blocks_of(path):
        if block.kind == "prose":
            yield from of_prose(block, page)
        else:
            yield from of_block(block, page, tree)


def pages(tree):
    return [tree / "README.md", tree / "CONTRIBUTING.md", *sorted((tree / "docs").glob("*.md")),
            *sorted((tree / "docs/man").glob("*.[58]"))]


def strays(path, tree):
    """The lines that look like commands, in blocks that are taken for something else."""
    for block in blocks_of(path):
        if block.kind not in ("prose", "text") and not list(of_block(block, "", tree)):
            for number, line in enumerate(block.lines, block.line):
                if STRAY.match(line):
                    yield number, line.strip()


def configurations(path):
    """The blocks that are whole configurations, with the lines where they begin: no three dots stand for something else."""
    for block in blocks_of(path):
        head = next((line for line in block.lines if line.strip() and not line.startswith("#")), "")
        if block.kind != "prose" and CONFIGURATION.match(head) and not any(line.strip() == "..." for line in block.lines):
            yield block.line, "\n".join(block.lines) + "\n"
