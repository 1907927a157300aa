// SPDX-License-Identifier: GPL-2.0-or-later
// The sizes of the kernel side's maps: what they have to hold, and how much larger they are made.
#pragma once

#include "core/vrrp/virtual_router_config.h"

#include <algorithm>
#include <cstdint>

namespace xvrrp::datapath {

// So much do the maps of the kernel side have to hold.
struct Room {
    std::uint32_t routers = 0;
    std::uint32_t frames = 0; // that they may lend at a time

    void add(const core::VirtualRouterConfig& router) {
        ++routers;
        frames += static_cast<std::uint32_t>(router.destinations());
    }
};

// The size of vrrp_frames. There is an entry for each frame, and as many again, because a new advert is written beside the
// one before. Entry 0 is nobody's.
constexpr std::uint32_t entries_for(std::uint32_t frames) {
    return 2 * frames + 1;
}

constexpr std::uint32_t frames_in(std::uint32_t entries) {
    return (entries - 1) / 2;
}

// Room for a reload: half as many again, and never less than 256.
constexpr std::uint32_t capacity_for(std::uint32_t needed) {
    return std::max(needed + needed / 2 + 1, 256U);
}

// There is a frame for each slot at least, and no less than before, because a high slot may be in use.
constexpr Room capacity_for(const Room& needed, const Room& before = {}) {
    const auto routers = std::max(capacity_for(needed.routers), before.routers);
    return {routers, std::max({routers, capacity_for(needed.frames), before.frames})};
}

} // namespace xvrrp::datapath
