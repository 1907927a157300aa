// SPDX-License-Identifier: GPL-2.0-or-later
// The programs that receive, with fresh maps or with the maps of a predecessor.
#pragma once

#include "datapath/former.h"
#include "datapath/pins.h"
#include "datapath/room.h"

#include <cstdint>
#include <memory>
#include <optional>

struct rx;

namespace xvrrp::datapath {

struct DestroyRx {
    void operator()(rx* skeleton) const;
};

using RxProgram = std::unique_ptr<rx, DestroyRx>;

struct LoadedRx {
    RxProgram programs;
    bool is_pinned = false; // its maps are a predecessor's
    std::optional<Former> former{};
};

// Pinned maps are taken over if they have at least as many entries. Otherwise the maps are new, and nothing is pinned.
Result<LoadedRx> load_rx(const Pins& pins, std::uint32_t netns, const Room& capacity);

// Makes the same programs with larger, empty maps of slots, and with all the other maps of the running one.
// Nothing is pinned.
Result<RxProgram> load_larger_rx(const rx& running, std::uint32_t netns, const Room& capacity);

Room capacity_of(const rx& skeleton);

// Pins these maps in place of the pinned ones.
Result<> pin_maps(const rx& skeleton, const Pins& pins);

// The inode number of our network namespace, as vrrp_index has it.
Result<std::uint32_t> network_namespace();

} // namespace xvrrp::datapath
