// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses that the receiving programs let nobody ask for when their slot has lost its mastership while
// the daemon was away.
#pragma once

#include "core/result.h"
#include "core/vrrp/lease.h"

#include <xvrrp/stand_in.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace xvrrp::datapath {

class Fences {
public:
    Fences() = default;
    // The map is vrrp_fenced, which somebody else owns; what it holds is a predecessor's.
    Fences(int map, std::uint32_t netns, std::uint32_t slots);

    // These addresses take the place of the slot's former ones. After an error the slot has none.
    Result<> set(core::Slot slot, const std::vector<core::FencedAddress>& addresses);
    // Removes the addresses of all slots, a predecessor's too.
    void clear();
    // Removes all of a predecessor's whose addresses are, or are not, as asked. Returns true if none is left.
    bool drop_inherited(const std::function<bool(const core::IpAddress&)>& goes);

private:
    void drop(core::Slot slot);

    int map_ = -1;
    std::uint32_t netns_ = 0;
    std::vector<std::vector<vrrp_fence_key>> keys_; // by slot
    std::vector<vrrp_fence_key> inherited_;
};

} // namespace xvrrp::datapath
