// SPDX-License-Identifier: GPL-2.0-or-later
#include "network.h"

#include <algorithm>

namespace xvrrp::sim {

core::VirtualRouterConfig instance(std::uint8_t priority, std::uint8_t vrid) {
    core::VirtualRouterConfig out;
    out.name = "VI_" + std::to_string(vrid);
    out.interface = "eth0";
    out.vrid = vrid;
    out.priority = priority;
    out.accept = false;
    out.stand_in = {}; // a daemon that is late is silent
    out.addresses = {{core::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(100 + vrid)), 24}};
    core::Route route;
    route.destination = {core::IpAddress::v4(10, vrid, 0, 0), 16};
    route.hops = {core::NextHop{.interface = "eth0"}};
    route.preferred_source = out.addresses.front().address;
    out.routes = {{route}};
    core::Rule rule;
    rule.priority = 1000u + vrid;
    rule.table = 100;
    out.rules = {{rule}};
    return out;
}

Host& Network::add(std::vector<core::VirtualRouterConfig> routers, core::QuorumRule quorum) {
    const auto index = hosts_.size();
    HostConfig config{std::string(1, static_cast<char>('a' + index)),
                      core::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(1 + index)),
                      std::move(routers), 1000 * seed_ + index, std::move(quorum)};
    parts_.push_back(0);
    return hosts_.emplace_back(std::move(config), timeline_, record,
                               [this, index](const core::Bytes& frame) { transmit(index, frame); });
}

void Network::start() {
    for (auto& host : hosts_)
        host.start();
}

void Network::transmit(std::size_t from, const core::Bytes& frame) {
    if (overhear)
        overhear(frame);
    wire_free_ = std::max(wire_free_, timeline_.now()) + wire.frame_time;
    for (std::size_t to = 0; to < hosts_.size(); ++to) {
        if (to == from || random_.chance(wire.loss_percent))
            continue;
        carry(from, to, frame, wire_free_);
        if (random_.chance(wire.duplicate_percent))
            carry(from, to, frame, wire_free_);
    }
}

void Network::carry(std::size_t from, std::size_t to, const core::Bytes& frame, TimePoint sent) {
    timeline_.at(sent + wire.delay + random_.up_to(wire.jitter), [this, from, to, frame] {
        if (parts_[from] == parts_[to])
            hosts_[to].receive(frame);
    });
}

void Network::inject(const core::Bytes& frame) {
    for (auto& host : hosts_)
        host.receive(frame, Sender::Attacker);
}

} // namespace xvrrp::sim
