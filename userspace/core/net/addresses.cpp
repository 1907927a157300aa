// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/addresses.h"

#include "core/net/secondary_addresses.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

namespace {

bool same_in_full(const PlacedAddress& a, const PlacedAddress& b) {
    return a == b && a.attributes == b.attributes;
}

// A set finds with the result the address that has this key, whatever its attributes are.
PlacedAddress at(const AddressPlace& place) {
    return {place.interface, place.address};
}

} // namespace

// A misfit is removed once the right address is there. Of an IPv6 address the kernel has only one prefix
// length, so there the misfit goes first.
void Addresses::hold(const Hold& held) {
    const bool is_new = !holdings_.knows(held.router);
    const auto misfits = held.standing ? misfits_of(held.addresses) : std::vector<PlacedAddress>();
    if (is_new && held.owner) {
        keep_owned(held.addresses);
        keep_owned(misfits);
    }
    const auto before = holdings_.hold(
        held.router, {held.addresses, held.wanted, "(" + held.name + ")", count_missing(held.addresses)});
    for (const auto& each : misfits) {
        if (each.address.address.family == Family::Ipv6)
            compare(each);
    }
    compare_all(before);
    compare_all(held.addresses);
    compare_all(misfits);
    if (held.wanted && !held.addresses.empty() && holdings_.of(held.router)->missing == 0)
        news_.placed.push_back(held.router);
}

void Addresses::hold_static(std::vector<PlacedAddress> addresses) {
    const auto* held = holdings_.of(std::nullopt);
    if (held != nullptr ? std::ranges::equal(addresses, held->things, same_in_full) : addresses.empty())
        return;
    const auto next = addresses;
    const auto missing = count_missing(addresses);
    compare_all(holdings_.hold(std::nullopt, {std::move(addresses), true, "static", missing}));
    compare_all(next);
}

void Addresses::forget(RouterId router) {
    compare_all(holdings_.drop(router));
}

void Addresses::inherit(const std::vector<PlacedAddress>& addresses) {
    for (const auto& each : addresses) {
        const auto there = observed_.find(each);
        if (there != observed_.end() && there->marked)
            compare(each);
    }
}

void Addresses::put_back(const std::vector<PlacedAddress>& addresses) {
    back_.insert(back_.end(), addresses.begin(), addresses.end());
}

void Addresses::announce(const Announce& announcement) {
    for (const auto& message : announcement.messages) {
        Announcement one{announcement.router, message};
        const auto address = at(message.address);
        if (holdings_.wanted(address) == nullptr)
            continue;
        if (is_as_wanted(address)) {
            pacer_.add(std::move(one), announcement.repeat);
            continue;
        }
        auto& waiting = unplaced_[message.address];
        waiting = {std::move(one), std::max(waiting.repeat, announcement.repeat)};
    }
}

// ---- Observation
// --------------------------------------------------------------------------------------------

void Addresses::observe(const PlacedAddress& address, bool gone, TimePoint now) {
    if (!gone) {
        replaced_.erase(address);
        came(address);
        return;
    }
    if (replaced_.contains(address) || !observed_.contains(address))
        return;
    went(address);
    if (holdings_.wanted(address) != nullptr)
        blame(address, now);
}

void Addresses::observe_all(const AddressSet& there) {
    replaced_.clear();
    for (const auto& each : AddressSet(observed_)) {
        if (!there.contains(each))
            went(each);
    }
    for (const auto& each : there)
        came(each);
    holdings_.for_wanted([this](const auto& each) { compare(each); });
}

void Addresses::came(const PlacedAddress& address) {
    const auto [known, is_new] = observed_.insert(address);
    if (auto waiting = unplaced_.extract(address.place()); !waiting.empty())
        pacer_.add(std::move(waiting.mapped().announcement), waiting.mapped().repeat);
    if (!is_new) {
        if (known->attributes != address.attributes || known->marked != address.marked)
            observed_.insert(observed_.erase(known), address);
        return;
    }
    holdings_.for_holders(address, [this](const Holder& holder, auto& held, const auto&) {
        if (held.missing > 0 && --held.missing == 0 && holder)
            news_.placed.push_back(*holder);
    });
}

void Addresses::went(const PlacedAddress& address) {
    if (observed_.erase(address) > 0)
        holdings_.for_holders(address, [](const Holder&, auto& held, const auto&) { ++held.missing; });
}

// Somebody else removed the address. It is put back, at once or after a pause.
void Addresses::blame(const PlacedAddress& address, TimePoint now) {
    const auto turn = repairs_.removed(address, now);
    holdings_.for_holders(address, [&](const Holder&, const auto& held, const auto&) {
        news_.removed(held.name + ' ' + address.address.text(), turn.at <= now, turn.backs_off);
    });
    if (turn.at <= now)
        compare(address);
}

// ---- Comparison ---------------------------------------------------------------------------------------------

void Addresses::compare(const PlacedAddress& address) {
    due_.push(address);
}

void Addresses::compare_all(const std::vector<PlacedAddress>& addresses) {
    for (const auto& each : addresses)
        compare(each);
}

// For the neighbours an address with another prefix length is the same one. In FAULT it may be the only
// address of the interface, so it is left alone then.
std::vector<PlacedAddress> Addresses::misfits_of(const std::vector<PlacedAddress>& addresses) const {
    std::vector<PlacedAddress> misfits;
    for (const auto& each : addresses) {
        const PlacedAddress lowest{each.interface, {each.address.address, 0}};
        for (auto other = observed_.lower_bound(lowest);
             other != observed_.end() && other->interface == each.interface &&
             other->address.address == each.address.address;
             ++other) {
            if (*other != each)
                misfits.push_back(*other);
        }
    }
    return misfits;
}

void Addresses::keep_owned(const std::vector<PlacedAddress>& addresses) {
    for (const auto& each : addresses) {
        const auto there = observed_.find(each);
        if (there != observed_.end() && !there->marked)
            kept_.insert(each);
    }
}

bool Addresses::is_as_wanted(const PlacedAddress& address) const {
    const auto* want = holdings_.wanted(address);
    const auto there = observed_.find(address);
    return want != nullptr && there != observed_.end() &&
           same_attributes(there->attributes, want->attributes);
}

std::size_t Addresses::count_missing(const std::vector<PlacedAddress>& addresses) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(addresses, [this](const auto& each) { return !observed_.contains(each); }));
}

AddressPlan Addresses::plan(std::size_t most) {
    AddressPlan plan;
    for (auto& each : std::exchange(back_, {}))
        plan.operations.push_back({AddressOperation::Kind::Add, std::move(each)});
    for (; most > 0 && !due_.empty(); --most) {
        const auto address = due_.pop();
        const auto* want = holdings_.wanted(address);
        const auto there = observed_.find(address);
        if (want == nullptr)
            unplaced_.erase(address.place());
        if (want == nullptr && there == observed_.end())
            told_.erase(address);
        if (is_as_wanted(address) || (there != observed_.end() && kept_.contains(address)))
            continue;
        if (there != observed_.end())
            plan.operations.push_back({AddressOperation::Kind::Remove, *there});
        if (want != nullptr)
            plan.operations.push_back({AddressOperation::Kind::Add, *want});
    }
    plan.endangered = endangered(plan.operations, observed_);
    return plan;
}

// The kernel will report the same changes. If the next slice waited for the reports, it would plan this work
// again.
void Addresses::applied(std::span<const AddressOperation> operations, std::span<const FailedAddress> failed,
                        TimePoint now) {
    std::multiset<PlacedAddress> unchanged;
    for (const auto& each : failed)
        unchanged.insert(each.operation.target);
    for (const auto& [kind, target] : operations) {
        if (unchanged.contains(target))
            continue;
        told_.erase(target);
        if (kind == AddressOperation::Kind::Remove) {
            went(target);
            if (holdings_.wanted(target) != nullptr)
                replaced_.insert(target);
            continue;
        }
        auto placed = target;
        placed.marked = true;
        came(placed);
    }
    note_failures(failed, now);
}

// A failed operation is reported once, and tried again after growing pauses.
void Addresses::note_failures(std::span<const FailedAddress> failed, TimePoint now) {
    for (const auto& [operation, error] : failed) {
        if (operation.kind == AddressOperation::Kind::Add)
            went(operation.target);
        if (told_.insert(operation.target).second)
            news_.errors.push_back(error.text());
        repairs_.failed(operation.target, now);
    }
}

// ---- Time ---------------------------------------------------------------------------------------------------

void Addresses::tick(TimePoint now) {
    for (const auto& each : repairs_.due(now))
        compare(each);
}

std::vector<Announcement> Addresses::announcements(TimePoint now) {
    return pacer_.due(now, [this](const AddressPlace& place) {
        const auto address = at(place);
        return holdings_.wanted(address) != nullptr && observed_.contains(address);
    });
}

} // namespace xvrrp::core
