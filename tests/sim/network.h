// SPDX-License-Identifier: GPL-2.0-or-later
// A simulated LAN with its hosts, in virtual time. The same seed gives the same run.
//
//   Network lan;
//   Host& a = lan.add({instance(150)});
//   Host& b = lan.add({instance(100)});
//   lan.start();
//   lan.run_for(10s);
//   a.kill();
#pragma once

#include "host.h"

#include <deque>

namespace xvrrp::sim {

struct Wire {
    Duration delay = std::chrono::microseconds(100);
    Duration frame_time{0}; // above 0, no two frames arrive in the same instant
    Duration jitter{0};     // added to the delay, so that frames overtake one another
    unsigned loss_percent = 0;
    unsigned duplicate_percent = 0;
};

// A virtual router with keepalived's defaults: VRID 51, version 2, 1 s, preempting. The kernel does not stand in for it.
core::VirtualRouterConfig instance(std::uint8_t priority, std::uint8_t vrid = 51);

class Network {
public:
    explicit Network(std::uint64_t seed = 1) : seed_(seed), random_(seed) {}

    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    // The hosts are a, b, c, ... with 192.0.2.1, 192.0.2.2, 192.0.2.3, ...
    Host& add(std::vector<core::VirtualRouterConfig> routers, core::QuorumRule quorum = {});

    std::deque<Host>& hosts() { return hosts_; }

    void start();

    void run_for(Duration duration) { timeline_.run_until(timeline_.now() + duration); }

    // at counts from the start of the simulation.
    void at(Duration at, std::function<void()> what) { timeline_.at(kStart + at, std::move(what)); }

    Duration elapsed() const { return timeline_.elapsed(); }

    // Hosts whose numbers here differ do not hear each other.
    void partition(std::vector<unsigned> parts) { parts_ = std::move(parts); }

    void heal() { parts_.assign(hosts_.size(), 0); }

    unsigned part_of(std::size_t host) const { return parts_[host]; }

    // Delivers a frame of an attacker to every host at once.
    void inject(const core::Bytes& frame);

    // The listener gets every frame that a router sends.
    std::function<void(const core::Bytes&)> overhear;

    Wire wire;
    Record record;

private:
    void transmit(std::size_t from, const core::Bytes& frame);
    void carry(std::size_t from, std::size_t to, const core::Bytes& frame, TimePoint sent);

    Timeline timeline_;
    std::uint64_t seed_;
    Random random_;
    std::deque<Host> hosts_;
    std::vector<unsigned> parts_;
    TimePoint wire_free_{};
};

} // namespace xvrrp::sim
