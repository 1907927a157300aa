// SPDX-License-Identifier: GPL-2.0-or-later
// Keywords of keepalived whose loss would change what a router does, each with what to use instead.
#include "config/grammar/parameters.h"

#include <array>

namespace xvrrp::config {
namespace {

constexpr Keyword refused(std::string_view name, Block where, Parameter parameter, std::string_view instead) {
    Keyword keyword{name, where, parameter};
    keyword.help = instead;
    return keyword;
}

constexpr std::string_view kNoTracking =
    "The priority does not follow what is tracked: without it a router stays master whose service is down.";
constexpr std::string_view kNoNotify =
    "No script is run at a transition. The log names each one, and xvrrpctl -j status tells the state.";
constexpr std::string_view kNoFifo =
    "Nobody would be told. xvrrpctl -j status tells the state to whoever asks.";
constexpr std::string_view kNoGroups = "Give the members one priority, and one interface to depend on.";
constexpr std::string_view kNoVmacElsewhere =
    "use_vmac of the instance is for the addresses that name no interface; one with dev answers from the MAC of that "
    "interface, and gratuitous ARP tells the neighbours.";
constexpr std::string_view kNoLateBackup =
    "A router that was late drains what it received before it decides.";

// clang-format off
constexpr std::array kRefused = std::to_array<Keyword>({
    refused("vrrp_sync_group", Block::File, text("NAME"), kNoGroups),
    refused("vrrp_script", Block::File, text("NAME"), kNoTracking),
    refused("vrrp_track_process", Block::File, text("NAME"), kNoTracking),
    refused("track_file", Block::File, text("NAME"), kNoTracking),
    refused("vrrp_track_file", Block::File, text("NAME"), kNoTracking),
    refused("bfd_instance", Block::File, text("NAME"), "FRR's bfdd speaks BFD; nothing follows it here."),
    refused("garp_group", Block::File, kNone, "vrrp_garp_interval and vrrp_gna_interval pace every interface."),

    refused("startup_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), "ExecStartPre= of the systemd unit."),
    refused("shutdown_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), "ExecStopPost= of the systemd unit."),
    refused("notify_fifo", Block::GlobalDefs, words("NAME [USER [GROUP]]"), kNoFifo),
    refused("vrrp_notify_fifo", Block::GlobalDefs, words("NAME [USER [GROUP]]"), kNoFifo),
    refused("notify_fifo_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), kNoFifo),
    refused("vrrp_notify_fifo_script", Block::GlobalDefs, words("SCRIPT [USER [GROUP]]"), kNoFifo),
    refused("vrrp_delay_after_boot", Block::GlobalDefs, text("SECONDS"), "vrrp_startup_delay counts from the start."),
    refused("disable_local_igmp", Block::GlobalDefs, kNone,
            "sysctl net.ipv4.igmp_link_local_mcast_reports=0 does the same."),
    refused("reload_time_file", Block::GlobalDefs, text("PATH"), "A systemd timer that calls xvrrpctl reload."),
    refused("reload_file", Block::GlobalDefs, optional_words("[PATH]"), "xvrrpctl reload comes back when it is done."),

    refused("no_virtual_ipaddress", Block::VrrpInstance, kNone,
            "Its adverts would name no address: RFC 9568 section 5.2.5 has every router ignore such an advert."),
    refused("vrf", Block::VrrpInstance, text("INTERFACE"), "A unicast instance needs an interface here."),
    refused("track_interface", Block::VrrpInstance, kNone, kNoTracking),
    refused("track_script", Block::VrrpInstance, kNone, kNoTracking),
    refused("track_file", Block::VrrpInstance, kNone, kNoTracking),
    refused("track_process", Block::VrrpInstance, kNone, kNoTracking),
    refused("track_bfd", Block::VrrpInstance, kNone, kNoTracking),
    refused("use_vmac_addr", Block::VrrpInstance, kNone, kNoVmacElsewhere),
    refused("use_ipvlan", Block::VrrpInstance, optional_words("[NAME] [ADDRESS] [MODE]"), "use_vmac, or no interface of its own."),
    refused("timer_expired_backup", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),
    refused("thread_timer_expired", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),
    refused("notify_master", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_backup", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_fault", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_stop", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),
    refused("notify_deleted", Block::VrrpInstance, optional_words("[SCRIPT]"), kNoNotify),
    refused("notify_master_rx_lower_pri", Block::VrrpInstance, words("SCRIPT [USER [GROUP]]"), kNoNotify),

    refused("use_vmac", Block::Addresses, kNone, kNoVmacElsewhere),
    refused("nat", Block::Routes, text("PREFIX"), "The kernel has no such routes any more, nftables does it."),
    refused("encap", Block::Routes, text("ip | ip6 | mpls | ila"), "A tunnel interface, and the route over that."),
    refused("vrf", Block::Routes, text("NAME"), "table NUMBER, with the number of the VRF's table."),
});
// clang-format on

} // namespace

std::span<const Keyword> keywords_refused() {
    return kRefused;
}

} // namespace xvrrp::config
