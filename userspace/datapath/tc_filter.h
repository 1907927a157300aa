// SPDX-License-Identifier: GPL-2.0-or-later
// The tc filters on the ingress side of an interface: where a kernel without tcx lets the root program receive.
//
// Filters run by priority, and the first one that says "ok" ends the walk: those behind it never see the packet. The
// qdisc may be clsact or ingress. One kind of filter has a priority for itself, and of two bpf filters with the same
// priority the younger one runs first.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::datapath {

struct TcFilter {
    std::string kind; // "bpf", "flower"
    std::uint32_t priority = 0;
    std::uint32_t handle = 0;
    std::uint16_t protocol = 0; // an Ethernet type; 3: all of them
    std::string name;           // of a bpf filter, as it was given
    std::uint32_t program = 0;  // its number
};

// In the order in which they run, those of the priorities only that ours may have.
Result<std::vector<TcFilter>> tc_filters(int ifindex);

// The filter with this handle that runs this program, and what may keep adverts from it.
struct TcPlace {
    std::optional<TcFilter> ours;
    std::optional<TcFilter> in_front; // the first that is not xvrrpd's and sees IP packets
};

TcPlace place_among(const std::vector<TcFilter>& filters, std::uint32_t handle, std::uint32_t program);

// For a sentence: "the u32 filter with priority 1".
std::string describe(const TcFilter& filter);

// Puts our program before all other filters, in place of what has the handle. Where another filter stays in front this
// fails and nothing is attached.
Result<> attach_first_tc_filter(int program, std::uint32_t handle, int ifindex, const std::string& interface);
void remove_tc_filter(std::uint32_t handle, int ifindex);

} // namespace xvrrp::datapath
