// SPDX-License-Identifier: GPL-2.0-or-later
// The network of one simulated host's kernel under its daemon: what is placed, what is read of it, and how it differs from
// what is wanted.
#pragma once

#include "core/turn.h"
#include "host_file.h"
#include "kernel_table.h"
#include "timeline.h"

#include <functional>
#include <string>
#include <vector>

namespace xvrrp::sim {

class HostNetwork {
public:
    using Placing = std::function<void(const core::IpAddress&)>;

    // placing is told of every address before it is placed.
    HostNetwork(const core::IpAddress& address, Placing placing)
        : address_(address), random_(address.octets[3]), placing_(std::move(placing)),
          table_(hardware(address)) {}

    // A daemon starts, takes over what a former one left, and puts up what has to be there before all else.
    void start(core::Core& core, bool is_static, TimePoint now);
    void put_up(core::Core& core, bool is_static, TimePoint now);
    void observe(core::Network& network, TimePoint now);
    void work(core::Network& network, TimePoint now);
    // The daemon ends and gives everything back.
    void leave(core::Network& network, TimePoint now);

    // The interface that adverts come by.
    core::LinkObserved link(bool up) const;

    KernelTable& table() { return table_; }

    // An administrator deletes all that was placed, but not the guard and the settings.
    void delete_all(const std::vector<core::VirtualRouterConfig>& routers);
    bool has_addresses(const core::VirtualRouterConfig& router) const; // any of them
    // The first thing that is not as the daemon wants it, or nothing.
    std::string difference(const core::Core& core, const HostFile& file,
                           const std::function<bool(std::size_t)>& wants_addresses) const;

private:
    static core::Link hardware(const core::IpAddress& address, bool up = true);
    void observe_routing(core::Network& network, TimePoint now);
    std::vector<core::PlacedAddress> places(const core::VirtualRouterConfig& router) const;
    std::string difference_of(const core::VirtualRouterConfig& config, bool wanted) const;
    std::string difference_of_static(const core::Core& core, bool is_static) const;

    core::IpAddress address_;
    Random random_;
    Placing placing_;
    KernelTable table_;
    core::Noted noted_; // as in a file
};

} // namespace xvrrp::sim
