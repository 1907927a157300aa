// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/remedies.h"

namespace xvrrp::core {

namespace {

std::string own_address(const VirtualRouterConfig& config) {
    const auto* which = config.family == Family::Ipv4 ? "an IPv4 address" : "a link-local IPv6 address";
    const auto* keyword = config.unicast_peers.empty() ? "mcast_src_ip" : "unicast_src_ip";
    return "Give " + config.interface + ' ' + which +
           " of its own, because a virtual address may move away and does not count, or set " + keyword + '.';
}

} // namespace

std::string remedy(const Condition& condition, const VirtualRouterConfig& config) {
    const auto& owner = condition.owner;
    switch (condition.name) {
    case Reason::InterfaceMissing:
    case Reason::AddressInterfaceMissing:
    case Reason::RouteInterfaceMissing:
        return "Create the interface " + owner + ", or correct its name in the configuration (see ip link).";
    case Reason::InterfaceDown:
        return "Bring " + owner +
               " up and connect it (see ip link). On a crossover cable a host that is off takes the link of the "
               "other one with it: use a switch, or dont_track_primary.";
    case Reason::CannotReceive:
        return "Do what the text behind the colon says. It is tried again every two seconds.";
    case Reason::NoAddress:
        return own_address(config);
    case Reason::SourceMissing:
        return "Add the address " + owner + " to " + config.interface + ", or remove track_src_ip.";
    case Reason::VmacMissing:
    case Reason::VmacDown:
        return "See ip link show " + owner + ", and the log, which says why it could not be made.";
    case Reason::AddressInterfaceDown:
    case Reason::RouteInterfaceDown:
        return "Bring " + owner + " up and connect it, or write no_track behind what names it.";
    case Reason::TrackedInterface:
        return "Bring " + owner +
               " up and connect it, or give it a weight if the router can work without it.";
    case Reason::TrackedFile:
        return "See who writes the file of " + owner + ", or give it another weight.";
    case Reason::TrackedScript:
        return "Repair what script " + owner +
               " checks, or give it a weight if the router can work without it.";
    case Reason::TrackedProcess:
        return "See why the processes of " + owner + " are too few or too many, or give it a weight.";
    case Reason::TrackedAll:
        return "Repair one of those that it names.";
    case Reason::GroupFault:
        return "Repair that member: xvrrpctl why names its reasons.";
    case Reason::Drained:
        return "Run xvrrpctl undrain " + owner + ", which ends this for its sync group too.";
    default:
        return "Repair what this names: " + condition.sentence + '.';
    }
}

std::string_view remedy(vrrp_drop_reason reason) {
    switch (reason) {
    case VRRP_DROP_VRID_UNKNOWN:
        return "If they are meant for this virtual router, give both ends the same virtual_router_id, address family "
               "and VLAN.";
    case VRRP_DROP_TTL:
        return "Adverts must come from the same link: let no router forward them, and for unicast see min_ttl and "
               "max_ttl.";
    case VRRP_DROP_SOURCE_OWN:
        return "See whether the network sends our own adverts back, or another host has our address.";
    case VRRP_DROP_SOURCE_VIRTUAL:
        return "Give the other end an address of its own to send from (mcast_src_ip, unicast_src_ip).";
    case VRRP_DROP_SOURCE_NOT_PEER:
        return "Add this address to unicast_peer here, or set unicast_src_ip at the other end to the one that is there.";
    case VRRP_DROP_DESTINATION:
        return "Let both ends use multicast or both unicast, and set unicast_src_ip here to the address that the other "
               "end sends to.";
    case VRRP_DROP_VERSION:
        return "Give both ends the same vrrp_version.";
    case VRRP_DROP_AUTH_TYPE:
    case VRRP_DROP_AUTH_DATA:
        return "Give both ends the same auth_type and the same auth_pass, of which eight characters count.";
    case VRRP_DROP_INTERVAL_MISMATCH:
        return "Give both ends the same advert_int.";
    case VRRP_DROP_HMAC_MISSING:
    case VRRP_DROP_HMAC_MALFORMED:
    case VRRP_DROP_HMAC_KEY:
    case VRRP_DROP_HMAC_INVALID:
        return "Give both ends auth_hmac with the same keys.";
    case VRRP_DROP_HMAC_STALE:
        return "Set both clocks (see chrony or ntpd), or choose a longer time_window.";
    default:
        return {};
    }
}

} // namespace xvrrp::core
