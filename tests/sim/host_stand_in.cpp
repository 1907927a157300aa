// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_stand_in.h"

#include <algorithm>
#include <tuple>

namespace xvrrp::sim {

namespace {

constexpr Duration kTurn = std::chrono::milliseconds(1); // of the token
constexpr std::size_t kPriority = 2;                     // in the VRRP header
constexpr std::size_t kChecksum = 6;

bool is_better(const core::ReceivedAdvert& heard, const core::Lease& lease) {
    return heard.advert.priority != VRRP_PRIORITY_RESIGN &&
           std::tie(heard.advert.priority, heard.source) > std::tie(lease.priority, lease.source);
}

} // namespace

void HostStandIn::start() {
    for (auto& [router, slot] : slots_) {
        slot.is_former = !shut(router);
        if (!slot.is_former)
            fenced_.insert(router);
    }
    std::erase_if(slots_, [](const auto& each) { return !each.second.is_former; });
    renew();
}

std::vector<core::Inherited> HostStandIn::inherited() const {
    std::vector<core::Inherited> out;
    for (const auto& [router, slot] : slots_)
        out.push_back({router, slot.lease.due});
    return out;
}

void HostStandIn::settle(core::RouterId router, core::State state) {
    const auto found = slots_.find(router);
    if (found == slots_.end() || !found->second.is_former || state == core::State::Init)
        return;
    if (state != core::State::Master) {
        if (!found->second.gate)
            send(router, found->second, true);
        fenced_.insert(router);
    }
    slots_.erase(found);
}

void HostStandIn::stop() {
    slots_.clear();
    fenced_.clear();
}

void HostStandIn::unfence(core::RouterId router) {
    fenced_.erase(router);
}

void HostStandIn::lend(const core::StandIn& output) {
    auto& slot = slots_[output.router];
    if (slot.gate || slot.is_former)
        slot = {};
    slot.lease = output.lease;
    look_at(output.lease.due);
    look_at(end_of(slot));
}

void HostStandIn::put_off(const core::PutOff& output) {
    const auto found = slots_.find(output.router);
    if (found == slots_.end())
        return;
    found->second.lease.due = output.due;
    look_at(output.due);
}

void HostStandIn::take_back(core::RouterId router) {
    const auto found = slots_.find(router);
    if (found == slots_.end())
        return;
    if (shut(router))
        found->second.given_back = true;
    else
        slots_.erase(found);
}

void HostStandIn::let_go() {
    std::erase_if(slots_, [](const auto& each) { return each.second.given_back; });
}

std::optional<core::GateShut> HostStandIn::shut(core::RouterId router) const {
    const auto found = slots_.find(router);
    if (found == slots_.end())
        return {};
    const auto& slot = found->second;
    if (!slot.gate && timeline_.now() >= end_of(slot))
        return core::GateShut{router, VRRP_SHUT_LEASE_ENDED, end_of(slot), {}, 0};
    return slot.gate;
}

void HostStandIn::hear(core::RouterId router, const core::ReceivedAdvert& heard) {
    const auto found = slots_.find(router);
    if (found == slots_.end() || found->second.gate || !is_better(heard, found->second.lease))
        return;
    close(router, found->second, VRRP_SHUT_BETTER_ADVERT);
    found->second.gate->source = heard.source;
    found->second.gate->priority = heard.advert.priority;
}

// The token comes by every millisecond, so the kernel is late by less than that.
void HostStandIn::look_at(TimePoint when) {
    if (when != core::kNever)
        timeline_.at(std::max(when, timeline_.now()) + kTurn, [this] { turn(); });
}

void HostStandIn::turn() {
    for (auto& [router, slot] : slots_) {
        if (!slot.gate)
            visit(router, slot);
    }
}

void HostStandIn::visit(core::RouterId router, Slot& slot) {
    const auto now = timeline_.now();
    if (now >= end_of(slot)) {
        close(router, slot, VRRP_SHUT_LEASE_ENDED);
        send(router, slot, true);
    } else if (now >= slot.lease.due) {
        slot.lease.due = std::max(slot.lease.due + slot.lease.interval, now);
        look_at(slot.lease.due);
        look_at(end_of(slot));
        send(router, slot, false);
    }
}

void HostStandIn::send(core::RouterId router, Slot& slot, bool resigns) {
    for (const auto& each : slot.lease.frames) {
        auto frame = each.frame;
        if (resigns) {
            const auto checksum = core::resign_checksum(each);
            frame[each.header + kPriority] = VRRP_PRIORITY_RESIGN;
            frame[each.header + kChecksum] = static_cast<std::uint8_t>(checksum >> 8);
            frame[each.header + kChecksum + 1] = static_cast<std::uint8_t>(checksum);
        }
        if (transmit_(frame))
            ++sent_;
        else if (!slot.gate && !resigns)
            close(router, slot, VRRP_SHUT_NOT_SENT);
    }
}

void HostStandIn::close(core::RouterId router, Slot& slot, vrrp_shut_reason reason) {
    slot.gate = core::GateShut{router, reason, timeline_.now(), {}, 0};
}

} // namespace xvrrp::sim
