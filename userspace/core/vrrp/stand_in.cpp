// SPDX-License-Identifier: GPL-2.0-or-later
// A MASTER lends its advert to the kernel, which sends it when the daemon is late, and it believes the kernel that it has
// lost.
#include "core/vrrp/frame.h"
#include "core/vrrp/timers.h"
#include "core/vrrp/virtual_router.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace xvrrp::core {

namespace {

std::string sentence_of(const GateShut& gate, TimePoint now) {
    const auto ago = " " + seconds_text(now - gate.at) + " ago, while the daemon was away";
    switch (gate.reason) {
    case VRRP_SHUT_BETTER_ADVERT:
        return "priority " + std::to_string(gate.priority) + " from " + gate.source.text() + ago;
    case VRRP_SHUT_LEASE_ENDED:
        return "the kernel resigned" + ago;
    case VRRP_SHUT_REPLACED:
        return gate.source.text() + " took over" + ago + ", and the kernel could not send adverts";
    default:
        return "the kernel could not send adverts" + ago;
    }
}

} // namespace

bool VirtualRouter::wants_stand_in() const {
    return config_->stand_in != Duration::zero() && !config_->has_numbered_adverts();
}

// A router that hears nothing would not hear that it has lost either.
bool VirtualRouter::may_lend() const {
    return surroundings_.kernel_stands_in && wants_stand_in() && surroundings_.own.counted() && source();
}

// The kernel sends whole frames. Whoever is MASTER for a moment only has asked in vain, and that is all.
void VirtualRouter::ask_for_neighbours(Master& master, Outputs& out) const {
    Destinations wanted;
    if (may_lend() && !config_->unicast_peers.empty()) {
        wanted = {*source(), surroundings_.own.counted()->index, {}};
        for (const auto& peer : config_->unicast_peers)
            wanted.peers.push_back(peer.address);
    }
    if (wanted == master.asked_for)
        return;
    out.push_back(Resolve{id_, wanted});
    master.asked_for = std::move(wanted);
    master.neighbours.clear();
}

// A peer to which the way is not known keeps none of the others from being served.
std::optional<LentAdvert> VirtualRouter::lendable(const Master& master) const {
    if (!may_lend())
        return {};
    const auto& link = *surroundings_.own.counted();
    LentAdvert out{told_priority(), *source(), link.index, advert_mac()};
    std::ranges::copy_if(master.neighbours, std::back_inserter(out.neighbours),
                         [](const Neighbour& each) { return each.trouble.empty(); });
    const bool can_be_sent = config_->unicast_peers.empty() ? link.arp : !out.neighbours.empty();
    return can_be_sent ? std::optional(std::move(out)) : std::nullopt;
}

LeasedFrame VirtualRouter::lent_frame(const IpAddress& destination, std::uint8_t ttl,
                                      const Neighbour& way) const {
    const auto& from = *source();
    const auto message = encode(advert(told_priority()), from, destination, config_->checksum);
    const auto packet = advert_packet(from, destination, ttl, next_identification(identification_), message);
    auto frame = frame_to_host(way.source, way.mac, packet);
    const auto header = frame.size() - message.size();
    return {way.interface, std::move(frame), header};
}

std::vector<LeasedFrame> VirtualRouter::lent_frames(const LentAdvert& lent) const {
    const auto group = config_->multicast_group();
    if (config_->unicast_peers.empty())
        return {lent_frame(group, VRRP_TTL, {group, lent.interface, multicast_mac(group), lent.mac})};
    std::vector<LeasedFrame> out;
    for (const auto& each : lent.neighbours)
        out.push_back(lent_frame(each.peer, config_->unicast_ttl, each));
    return out;
}

// What arrives for a macvlan arrives on its base first, where the programs are.
std::vector<FencedAddress> VirtualRouter::fenced() const {
    std::vector<FencedAddress> out;
    const auto base = surroundings_.own.counted()->index;
    for (const auto* addresses : {&config_->addresses, &config_->excluded}) {
        for (const auto& each : *addresses) {
            if (const auto* link = link_of(each))
                out.push_back({link->parent == base ? base : link->index, each.address});
        }
    }
    return out;
}

void VirtualRouter::lend(Master& master, Outputs& out) const {
    ask_for_neighbours(master, out);
    const auto now_lent = lendable(master);
    const auto due = master.timer + patience_with_daemon(config_->interval);
    if (now_lent && now_lent == master.lent)
        return out.push_back(PutOff{id_, due});
    if (now_lent)
        out.push_back(StandIn{id_, Lease{.priority = now_lent->priority,
                                         .source = now_lent->source,
                                         .interval = config_->interval,
                                         .due = due,
                                         .length = config_->stand_in,
                                         .frames = lent_frames(*now_lent),
                                         .fenced = fenced()}});
    else
        take_back(master, out);
    master.lent = now_lent;
}

// The kernel has lost what it was lent, so the next advert is lent anew.
void VirtualRouter::observe(const StandInObserved& seen, Outputs& out) {
    surroundings_.kernel_stands_in = seen.is_possible;
    if (auto* master = std::get_if<Master>(&state_))
        take_back(*master, out);
}

void VirtualRouter::lend_at_once(Outputs& out) {
    if (auto* master = std::get_if<Master>(&state_); master != nullptr && !master->lent)
        lend(*master, out);
}

// The lease follows at once, because the next advert may be the one that the daemon does not send.
void VirtualRouter::observe(const NeighboursObserved& seen, Outputs& out) {
    auto* master = std::get_if<Master>(&state_);
    if (!master || master->asked_for.peers.empty())
        return;
    master->neighbours = seen.neighbours;
    lend(*master, out);
}

void VirtualRouter::forget_neighbours(const Master& master, Outputs& out) const {
    if (!master.asked_for.peers.empty())
        out.push_back(Resolve{id_, {}});
}

void VirtualRouter::take_back(Master& master, Outputs& out) const {
    if (std::exchange(master.lent, {}))
        out.push_back(StandAlone{id_});
}

void VirtualRouter::advertise(Master& master, TimePoint next, TimePoint now, Outputs& out) {
    send_advert(told_priority(), now, out, master.timer);
    master.timer = next;
    lend(master, out);
}

// ---- The gate --------------------------------------------------------------------------------------------------

// The owner needs no election, so it takes its addresses back. Anyone else listens anew: what was said while the daemon
// was away may be lost.
void VirtualRouter::observe(const GateShut& gate, TimePoint now, Outputs& out) {
    forget_inherited();
    auto* master = std::get_if<Master>(&state_);
    if (!master || !master->lent)
        return;
    take_back(*master, out);
    if (hands_over())
        return be_drained(gate.reason == VRRP_SHUT_BETTER_ADVERT ? took_over(gate.source) : "", now, out);
    if (config_->priority == VRRP_PRIORITY_OWNER) {
        advertise(*master, now + config_->interval, now, out);
        return announce(config_->garp.master_repeat, out);
    }
    const auto reason = gate.reason != VRRP_SHUT_BETTER_ADVERT ? Reason::LeaseEnded
                        : gate.priority > told_priority()      ? Reason::HigherPriority
                                                               : Reason::HigherAddress;
    enter_backup(now + master_down(), reason, now, sentence_of(gate, now), out);
}

} // namespace xvrrp::core
