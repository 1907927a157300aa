// SPDX-License-Identifier: GPL-2.0-or-later
// The sentences of `xvrrpctl why`: the reasons for a virtual router's state, so that a person can act on them. Pure.
#pragma once

#include "core/conditions/check.h"
#include "core/vrrp/snapshot.h"

#include <xvrrp/drop_reason.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::core {

// An advert that no virtual router took, as the kernel side noted it for people.
struct RefusedAdvert {
    vrrp_drop_reason reason = VRRP_DROP_NONE;
    TimePoint at{};
    InterfaceIndex interface {};
    std::uint16_t vlan_outer = 0; // 0: the frame had no tag
    std::uint16_t vlan_inner = 0;
    Family family = Family::Ipv4;
    std::uint8_t vrid = 0;
    std::uint8_t version = 0;
    std::uint8_t priority = 0;
    IpAddress source{};
    IpAddress destination{};
    MacAddress mac{}; // zeros: the interface has no MAC addresses
};

// The number of recent changes of a virtual router.
struct Unrest {
    unsigned transitions = 0;
    unsigned priority_changes = 0;
    Duration within{0};
};

// The knowledge of the world around the core about one virtual router.
struct Evidence {
    std::optional<Heard> heard{}; // the last valid advert that the kernel side recorded
    std::array<std::uint64_t, VRRP_DROP_REASON_COUNT> refused{}; // so far
    std::vector<RefusedAdvert> notes{};                          // on the interface of the virtual router
    Unrest unrest{};
    std::map<std::string, Check::Record> checks{}; // the key is the name of the script
    std::string stand_in_trouble{}; // why the kernel cannot stand in for anybody; empty: it can
};

struct Explanation {
    std::vector<std::string> because;
    std::vector<std::string> to_change; // what would have to change for another state
};

Explanation why(const RouterSnapshot& snapshot, const Evidence& evidence, TimePoint now);

// These add the sentences about adverts that were refused, or that belong to nobody here. The latter matter only as long
// as no master is known but ourselves.
void tell_refused(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out);
void tell_strangers(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out);

} // namespace xvrrp::core
