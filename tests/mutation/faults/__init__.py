# SPDX-License-Identifier: GPL-2.0-or-later
"""The seeded faults, by what they concern."""
from . import conditions, election, moves, network, packets, receiving, standing_in

FAULTS = [
    each
    for part in (election, packets, conditions, moves, network, receiving, standing_in)
    for each in part.FAULTS
]
