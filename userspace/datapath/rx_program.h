// SPDX-License-Identifier: GPL-2.0-or-later
// The programs that receive, with fresh maps or with the maps of a predecessor.
#pragma once

#include "datapath/pins.h"
#include "datapath/room.h"

#include <cstdint>
#include <memory>

struct rx;

namespace xvrrp::datapath {

struct DestroyRx {
    void operator()(rx* skeleton) const;
};

using RxProgram = std::unique_ptr<rx, DestroyRx>;

// Pinned maps are taken over if they have at least as many entries.
Result<RxProgram> load_rx(const Pins& pins, std::uint32_t netns, const Room& capacity);

// Makes the same programs with larger, empty maps of slots, and with all the other maps of the running one.
// Nothing is pinned.
Result<RxProgram> load_larger_rx(const rx& running, std::uint32_t netns, const Room& capacity);

Room capacity_of(const rx& skeleton);

// Pins these maps in place of the pinned ones.
Result<> pin_maps(const rx& skeleton, const Pins& pins);

// The inode number of our network namespace, as vrrp_index has it.
Result<std::uint32_t> network_namespace();

} // namespace xvrrp::datapath
