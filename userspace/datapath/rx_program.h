// SPDX-License-Identifier: GPL-2.0-or-later
// The programs that receive, with their maps: fresh, or with the maps of a predecessor.
#pragma once

#include "datapath/pins.h"

#include <cstdint>
#include <memory>

struct rx;

namespace xvrrp::datapath {

struct DestroyRx {
    void operator()(rx* skeleton) const;
};

using RxProgram = std::unique_ptr<rx, DestroyRx>;

// capacity: entries of the maps that are by slot; pinned maps are taken over if they have at least as many.
Result<RxProgram> load_rx(const Pins& pins, std::uint32_t netns, std::uint32_t capacity);

// The same with larger maps by slot, empty as yet, and all the other maps of the one that runs. Nothing is pinned.
Result<RxProgram> load_larger_rx(const rx& running, std::uint32_t netns, std::uint32_t capacity);

// In place of those that are pinned.
Result<> pin_maps(const rx& skeleton, const Pins& pins);

// The inode number of our network namespace, as the index has it.
Result<std::uint32_t> network_namespace();

} // namespace xvrrp::datapath
