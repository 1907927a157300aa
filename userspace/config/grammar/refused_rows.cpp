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
constexpr std::string_view kNoNotify =
    "xvrrpd runs no script at a transition. The log names each transition, and xvrrpctl -j status tells the state.";
constexpr std::string_view kNoFifo =
    "xvrrpd writes to no FIFO, so its reader would not be told. xvrrpctl -j status tells the state.";
constexpr std::string_view kNoVmacElsewhere =
    "The use_vmac of an instance is for the addresses on its own interface. An address on another interface answers with "
    "the MAC of that interface, and gratuitous ARP tells the neighbours.";
constexpr std::string_view kNoLateBackup =
    "The keyword is not needed: a router that was late takes in the adverts that it received before it decides.";

// clang-format off
constexpr std::array kRefused = std::to_array<Keyword>({
    refused("bfd_instance", Block::File, text("NAME"), "xvrrpd does not follow BFD yet. FRR's bfdd speaks it."),
    refused("garp_group", Block::File, kNone, "Use vrrp_garp_interval and vrrp_gna_interval, which pace every interface."),

    refused("startup_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), "Use ExecStartPre= of the systemd unit."),
    refused("shutdown_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), "Use ExecStopPost= of the systemd unit."),
    refused("notify_fifo", Block::GlobalDefs, words("NAME [USER [GROUP]]"), kNoFifo),
    refused("vrrp_notify_fifo", Block::GlobalDefs, words("NAME [USER [GROUP]]"), kNoFifo),
    refused("notify_fifo_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), kNoFifo),
    refused("vrrp_notify_fifo_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), kNoFifo),
    refused("vrrp_delay_after_boot", Block::GlobalDefs, text("SECONDS"), "Use vrrp_startup_delay, which counts from the start of the daemon."),
    refused("disable_local_igmp", Block::GlobalDefs, kNone,
            "Use sysctl net.ipv4.igmp_link_local_mcast_reports=0, which does the same."),
    refused("reload_time_file", Block::GlobalDefs, text("PATH"), "Use a systemd timer that calls xvrrpctl reload."),
    refused("reload_file", Block::GlobalDefs, optional_words("[PATH]"), "Use xvrrpctl reload, which returns when the reload is done."),

    refused("no_virtual_ipaddress", Block::VrrpInstance, kNone,
            "Adverts without an address are ignored by every router, as RFC 9568 section 5.2.5 says. Write a virtual_ipaddress."),
    refused("vrf", Block::VrrpInstance, text("INTERFACE"), "xvrrpd needs an interface in a unicast instance, too. Write interface NAME."),
    refused("track_bfd", Block::VrrpInstance, kNone, kNoTracking),
    refused("use_vmac_addr", Block::VrrpInstance, kNone, kNoVmacElsewhere),
    refused("use_ipvlan", Block::VrrpInstance, optional_words("[NAME] [ADDRESS] [MODE]"), "Use use_vmac, or let the addresses stand on the interface itself."),
    refused("timer_expired_backup", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),
    refused("thread_timer_expired", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),
    refused("notify_master", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_backup", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_fault", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_stop", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_deleted", Block::VrrpInstance, optional_words("[SCRIPT]"), kNoNotify),
    refused("notify_master_rx_lower_pri", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),

    refused("track_bfd", Block::SyncGroup, kNone, kNoTracking),
    refused("notify_master", Block::SyncGroup, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_backup", Block::SyncGroup, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_fault", Block::SyncGroup, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_stop", Block::SyncGroup, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify", Block::SyncGroup, words("SCRIPT [USER [GROUP]]"), kNoNotify),

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
