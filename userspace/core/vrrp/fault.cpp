// SPDX-License-Identifier: GPL-2.0-or-later
// What a virtual router needs to work: an interface, an address on it, and to hear what is said there.
#include "core/vrrp/names.h"
#include "core/vrrp/virtual_router.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

template <class Addresses>
bool carries(const Addresses& addresses, const IpAddress& wanted) {
    return std::ranges::any_of(addresses, [&](const auto& each) { return each.address == wanted; });
}

std::optional<Link> present(const Link& seen) {
    return seen.ifindex == 0 ? std::nullopt : std::optional(seen);
}

bool is_another(const std::optional<Link>& link, const std::optional<Link>& before) {
    return link && before && link->ifindex != before->ifindex;
}

// A link that comes, is another one, or came into a VRF or left one, so that its addresses count elsewhere.
bool moved(const std::optional<Link>& link, const std::optional<Link>& before) {
    return link && (!before || link->ifindex != before->ifindex || scope_of(*link) != scope_of(*before));
}

} // namespace

void VirtualRouter::observe(const LinkObserved& seen, const LocalAddresses& local, TimePoint now,
                            Outputs& out) {
    const auto link = link_settling_.settle(link_, present(seen.link), config_->link_delays, now);
    see_link(link, choose_source(seen, local), now, out);
}

void VirtualRouter::see_link(const std::optional<Link>& link, const std::optional<IpAddress>& source,
                             TimePoint now, Outputs& out) {
    const bool another = is_another(link, link_);
    const bool faulted = meet_fault(fault_of(link, vmac_link_, source), now, out);
    const bool elsewhere = moved(link, link_);
    const bool vanishes = link_ && !link;
    link_ = link;
    if (vanishes) {
        trouble_.reset();
        out.push_back(StopReceiving{id_});
    }
    // Unicast adverts come to our own address.
    const bool at_another_address =
        std::exchange(source_, source) != source && !config_->unicast_peers.empty();
    if (elsewhere || at_another_address)
        ask_to_receive(out);
    if (another && !config_->vmac && !faulted)
        move_addresses(out);
    settle_fault(faulted, now, out);
}

void VirtualRouter::observe_vmac(const Link& seen, TimePoint now, Outputs& out) {
    see_vmac(vmac_settling_.settle(vmac_link_, present(seen), config_->link_delays, now), now, out);
}

void VirtualRouter::see_vmac(const std::optional<Link>& link, TimePoint now, Outputs& out) {
    const bool another = is_another(link, vmac_link_);
    const bool faulted = meet_fault(fault_of(link_, link, source_), now, out);
    vmac_link_ = link;
    if (another && !faulted)
        move_addresses(out);
    settle_fault(faulted, now, out);
}

void VirtualRouter::observe(const ReceptionObserved& reception, TimePoint now, Outputs& out) {
    trouble_ = reception.trouble;
    const bool faulted = meet_fault(fault_of(link_, vmac_link_, source_), now, out);
    settle_fault(faulted, now, out);
}

void VirtualRouter::settle_links(TimePoint now, Outputs& out) {
    if (link_settling_.due() <= now)
        see_link(link_settling_.settle(link_, link_settling_.seen(), config_->link_delays, now), source_, now,
                 out);
    if (vmac_settling_.due() <= now)
        see_vmac(vmac_settling_.settle(vmac_link_, vmac_settling_.seen(), config_->link_delays, now), now,
                 out);
}

// They went with the interface that this one replaces.
void VirtualRouter::move_addresses(Outputs& out) {
    if (state_ != State::Master)
        return;
    hold(true, out);
    announce(config_->garp.master_repeat, out);
}

// Whether the fault ends what we were doing. A master says so, with the link and the address that it still has.
bool VirtualRouter::meet_fault(std::optional<Reason> fault, TimePoint now, Outputs& out) {
    fault_ = fault;
    const bool faulted = fault_ && (state_ == State::Backup || state_ == State::Master);
    if (faulted && state_ == State::Master)
        resign(now, out);
    return faulted;
}

void VirtualRouter::settle_fault(bool faulted, TimePoint now, Outputs& out) {
    if (faulted) {
        give_up_leftovers(out);
        follow_nobody(out);
        enter_fault(now, out);
    } else if (state_ == State::Fault && !fault_) {
        stand_for_election(Reason::FaultCleared, "the fault is gone, it was: " + told_fault_, now, out);
    } else if (state_ == State::Fault && told_fault_ != fault_text() && !awaits_reception()) {
        reason_ = *fault_;
        told_fault_ = fault_text();
        out.push_back(FaultChanged{id_, config_->name, told_fault_});
    }
}

void VirtualRouter::enter_fault(TimePoint now, Outputs& out) {
    told_fault_ = fault_text();
    become(State::Fault, *fault_, now, told_fault_, out);
}

std::optional<Reason> VirtualRouter::fault_of(const std::optional<Link>& link,
                                              const std::optional<Link>& vmac,
                                              const std::optional<IpAddress>& source) const {
    if (!link)
        return Reason::InterfaceMissing;
    if (!link->up && config_->track_primary)
        return Reason::InterfaceDown;
    if (!trouble_ || !trouble_->empty())
        return Reason::CannotReceive;
    if (!source)
        return config_->source ? Reason::SourceMissing : Reason::NoAddress;
    if (config_->vmac && !vmac)
        return Reason::VmacMissing;
    if (config_->vmac && !vmac->up && config_->track_primary)
        return Reason::VmacDown;
    if (const auto* failed = failed_address_link())
        return failed->ifindex == 0 ? Reason::AddressInterfaceMissing : Reason::AddressInterfaceDown;
    if (const auto* failed = failed_routing_link())
        return failed->ifindex == 0 ? Reason::RouteInterfaceMissing : Reason::RouteInterfaceDown;
    return {};
}

std::string VirtualRouter::fault_text() const {
    if (!fault_)
        return {};
    switch (*fault_) {
    case Reason::InterfaceMissing:
        return "interface " + config_->interface + " does not exist";
    case Reason::CannotReceive:
        return "adverts cannot be received on " + config_->interface + ": " +
               trouble_.value_or("nobody has tried yet");
    case Reason::NoAddress:
        if (config_->family == Family::Ipv6 && link_ && !link_->ipv6)
            return "IPv6 is disabled on " + config_->interface + " (see its sysctl disable_ipv6)";
        return std::string(sentence(*fault_));
    case Reason::SourceMissing:
        return "the source address " + config_->source->text() + " is not on " + config_->interface;
    case Reason::VmacMissing:
        return "interface \"" + config_->vmac->interface + "\" does not exist";
    case Reason::VmacDown:
        return "interface \"" + config_->vmac->interface + "\" is down";
    case Reason::AddressInterfaceMissing:
    case Reason::AddressInterfaceDown:
        return std::string(sentence(*fault_)) + ": " + failed_address_link()->name;
    case Reason::RouteInterfaceMissing:
    case Reason::RouteInterfaceDown:
        return std::string(sentence(*fault_)) + ": " + failed_routing_link()->name;
    default:
        return std::string(sentence(*fault_));
    }
}

// The first address that is not virtual, for us or for another virtual router here: a VIP that a crash left behind
// must not become our identity. The address owner may have no other than its own (RFC 9568 section 1.6).
std::optional<IpAddress> VirtualRouter::choose_source(const LinkObserved& seen,
                                                      const LocalAddresses& local) const {
    if (config_->source)
        return config_->track_source && !carries(seen.addresses, *config_->source) ? std::nullopt
                                                                                   : config_->source;
    const bool owner = config_->priority == VRRP_PRIORITY_OWNER;
    std::optional<IpAddress> fallback;
    for (const auto& [address, prefix] : seen.addresses) {
        const bool usable = config_->family == Family::Ipv4 || address.is_link_local();
        if (address.family != config_->family || !usable)
            continue;
        if (find_local(local, scope_of(seen.link), address) != VRRP_DROP_SOURCE_VIRTUAL)
            return address;
        if (owner && !fallback && carries(config_->addresses, address))
            fallback = address;
    }
    return fallback;
}

} // namespace xvrrp::core
