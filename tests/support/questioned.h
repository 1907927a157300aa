// SPDX-License-Identifier: GPL-2.0-or-later
// Two routers with a virtual address, and a bystander who asks who has it.
#pragma once

#include "core/vrrp/frame.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <string>
#include <vector>

namespace xvrrp::test {

inline Instance every(const std::string& interval, int priority, const std::string& more = "") {
    return {.priority = priority, .advert_int = interval, .more = more};
}

inline std::chrono::milliseconds largest_gap(const std::vector<SeenAdvert>& seen) {
    auto largest = std::chrono::milliseconds(0);
    for (std::size_t i = 1; i < seen.size(); ++i)
        largest = std::max(
            largest, std::chrono::duration_cast<std::chrono::milliseconds>(seen[i].time - seen[i - 1].time));
    return largest;
}

// The configuration of an instance without global_defs.
inline std::string without_global(const std::string& text) {
    return text.substr(text.find("vrrp_instance"));
}

// RFC 826: who has the virtual address?
inline core::Bytes question(const core::MacAddress& mac, const core::IpAddress& from) {
    auto frame = core::gratuitous_arp(mac, virtual_address());
    const auto octets = from.mapped();
    std::copy(octets.begin() + 12, octets.end(), frame.begin() + 28); // the sender is the one that asks
    return frame;
}

// An answer to it by the owner of this MAC.
inline FramePredicate answer_of(const core::MacAddress& mac) {
    return [mac](const Frame& frame) {
        return frame.ether_type() == 0x0806 && core::get16(frame.bytes, 20) == 2 &&
               std::equal(mac.octets.begin(), mac.octets.end(), frame.bytes.begin() + 22);
    };
}

// Two routers, and a bystander who asks for the virtual address.
struct Questioned : TwoRouters {
    void ask() { wire.send(question(bystander.netns().mac("eth0"), bystander.address())); }

    bool is_answered_by(const VrrpHost& host) {
        wire.clear();
        ask();
        return wire.wait_for(answer_of(host.netns().mac("eth0")), std::chrono::milliseconds(500)).has_value();
    }
};

} // namespace xvrrp::test
