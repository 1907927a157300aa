// SPDX-License-Identifier: GPL-2.0-or-later
// Keywords of keepalived whose loss would change what a router does, each with the way around it.
#include "config/grammar/keywords.h"

#include <array>

namespace xvrrp::config {
namespace {

constexpr Keyword refused(std::string_view name, Block where, Parameter parameter, std::string_view instead) {
    Keyword keyword{name, where, parameter};
    keyword.help = instead;
    return keyword;
}

constexpr std::string_view kNoTracking =
    "xvrrpd does not track this yet. A router would stay master although its service is down.";
constexpr std::string_view kNoVmacElsewhere =
    "The use_vmac of an instance is for the addresses on its own interface. An address on another interface answers with "
    "the MAC of that interface, and gratuitous ARP tells the neighbours.";
constexpr std::string_view kNoLateBackup =
    "The keyword is not needed: a router that was late takes in the adverts that it received before it decides.";

// clang-format off
constexpr std::array kRefused = std::to_array<Keyword>({
    refused("bfd_instance", Block::File, text("NAME"), "xvrrpd does not follow BFD yet. FRR's bfdd speaks it."),


    refused("no_virtual_ipaddress", Block::VrrpInstance, kNone,
            "Adverts without an address are ignored by every router, as RFC 9568 section 5.2.5 says. Write a virtual_ipaddress."),
    refused("vrf", Block::VrrpInstance, text("INTERFACE"), "xvrrpd needs an interface in a unicast instance, too. Write interface NAME."),
    refused("track_bfd", Block::VrrpInstance, kNone, kNoTracking),
    refused("use_vmac_addr", Block::VrrpInstance, kNone, kNoVmacElsewhere),
    refused("use_ipvlan", Block::VrrpInstance, optional_words("[NAME] [ADDRESS] [MODE]"), "Use use_vmac, or let the addresses stand on the interface itself."),
    refused("timer_expired_backup", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),
    refused("thread_timer_expired", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),

    refused("track_bfd", Block::SyncGroup, kNone, kNoTracking),

    refused("use_vmac", Block::Addresses, kNone, kNoVmacElsewhere),
    refused("nat", Block::Routes, text("PREFIX"), "The kernel has no such routes any more. Use nftables."),
    refused("encap", Block::Routes, text("ip | ip6 | mpls | ila"), "Use a tunnel interface, and a route through it."),
    refused("vrf", Block::Routes, text("NAME"), "Use table NUMBER, with the number of the table of the VRF."),
});
// clang-format on

} // namespace

Rows refused_rows() {
    return kRefused;
}

} // namespace xvrrp::config
