// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/address_work.h"

#include "core/frame.h"
#include "kernel/event_loop.h"

#include <algorithm>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kRoutersPerSlice = 64;

core::Bytes announcement(const core::VirtualRouter& router, const core::IpAddress& address) {
    const auto mac = router.announced_mac();
    return address.family == core::Family::Ipv4 ? core::gratuitous_arp(mac, address)
                                                : core::unsolicited_na(mac, address, router.link()->forwards);
}

} // namespace

// Where the addresses go, remembered: once the interface is gone, its index is needed to take back what was wanted.
void AddressWork::locate(core::RouterId id) {
    placements_.resize(router_.routers().size());
    const auto& router = router_.routers()[id];
    if (!router.address_link())
        return;
    placements_[id].clear();
    for (const auto& address : router.config().addresses)
        placements_[id].push_back({router.address_link()->ifindex, address});
}

void AddressWork::want(core::RouterId id, bool wanted) {
    locate(id);
    for (const auto& address : placements_[id]) {
        if (wanted)
            wanted_.insert(address);
        else
            wanted_.erase(address);
    }
    add(id, 0);
}

void AddressWork::keep_owned(core::RouterId id) {
    if (router_.routers()[id].config().priority != VRRP_PRIORITY_OWNER)
        return;
    locate(id);
    for (const auto& address : placements_[id]) {
        if (observed_.contains(address))
            kept_.insert(address);
    }
}

void AddressWork::announce(core::RouterId id, unsigned repeat) {
    add(id, repeat);
}

void AddressWork::add(core::RouterId id, unsigned announce) {
    if (!work_.empty() && work_.back().router == id)
        work_.back().announce = std::max(work_.back().announce, announce);
    else
        work_.push_back({id, announce});
}

std::vector<core::RouterId> AddressWork::observe(const kernel::AddressEvent& event) {
    if (!event.gone) {
        observed_.insert(event.address);
        return {};
    }
    observed_.erase(event.address);
    if (!wanted_.contains(event.address))
        return {};
    std::vector<core::RouterId> losers;
    for (core::RouterId id = 0; id < placements_.size(); ++id) {
        if (std::ranges::count(placements_[id], event.address) != 0)
            losers.push_back(id);
    }
    return losers;
}

SliceResult AddressWork::run_slice() {
    const auto count = std::min(work_.size(), kRoutersPerSlice);
    const std::vector<Work> slice(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(count));
    work_.erase(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(count));
    SliceResult result;
    place(slice, result);
    result.placed_at = kernel::EventLoop::now();
    queue_announcements(slice);
    send_announcements(result);
    return result;
}

void AddressWork::place(const std::vector<Work>& slice, SliceResult& result) {
    std::vector<core::PlacedAddress> scope;
    for (const auto& work : slice) {
        for (const auto& address : placements_[work.router]) {
            if (wanted_.contains(address) || !kept_.contains(address))
                scope.push_back(address);
        }
    }
    const auto operations = core::plan(scope, wanted_, observed_);
    const auto errors = netlink_.apply(operations);
    // The monitor will say the same; to wait for it would make the next slice plan the work again.
    for (const auto& operation : operations) {
        if (operation.kind == core::AddressOperation::Kind::Add)
            observed_.insert(operation.target);
        else
            observed_.erase(operation.target);
    }
    for (const auto& failed : errors) {
        observed_.erase(failed.operation.target);
        result.errors.push_back(failed.error.text());
    }
    for (const auto& work : slice) {
        const auto& mine = placements_[work.router];
        const auto there = [&](const auto& each) {
            return wanted_.contains(each) && observed_.contains(each);
        };
        if (!mine.empty() && std::ranges::all_of(mine, there))
            result.placed.push_back(work.router);
    }
}

void AddressWork::queue_announcements(const std::vector<Work>& slice) {
    for (const auto& work : slice) {
        const auto& config = router_.routers()[work.router].config();
        const bool ipv4 = config.family == core::Family::Ipv4;
        const auto interval = ipv4 ? config.garp.interval : config.garp.na_interval;
        for (const auto& each : placements_[work.router]) {
            if (wanted_.contains(each))
                pacer_.add({work.router, each}, work.announce, interval);
        }
    }
}

void AddressWork::send_announcements(SliceResult& result) {
    std::vector<core::Bytes> frames;
    std::vector<int> ifindexes;
    for (const auto& [id, target] : pacer_.due(kernel::EventLoop::now(), wanted_)) {
        const auto& router = router_.routers()[id];
        if (!router.link())
            continue;
        frames.push_back(announcement(router, target.address.address));
        ifindexes.push_back(router.link()->ifindex);
        result.announced.push_back(id);
    }
    std::vector<kernel::OutgoingFrame> outgoing;
    for (std::size_t i = 0; i < frames.size(); ++i)
        outgoing.push_back({ifindexes[i], frames[i]});
    for (const auto& failed : socket_.send(outgoing))
        result.errors.push_back(failed.error.text());
}

} // namespace xvrrp::daemon
