// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses that the receiving programs let nobody ask for when their slot has lost its mastership while
// the daemon was away.
#pragma once

#include "core/result.h"
#include "core/vrrp/lease.h"

#include <xvrrp/stand_in.h>

#include <cstdint>
#include <map>
#include <set>
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
    // Remove those of a predecessor around this address, or around all addresses but these.
    void drop_inherited(const core::IpAddress& address);
    void keep_inherited(const std::set<core::IpAddress>& addresses);

    bool has_inherited() const { return !inherited_.empty(); }

private:
    void drop(core::Slot slot);
    void forget_inherited(const vrrp_fence_key& key);

    int map_ = -1;
    std::uint32_t netns_ = 0;
    std::vector<std::vector<vrrp_fence_key>> keys_;            // by slot
    std::multimap<core::IpAddress, vrrp_fence_key> inherited_; // one address may be on several interfaces
};

} // namespace xvrrp::datapath
