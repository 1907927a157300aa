# SPDX-License-Identifier: GPL-2.0-or-later
"""A seeded fault: one wrong line that a careless change could make, and that a test must catch."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str  # the fault
    file: str
    original: str  # stands exactly once in file
    replacement: str
    often: bool = False  # tried in every test run, not only with --all
