// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/address_work.h"

#include "core/net/secondary_addresses.h"
#include "os/event_loop.h"

#include <algorithm>
#include <iterator>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kRoutersPerSlice = 64;

bool same_in_full(const core::PlacedAddress& a, const core::PlacedAddress& b) {
    return a == b && a.attributes == b.attributes;
}

} // namespace

void AddressWork::unwant(Placement& placement) {
    if (!std::exchange(placement.wanted, false))
        return;
    for (const auto& address : placement.addresses) {
        const auto [first, last] = wanted_.equal_range(address);
        wanted_.erase(
            std::find_if(first, last, [&](const auto& each) { return same_in_full(each, address); }));
    }
}

void AddressWork::hold(const core::Hold& held) {
    const auto [known, is_new] = placements_.try_emplace(held.router);
    auto& placement = known->second;
    unwant(placement);
    if (!std::ranges::equal(held.addresses, placement.addresses, same_in_full)) {
        loose_.insert(loose_.end(), placement.addresses.begin(), placement.addresses.end());
        placement.addresses = held.addresses;
    }
    placement.wanted = held.wanted;
    placement.standing = held.standing;
    placement.name = held.name;
    if (is_new && held.owner)
        keep_owned(placement);
    if (held.wanted)
        wanted_.insert(placement.addresses.begin(), placement.addresses.end());
    add(held.router);
}

void AddressWork::forget(core::RouterId id) {
    auto node = placements_.extract(id);
    if (node.empty())
        return;
    unwant(node.mapped());
    loose_.insert(loose_.end(), node.mapped().addresses.begin(), node.mapped().addresses.end());
}

void AddressWork::keep_owned(const Placement& placement) {
    auto had = core::misfits(placement.addresses, wanted_, observed_);
    had.insert(had.end(), placement.addresses.begin(), placement.addresses.end());
    for (const auto& address : had) {
        if (const auto there = observed_.find(address); there != observed_.end() && !there->marked)
            kept_.insert(address);
    }
}

void AddressWork::inherit(const std::vector<core::PlacedAddress>& addresses) {
    for (const auto& address : addresses) {
        const auto there = observed_.find(address);
        if (there != observed_.end() && there->marked)
            loose_.push_back(address);
    }
}

void AddressWork::announce(const core::Announce& announcement) {
    add(announcement.router).announcements.push_back(announcement);
}

AddressWork::Work& AddressWork::add(core::RouterId id) {
    if (work_.empty() || work_.back().router != id)
        work_.push_back({id});
    return work_.back();
}

void AddressWork::want_static(std::vector<core::PlacedAddress> addresses) {
    if (std::ranges::equal(addresses, static_.addresses, same_in_full))
        return;
    unwant(static_);
    loose_.insert(loose_.end(), addresses.begin(), addresses.end());
    loose_.insert(loose_.end(), static_.addresses.begin(), static_.addresses.end());
    static_ = {std::move(addresses), true};
    wanted_.insert(static_.addresses.begin(), static_.addresses.end());
}

void AddressWork::observe(const host::AddressEvent& event) {
    if (!event.gone) {
        observed_.insert(event.address);
        replaced_.erase(event.address);
        return;
    }
    if (replaced_.contains(event.address))
        return;
    observed_.erase(event.address);
    const auto fixed = std::ranges::find(static_.addresses, event.address);
    if (fixed != static_.addresses.end())
        loose_.push_back(*fixed);
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
    std::vector<Work> slice(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(count));
    work_.erase(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(count));
    std::erase_if(slice, [this](const Work& work) { return !placements_.contains(work.router); });
    SliceResult result;
    place(slice, result);
    result.placed_at = os::EventLoop::now();
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
    const auto leaving = static_cast<std::ptrdiff_t>(std::min(loose_.size(), kRoutersPerSlice));
    scope.insert(scope.end(), loose_.begin(), loose_.begin() + leaving);
    loose_.erase(loose_.begin(), loose_.begin() + leaving);
    core::AddressSet seen; // an address that two had is there once
    std::erase_if(scope, [&](const auto& each) {
        const bool stays = kept_.contains(each) && observed_.contains(each);
        return stays || !seen.insert(each).second;
    });
    return scope;
}

// Those of another prefix length are corrected where the virtual router stands for election. In FAULT the address may
// be all that the interface has.
std::vector<core::AddressOperation> AddressWork::plan(const std::vector<Work>& slice) {
    const auto scope = scope_of(slice);
    std::vector<core::PlacedAddress> standing;
    for (const auto& work : slice) {
        const auto& placement = placements_[work.router];
        if (placement.standing)
            standing.insert(standing.end(), placement.addresses.begin(), placement.addresses.end());
    }
    std::vector<core::AddressOperation> first; // of IPv6 the kernel has an address with one length only
    auto operations = core::plan(scope, wanted_, observed_);
    for (const auto& each : core::misfits(standing, wanted_, observed_)) {
        if (!kept_.contains(each))
            (each.address.address.family == core::Family::Ipv4 ? operations : first)
                .push_back({core::AddressOperation::Kind::Remove, each});
    }
    first.insert(first.end(), operations.begin(), operations.end());
    return first;
}

// Nothing goes but what is meant to go. Where the kernel cannot be told so, the others come back at once.
std::vector<host::OperationError> AddressWork::apply(const std::vector<core::AddressOperation>& operations,
                                                     SliceResult& result) {
    const auto others = core::endangered(operations, observed_);
    const auto promoted = promotion_.begin(others);
    auto errors = netlink_.apply(operations);
    promotion_.end();
    if (promoted)
        return errors;
    result.errors.push_back(promoted.error().text());
    std::vector<core::AddressOperation> back;
    for (const auto& each : others)
        back.push_back({core::AddressOperation::Kind::Add, each});
    std::ranges::move(netlink_.apply(back), std::back_inserter(errors));
    return errors;
}

void AddressWork::place(const std::vector<Work>& slice, SliceResult& result) {
    const auto operations = plan(slice);
    const auto errors = apply(operations, result);
    // The monitor will say the same; to wait for it would make the next slice plan the work again.
    for (const auto& [kind, target] : operations) {
        if (kind == core::AddressOperation::Kind::Add) {
            observed_.insert({target.ifindex, target.address, target.attributes, true});
            continue;
        }
        observed_.erase(target);
        if (wanted_.contains(target))
            replaced_.insert(target);
    }
    for (const auto& failed : errors) {
        observed_.erase(failed.operation.target);
        replaced_.erase(failed.operation.target);
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

void AddressWork::queue_announcements(std::vector<Work>& slice) {
    for (auto& work : slice) {
        for (auto& [router, repeat, messages] : work.announcements) {
            for (auto& message : messages) {
                if (wanted_.contains(message.address))
                    pacer_.add({router, std::move(message)}, repeat);
            }
        }
    }
}

void AddressWork::send_announcements(SliceResult& result) {
    const auto due = pacer_.due(os::EventLoop::now(), wanted_);
    std::vector<host::OutgoingFrame> outgoing;
    for (const auto& [router, message] : due) {
        outgoing.push_back({message.through.index, message.frame});
        result.announced.push_back(router);
    }
    for (const auto& failed : socket_.send(outgoing))
        result.errors.push_back(failed.error.text());
}

} // namespace xvrrp::daemon
