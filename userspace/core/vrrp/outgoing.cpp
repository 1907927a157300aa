// SPDX-License-Identifier: GPL-2.0-or-later
// The outputs of a virtual router: adverts, announcements, its part of the network, and requests to the kernel side.
#include "core/vrrp/frame.h"
#include "core/vrrp/virtual_router.h"

#include <utility>

namespace xvrrp::core {

void VirtualRouter::notice(Noticed::Kind kind, std::string detail, Outputs& out,
                           vrrp_drop_reason refused) const {
    out.push_back(Noticed{kind, id_, config_->name, std::move(detail), effective_priority(), notify(),
                          config_, refused});
}

void VirtualRouter::memorise(Backup& backup, const std::optional<Memo>& memo, Outputs& out) const {
    if (backup.memo == memo)
        return;
    backup.memo = memo;
    out.push_back(Memorise{id_, memo});
}

// Every transition out of BACKUP begins with this, as no other state has a memo.
void VirtualRouter::drop_memo(Outputs& out) {
    if (auto* backup = std::get_if<Backup>(&state_))
        memorise(*backup, {}, out);
}

Advert VirtualRouter::advert(std::uint8_t priority) const {
    Advert out{.version = config_->version,
               .vrid = config_->vrid,
               .priority = priority,
               .interval = config_->interval,
               .authentication = config_->authentication,
               .addresses = {}};
    for (const auto& each : config_->addresses)
        out.addresses.push_back(each.address);
    return out;
}

MacAddress VirtualRouter::advert_mac() const {
    return config_->vmac && config_->vmac->xmit_base ? surroundings_.own.counted()->mac : announced_mac();
}

void VirtualRouter::send_advert(std::uint8_t priority, TimePoint now, Outputs& out, TimePoint due) {
    if (!surroundings_.own.counted() || !source())
        return;
    identification_ = next_identification(identification_);
    send(advert(priority), std::min(due, now), now, out);
    ++counters_.adverts_sent;
    if (priority == VRRP_PRIORITY_RESIGN)
        ++counters_.priority_zero_sent;
}

// All destinations get one sequence number, which belongs to an advert and not to a packet.
void VirtualRouter::send(const Advert& advert, TimePoint due, TimePoint now, Outputs& out) {
    const auto& link = *surroundings_.own.counted();
    const auto& from = *source();
    const auto group = config_->multicast_group();
    const auto trailer =
        authenticator_ ? authenticator_->sign(encode(advert, from, group), from, wall_time(now)) : Bytes{};
    const auto sequence = ah_ ? ah_->next(wall_time(now)) : 0U;
    const auto packet_to = [&](const IpAddress& destination, std::uint8_t ttl) {
        const auto message = encode(advert, from, destination, config_->checksum, trailer);
        auto packet = advert_packet(from, destination, ttl, identification_, message);
        return ah_ ? ah_->sign(packet, sequence) : packet;
    };
    if (config_->unicast_peers.empty())
        out.push_back(SendAdvert{id_, link.index,
                                 frame_to_group(advert_mac(), group, packet_to(group, VRRP_TTL)), due});
    for (const auto& peer : config_->unicast_peers)
        out.push_back(
            SendUnicast{id_, link.index, peer.address, packet_to(peer.address, config_->unicast_ttl), due});
}

std::optional<Announce::Message> VirtualRouter::message_of(const VirtualAddress& address) const {
    const auto* carrier = link_of(address);
    if (!carrier)
        return {};
    const auto link = surroundings_.announcing_link(*config_, *carrier);
    if (!link.arp)
        return {};
    const bool ipv4 = address.address.family == Family::Ipv4;
    const auto pace =
        config_->garp.pace_on(address.interface.empty() ? config_->interface : address.interface);
    return Announce::Message{.address = {carrier->index, address.carried()},
                             .through = link.index,
                             .frame = ipv4 ? gratuitous_arp(link.mac, address.address)
                                           : unsolicited_na(link.mac, address.address, link.forwards),
                             .interval = ipv4 ? pace.interval : pace.na_interval,
                             .group = pace.group};
}

void VirtualRouter::announce(unsigned repeat, Outputs& out, Which which) const {
    if (waits_for_script())
        return;
    Announce announcement{id_, repeat, {}};
    const auto here = address_link() ? address_link()->index : InterfaceIndex{};
    for (const auto* addresses : {&config_->addresses, &config_->excluded}) {
        for (const auto& each : *addresses) {
            if (which == Which::Elsewhere && config_->garp.extra_if_vmacs && each.vmac.empty())
                continue;
            auto message = repeat > 0 ? message_of(each) : std::nullopt;
            if (message && (which == Which::All || message->address.interface != here))
                announcement.messages.push_back(std::move(*message));
        }
    }
    if (!announcement.messages.empty())
        out.push_back(std::move(announcement));
}

void VirtualRouter::hold(bool wanted, Outputs& out) const {
    Hold held{.router = id_,
              .name = config_->name,
              .wanted = wanted && !waits_for_script(),
              .owner = config_->priority == VRRP_PRIORITY_OWNER,
              .standing = state() != State::Fault,
              .addresses = {},
              .routes = config_->routes,
              .rules = config_->rules};
    for (const auto* addresses : {&config_->addresses, &config_->excluded}) {
        for (const auto& each : *addresses) {
            if (const auto* link = link_of(each))
                held.addresses.push_back(place_on(*link, each));
        }
    }
    out.push_back(std::move(held));
}

// The kernel side begins to receive for us without a memo, so we must not believe that there is one.
void VirtualRouter::ask_to_receive(Outputs& out) {
    const auto& link = surroundings_.own.counted();
    if (!link)
        return;
    drop_memo(out);
    const bool unicast = !config_->unicast_peers.empty();
    out.push_back(Receive{id_, link, expectation(),
                          hands_over() ? std::uint8_t{VRRP_PRIORITY_RESIGN} : effective_priority(),
                          unicast ? std::nullopt : std::optional(config_->multicast_group())});
}

} // namespace xvrrp::core
