// SPDX-License-Identifier: GPL-2.0-or-later
// The links and addresses of this namespace as netlink last reported them.
#pragma once

#include "core/net/net_state.h"
#include "core/vrrp/io.h"
#include "host/netlink.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Interfaces {
public:
    void take(const host::LinkEvent& event);
    void take(const host::AddressEvent& event);
    void clear();
    // changes() then reports all interfaces, for a listener that has not heard of them.
    void repeat_all();

    // Returns the interfaces that changed since the last call, in the form of the core's input.
    std::vector<core::LinkObserved> changes();
    const core::Link* find(const std::string& name) const;
    // The first ones behind this name, at most so many, as netlink reported them.
    std::map<std::string, core::LinkObserved> some(const std::string& after, std::size_t most) const;

private:
    struct Carried {
        core::InterfaceAddress address;
        bool secondary = false;
    };

    void forget_name(const core::Link& link);
    core::LinkObserved seen(const core::Link& link) const;
    core::LinkObserved describe(const std::string& name) const;

    std::map<core::InterfaceIndex, core::Link> links_;
    std::map<std::string, core::InterfaceIndex> by_name_;            // of links_
    std::map<core::InterfaceIndex, std::vector<Carried>> addresses_; // in the kernel's order
    std::set<std::string> changed_;
};

} // namespace xvrrp::daemon
