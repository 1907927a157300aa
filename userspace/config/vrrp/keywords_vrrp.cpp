// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"
#include "config/grammar/parameters.h"
#include "config/grammar/walk.h"
#include "config/vrrp/address_options.h"
#include "config/vrrp/identity.h"
#include "config/vrrp/interfaces.h"
#include "config/vrrp/scheduling.h"
#include "config/vrrp/statements.h"
#include "config/vrrp/tuning.h"

#include <array>

namespace xvrrp::config {
namespace {

constexpr Parameter kVersion{"2..3", 2, 3};

constexpr Parameter microseconds(std::string_view syntax, std::int64_t least, std::int64_t most) {
    return {syntax, least, most, 6};
}

constexpr Parameter seconds(std::string_view syntax, std::int64_t least, std::int64_t most) {
    return {syntax, least, most};
}

constexpr Parameter kDelay = seconds("0..4294", 0, 4'294);
constexpr Parameter kRefresh = seconds("0..4294967295", 0, 4'294'967'295);
constexpr Parameter kRepeat{"1..255", 1, 255};
constexpr Parameter kMultiplier{"1..100", 1, 100};
constexpr Parameter kExtraGarp{"[all] 0..86400", 0, 86'400, 0, false, true};
constexpr Parameter kPause = microseconds("0.000001..4294.967295", 1, 4'294'967'295);

// clang-format off
constexpr std::array kSupported = std::to_array<Keyword>({
    // name, where, parameter, opens, reader, where it is unset, help, secret

    {"global_defs", Block::File, kNone, Block::GlobalDefs, read_block_of_keywords, "",
     "What holds for the whole daemon. May be repeated."},
    {"vrrp_instance", Block::File, text("NAME"), Block::VrrpInstance, read_vrrp_instance, "",
     "One virtual router."},

    {"interface_up_down_delays", Block::File, kNone, Block::LinkDelays, read_interface_up_down_delays, "no delay",
     "How long an interface is down or up before it counts, one on each line: INTERFACE DOWN [UP], in seconds."},
    {"static_ipaddress", Block::File, kNone, Block::Addresses, read_static_ipaddress, "", "Addresses that are there as long as the daemon runs."},
    {"net_namespace", Block::File, text("NAME"), {}, read_net_namespace, "that of the start",
     "The network namespace to run in, a name of ip netns; -s goes before it. Fixed at the start."},
    {"instance", Block::File, text("NAME"), {}, read_instance, "none",
     "Tells this daemon from others on the host: a part of its directories and of its name in the log. Fixed at the start."},

    {"router_id", Block::GlobalDefs, text("STRING"), {}, read_router_id, "the host name",
     "What this router calls itself."},
    {"vrrp_version", Block::GlobalDefs, kVersion, {}, read_default_version, "2",
     "The protocol version of instances that do not say one."},
    {"vrrp_mcast_group4", Block::GlobalDefs, text("ADDRESS"), {}, read_vrrp_mcast_group4, "224.0.0.18",
     "The group that adverts over IPv4 go to and are heard at. The same on every router."},
    {"vrrp_mcast_group6", Block::GlobalDefs, text("ADDRESS"), {}, read_vrrp_mcast_group6, "ff02::12",
     "The same over IPv6: a link-local group."},

    {"vrrp_garp_master_delay", Block::GlobalDefs, kDelay, {}, read_tuning<&Tuning::garp_master_delay>, "5",
     "Seconds from a takeover to the second burst of gratuitous ARP or NA. 0: there is none."},
    {"vrrp_garp_master_repeat", Block::GlobalDefs, kRepeat, {}, read_repeat<&Tuning::garp_master_repeat>, "5",
     "How often a burst says each address."},
    {"vrrp_garp_master_refresh", Block::GlobalDefs, kRefresh, {}, read_tuning<&Tuning::garp_master_refresh>, "0",
     "Seconds between bursts of a master that stays one. 0: there are none."},
    {"vrrp_garp_master_refresh_repeat", Block::GlobalDefs, kRepeat, {}, read_repeat<&Tuning::garp_master_refresh_repeat>, "1",
     "How often such a burst says each address."},
    {"vrrp_garp_lower_prio_delay", Block::GlobalDefs, kDelay, {}, read_tuning<&Tuning::garp_lower_prio_delay>, "vrrp_garp_master_delay",
     "As vrrp_garp_master_delay, after a master has heard an advert that loses."},
    {"vrrp_garp_lower_prio_repeat", Block::GlobalDefs, {"0..255", 0, 255}, {}, read_tuning<&Tuning::garp_lower_prio_repeat>, "vrrp_garp_master_repeat",
     "As vrrp_garp_master_repeat, after a master has heard an advert that loses."},
    {"vrrp_garp_interval", Block::GlobalDefs, kPause, {}, read_pause<&Draft::garp_interval>, "no pause",
     "Seconds between two gratuitous ARP messages on an interface."},
    {"vrrp_gna_interval", Block::GlobalDefs, kPause, {}, read_pause<&Draft::gna_interval>, "no pause",
     "Seconds between two unsolicited NA messages on an interface."},
    {"vrrp_min_garp", Block::GlobalDefs, kSwitch, {}, read_global<&Draft::min_garp>, "off",
     "One message at a takeover and no second burst, where nothing else is said."},
    {"vrrp_down_timer_adverts", Block::GlobalDefs, kMultiplier, {}, read_tuning<&Tuning::down_timer_adverts>, "3",
     "How many adverts are missed before a backup takes over. The same on every router."},
    {"vrrp_lower_prio_no_advert", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::lower_prio_no_advert>, "off",
     "A master does not answer an advert that loses."},
    {"vrrp_higher_prio_send_advert", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::higher_prio_send_advert>, "off",
     "A master sends one more advert before it yields, so that the other one announces the addresses again."},
    {"vrrp_owner_ignore_adverts", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::owner_ignore_adverts>, "off",
     "An instance with priority 255 does not hear the adverts of others."},
    {"vrrp_garp_extra_if", Block::GlobalDefs, kExtraGarp, {}, read_garp_extra_if, "0",
     "all: a master says the addresses again so often that are on another interface than the instance's. Without all nothing is said: that is for virtual MACs of single addresses."},
    {"vrrp_vmac_garp_intvl", Block::GlobalDefs, kExtraGarp, {}, read_garp_extra_if, "0", "The old name of vrrp_garp_extra_if."},
    {"vrrp_strict", Block::GlobalDefs, kSwitch, {}, read_vrrp_strict, "off",
     "Nothing beyond the RFCs: no authentication, preempt_delay, or vmac_xmit_base; no accept, so that the addresses answer no ping, but for priority 255 or where version 3 says accept."},
    {"v3_checksum_as_v2", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::v3_checksum_as_v2>, "off",
     "Send version 3 over IPv4 without the pseudo-header in its checksum, as RFC 9568 has it. Both are accepted."},
    {"vrrp_check_unicast_src", Block::GlobalDefs, kSwitch, {}, read_check_unicast_src, "on",
     "Take unicast adverts from the peers only."},
    {"dynamic_interfaces", Block::GlobalDefs, {"allow_if_changes", 0, 0, 0, true}, {}, read_dynamic_interfaces, "off",
     "An interface that does not exist is a FAULT until it does. Without this the configuration is refused."},
    {"default_interface", Block::GlobalDefs, text("INTERFACE"), {}, read_default_interface, "eth0",
     "Where the static addresses behind it are that name no interface."},
    {"vmac_prefix", Block::GlobalDefs, text("STRING"), {}, read_vmac_prefix, "vrrp",
     "What the names of the interfaces of use_vmac begin with."},
    {"vrrp_startup_delay", Block::GlobalDefs, microseconds("0.001..4294.967295", 1'000, 4'294'967'295), {}, read_global<&Draft::startup_delay>, "0",
     "Seconds that a start waits longer before it takes over."},

    {"vrrp_rt_priority", Block::GlobalDefs, {"1..99", 1, 99}, {}, read_global<&Draft::rt_priority>, "1; none beside vrrp_priority",
     "The real-time priority (SCHED_RR) of the daemon."},
    {"vrrp_priority", Block::GlobalDefs, {"-20..19", -20, 19}, {}, read_global<&Draft::nice>, "real-time priority",
     "The nice value of the daemon. Without vrrp_rt_priority it is scheduled like any other process."},
    {"vrrp_cpu_affinity", Block::GlobalDefs, {"0..1023", 0, 1023, 0, false, true}, {}, read_cpu_affinity, "all",
     "The processors that the daemon may run on, one or several."},
    {"vrrp_no_swap", Block::GlobalDefs, kNone, {}, read_no_swap, "off",
     "Keep the daemon's memory from being swapped out."},

    {"state", Block::VrrpInstance, text("MASTER | BACKUP"), {}, read_state, "BACKUP",
     "The first state of a priority 255 instance. Beside any other priority it does not make a master."},
    {"interface", Block::VrrpInstance, text("INTERFACE"), {}, read_interface, "",
     "Where adverts are sent and received. Required."},
    {"dont_track_primary", Block::VrrpInstance, kNone, {}, read_dont_track_primary, "off",
     "An interface that is down is no FAULT."},
    {"virtual_router_id", Block::VrrpInstance, {"1..255", 1, 255}, {}, read_virtual_router_id, "",
     "The VRID, unique on the interface. Required."},
    {"priority", Block::VrrpInstance, {"1..255", 1, 255}, {}, read_priority, "100; 255 beside state MASTER",
     "The highest one becomes the master. 255 is for the owner of the addresses."},
    {"advert_int", Block::VrrpInstance, microseconds("0.01..255", 10'000, 255'000'000), {}, read_advert_int, "1",
     "Seconds between adverts: whole ones in version 2, steps of 0.01 up to 40.95 in version 3."},
    {"version", Block::VrrpInstance, kVersion, {}, read_version, "vrrp_version",
     "The protocol version of this instance."},
    {"authentication", Block::VrrpInstance, kNone, Block::Authentication, read_block_of_keywords, "none",
     "Version 2 only: what adverts carry to be accepted."},
    {"auth_hmac", Block::VrrpInstance, kNone, Block::AuthHmac, read_auth_hmac, "none",
     "keepalived 2.4's: adverts are signed, and of what is received only what is signed is believed.", true},
    {"virtual_ipaddress", Block::VrrpInstance, kNone, Block::Addresses, read_virtual_ipaddress, "",
     "The addresses that the master holds, one on each line: ADDRESS[/LENGTH] and its options. Required in version 3."},
    {"virtual_ipaddress_excluded", Block::VrrpInstance, kNone, Block::Addresses, read_virtual_ipaddress_excluded, "", "More of them, of either family, that no advert names."},
    {"promote_secondaries", Block::VrrpInstance, kNone, {}, read_promote_secondaries, "off",
     "Set the interface's sysctl of that name while the daemon runs, so that the addresses of a network outlive its first one."},
    {"accept", Block::VrrpInstance, kNone, {}, read_accept, "on",
     "Take packets to the virtual addresses, also where this router is not their owner."},
    {"no_accept", Block::VrrpInstance, kNone, {}, read_no_accept, "off",
     "Drop them, but for ARP and neighbor discovery. The opposite of accept."},
    {"use_vmac", Block::VrrpInstance, {"[NAME]", 0, 0, 0, true, true}, {}, read_use_vmac, "the interface's own MAC",
     "Use the virtual MAC, on a macvlan of that name; without a name: vrrp.VRID, for IPv6 vrrp6.VRID."},
    {"vmac_xmit_base", Block::VrrpInstance, kNone, {}, read_vmac_xmit_base, "off",
     "Beside use_vmac: send adverts with the interface's own MAC."},
    {"nopreempt", Block::VrrpInstance, kNone, {}, read_nopreempt, "off",
     "Leave a master of lower priority alone."},
    {"preempt", Block::VrrpInstance, kNone, {}, read_preempt, "on",
     "Take over from a master of lower priority. The opposite of nopreempt."},
    {"preempt_delay", Block::VrrpInstance, microseconds("0..1000", 0, 1'000'000'000), {}, read_preempt_delay, "0",
     "Seconds to wait before taking over from a master of lower priority."},

    {"native_ipv6", Block::VrrpInstance, kNone, {}, read_native_ipv6, "",
     "The addresses are IPv6, which they say themselves."},
    {"mcast_src_ip", Block::VrrpInstance, text("ADDRESS"), {}, read_mcast_src_ip, "the first of the interface",
     "Where adverts come from: an address that this router always has, link-local with IPv6."},
    {"mcast_dst_ip", Block::VrrpInstance, text("ADDRESS"), {}, read_mcast_dst_ip, "vrrp_mcast_group4, vrrp_mcast_group6",
     "The group that adverts go to and are heard at, link-local with IPv6. The same on every router."},
    {"track_src_ip", Block::VrrpInstance, kNone, {}, read_track_src_ip, "off",
     "FAULT while that address is not on the interface."},
    {"unicast_src_ip", Block::VrrpInstance, text("ADDRESS"), {}, read_unicast_src_ip, "the first of the interface",
     "The same, beside unicast_peer."},
    {"unicast_peer", Block::VrrpInstance, kNone, Block::Peers, read_unicast_peer, "multicast",
     "Send adverts to these addresses, one on each line: ADDRESS [min_ttl N] [max_ttl N]."},
    {"unicast_fault_no_peer", Block::VrrpInstance, kNone, {}, read_unicast_fault_no_peer, "off",
     "Without a peer the instance is refused, instead of using multicast."},
    {"unicast_ttl", Block::VrrpInstance, {"1..255", 1, 255}, {}, read_unicast_ttl, "255",
     "The TTL or hop limit of unicast adverts."},
    {"check_unicast_src", Block::VrrpInstance, kSwitch, {}, read_check_unicast_src, "vrrp_check_unicast_src",
     "Take unicast adverts from the peers only."},
    {"old_unicast_checksum", Block::VrrpInstance, {"never", 0, 0, 0, true}, {}, read_old_unicast_checksum, "never",
     "The checksum is always that of the address that a packet goes to."},
    {"garp_master_delay", Block::VrrpInstance, kDelay, {}, read_tuning<&Tuning::garp_master_delay>, "vrrp_garp_master_delay",
     "Seconds from a takeover to the second burst of gratuitous ARP or NA. 0: there is none."},
    {"garp_master_repeat", Block::VrrpInstance, kRepeat, {}, read_repeat<&Tuning::garp_master_repeat>, "vrrp_garp_master_repeat",
     "How often a burst says each address."},
    {"garp_master_refresh", Block::VrrpInstance, kRefresh, {}, read_tuning<&Tuning::garp_master_refresh>, "vrrp_garp_master_refresh",
     "Seconds between bursts of a master that stays one. 0: there are none."},
    {"garp_master_refresh_repeat", Block::VrrpInstance, kRepeat, {}, read_repeat<&Tuning::garp_master_refresh_repeat>, "vrrp_garp_master_refresh_repeat",
     "How often such a burst says each address."},
    {"garp_lower_prio_delay", Block::VrrpInstance, kDelay, {}, read_tuning<&Tuning::garp_lower_prio_delay>, "vrrp_garp_lower_prio_delay",
     "As garp_master_delay, after a master has heard an advert that loses."},
    {"garp_lower_prio_repeat", Block::VrrpInstance, {"0..255", 0, 255}, {}, read_tuning<&Tuning::garp_lower_prio_repeat>, "vrrp_garp_lower_prio_repeat",
     "As garp_master_repeat, after a master has heard an advert that loses."},
    {"down_timer_adverts", Block::VrrpInstance, kMultiplier, {}, read_tuning<&Tuning::down_timer_adverts>, "vrrp_down_timer_adverts",
     "How many adverts are missed before a backup takes over. The same on every router."},
    {"lower_prio_no_advert", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::lower_prio_no_advert>, "vrrp_lower_prio_no_advert",
     "A master does not answer an advert that loses."},
    {"higher_prio_send_advert", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::higher_prio_send_advert>, "vrrp_higher_prio_send_advert",
     "A master sends one more advert before it yields, so that the other one announces the addresses again."},
    {"owner_ignore_adverts", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::owner_ignore_adverts>, "vrrp_owner_ignore_adverts",
     "With priority 255 the adverts of others are not heard."},
    {"garp_extra_if", Block::VrrpInstance, kExtraGarp, {}, read_garp_extra_if, "vrrp_garp_extra_if",
     "all: a master says the addresses again so often that are on another interface than the instance's. 0: never."},
    {"vmac_garp_intvl", Block::VrrpInstance, kExtraGarp, {}, read_garp_extra_if, "vrrp_garp_extra_if", "The old name of garp_extra_if."},
    {"strict_mode", Block::VrrpInstance, kSwitch, {}, read_strict_mode, "vrrp_strict", "As vrrp_strict, for this instance."},
    {"v3_checksum_as_v2", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::v3_checksum_as_v2>, "that of global_defs",
     "Send version 3 over IPv4 without the pseudo-header in its checksum, as RFC 9568 has it. Both are accepted."},

    {"dev", Block::Addresses, text("INTERFACE"), {}, read_address_dev, "the instance's", "Where the address is. Down, it is a FAULT."},
    {"no_track", Block::Addresses, kNone, {}, read_no_track, "off", "It is none."},
    {"scope", Block::Addresses, text("NAME | NUMBER"), {}, read_address_scope, "global", "IPv4: how far it is valid."},
    {"label", Block::Addresses, text("NAME"), {}, read_address_label, "the interface's name", "IPv4: what ifconfig calls it."},
    {"brd", Block::Addresses, text("ADDRESS | + | -"), {}, read_address_broadcast, "none", "IPv4: the broadcast address; + and - set or clear the host's bits."},
    {"broadcast", Block::Addresses, text("ADDRESS | + | -"), {}, read_address_broadcast, "none", "The same as brd."},
    {"peer", Block::Addresses, text("ADDRESS[/LENGTH]"), {}, read_address_peer, "none", "The other end of the link."},
    {"preferred_lft", Block::Addresses, {"0..4294967294 | forever", 0, 4'294'967'294}, {}, read_preferred_lft, "forever; 0 with /128", "IPv6: how long it may be a source."},
    {"-nodad", Block::Addresses, kNone, {}, read_ipv6_flag<&core::AddressAttributes::detects_duplicates>, "off", "IPv6: detect duplicates."},
    {"home", Block::Addresses, kNone, {}, read_ipv6_flag<&core::AddressAttributes::home>, "off", "IPv6: the home address of RFC 6275."},
    {"mngtmpaddr", Block::Addresses, kNone, {}, read_ipv6_flag<&core::AddressAttributes::mngtmpaddr>, "off", "IPv6: make temporary addresses of it."},
    {"noprefixroute", Block::Addresses, kNone, {}, read_noprefixroute, "off", "No route to its network."},
    {"track_group", Block::Addresses, text("NAME"), {}, read_address_track_group, "none", "Of a static address: whose FAULT its interface is."},
    {"autojoin", Block::Addresses, kNone, {}, read_autojoin, "", "Of multicast addresses only."},

    {"min_ttl", Block::Peers, {"0..255", 0, 255}, {}, read_min_ttl, "0",
     "The least TTL that adverts of this peer arrive with."},
    {"max_ttl", Block::Peers, {"0..255", 0, 255}, {}, read_max_ttl, "255",
     "The highest TTL that adverts of this peer arrive with."},

    {"auth_type", Block::Authentication, text("PASS"), {}, read_auth_type, "none",
     "A password in clear text."},
    {"auth_pass", Block::Authentication, text("PASSWORD"), {}, read_auth_pass, "",
     "At most 8 characters, the same on every router.", true},

    {"key", Block::AuthHmac, {"1..255 KEY", 1, 255, 0, false, true}, {}, read_hmac_key, "",
     "A key of 32 to 64 bytes: hex:DIGITS, file:PATH with such a line in it, or characters. The same on every router.", true},
    {"active_key", Block::AuthHmac, {"1..255", 1, 255}, {}, read_active_key, "",
     "Which key signs what we send. What we receive may be signed with any of them."},
    {"mode", Block::AuthHmac, text("enforce | permissive | receive-only"), {}, read_hmac_mode, "enforce",
     "permissive: unsigned adverts are believed too. receive-only: and ours are not signed."},
    {"anti_replay", Block::AuthHmac, text("time | monotonic"), {}, read_anti_replay, "time",
     "time: what was signed longer ago than the window is refused. monotonic: clocks do not count."},
    {"time_window", Block::AuthHmac, seconds("1..300", 1, 300), {}, read_time_window, "three times advert_int, at least 5",
     "Seconds that the clocks of two routers may differ, the way of an advert included."},

});
// clang-format on

} // namespace

std::span<const Keyword> keywords_of_vrrp() {
    return kSupported;
}

} // namespace xvrrp::config
