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
AddressWork::Placement& AddressWork::locate(core::RouterId id) {
    auto& placement = placements_[id];
    const auto& router = router_.routers().at(id);
    if (!router.address_link())
        return placement;
    std::vector<core::PlacedAddress> addresses;
    for (const auto& address : router.config().addresses)
        addresses.push_back({router.address_link()->ifindex, address});
    if (addresses == placement.addresses)
        return placement;
    unwant(placement);
    left_.insert(left_.end(), placement.addresses.begin(), placement.addresses.end());
    placement.addresses = std::move(addresses);
    return placement;
}

void AddressWork::unwant(Placement& placement) {
    if (!std::exchange(placement.wanted, false))
        return;
    for (const auto& address : placement.addresses)
        wanted_.erase(wanted_.find(address));
}

void AddressWork::want(core::RouterId id, bool wanted) {
    auto& placement = locate(id);
    unwant(placement);
    placement.wanted = wanted;
    if (wanted)
        wanted_.insert(placement.addresses.begin(), placement.addresses.end());
    add(id, 0);
}

void AddressWork::forget(core::RouterId id) {
    auto node = placements_.extract(id);
    if (node.empty())
        return;
    unwant(node.mapped());
    left_.insert(left_.end(), node.mapped().addresses.begin(), node.mapped().addresses.end());
    std::erase_if(work_, [id](const Work& work) { return work.router == id; });
}

void AddressWork::keep_owned(core::RouterId id) {
    if (router_.routers().at(id).config().priority != VRRP_PRIORITY_OWNER)
        return;
    for (const auto& address : locate(id).addresses) {
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

void AddressWork::observe(const kernel::AddressEvent& event) {
    if (event.gone)
        observed_.erase(event.address);
    else
        observed_.insert(event.address);
}

std::vector<core::RouterId> AddressWork::lacking(const core::PlacedAddress& address) const {
    std::vector<core::RouterId> losers;
    if (!wanted_.contains(address) || observed_.contains(address))
        return losers;
    for (const auto& [id, placement] : placements_) {
        if (placement.wanted && std::ranges::count(placement.addresses, address) != 0)
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

std::vector<core::PlacedAddress> AddressWork::scope_of(const std::vector<Work>& slice) {
    std::vector<core::PlacedAddress> scope;
    for (const auto& work : slice) {
        const auto& mine = placements_[work.router].addresses;
        scope.insert(scope.end(), mine.begin(), mine.end());
    }
    const auto leaving = static_cast<std::ptrdiff_t>(std::min(left_.size(), kRoutersPerSlice));
    scope.insert(scope.end(), left_.begin(), left_.begin() + leaving);
    left_.erase(left_.begin(), left_.begin() + leaving);
    core::AddressSet seen; // an address that two had is there once
    std::erase_if(scope, [&](const auto& each) {
        const bool stays = kept_.contains(each) && !wanted_.contains(each);
        return stays || !seen.insert(each).second;
    });
    return scope;
}

void AddressWork::place(const std::vector<Work>& slice, SliceResult& result) {
    const auto operations = core::plan(scope_of(slice), wanted_, observed_);
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
        const auto& mine = placements_[work.router].addresses;
        const auto there = [&](const auto& each) {
            return wanted_.contains(each) && observed_.contains(each);
        };
        if (!mine.empty() && std::ranges::all_of(mine, there))
            result.placed.push_back(work.router);
    }
}

void AddressWork::queue_announcements(const std::vector<Work>& slice) {
    for (const auto& work : slice) {
        const auto& config = router_.routers().at(work.router).config();
        const bool ipv4 = config.family == core::Family::Ipv4;
        const auto interval = ipv4 ? config.garp.interval : config.garp.na_interval;
        for (const auto& each : placements_[work.router].addresses) {
            if (wanted_.contains(each))
                pacer_.add({work.router, each}, work.announce, interval);
        }
    }
}

void AddressWork::send_announcements(SliceResult& result) {
    std::vector<core::Bytes> frames;
    std::vector<int> ifindexes;
    for (const auto& [id, target] : pacer_.due(kernel::EventLoop::now(), wanted_)) {
        const auto found = router_.routers().find(id);
        if (found == router_.routers().end() || !found->second.link())
            continue;
        frames.push_back(announcement(found->second, target.address.address));
        ifindexes.push_back(found->second.link()->ifindex);
        result.announced.push_back(id);
    }
    std::vector<kernel::OutgoingFrame> outgoing;
    for (std::size_t i = 0; i < frames.size(); ++i)
        outgoing.push_back({ifindexes[i], frames[i]});
    for (const auto& failed : socket_.send(outgoing))
        result.errors.push_back(failed.error.text());
}

} // namespace xvrrp::daemon
