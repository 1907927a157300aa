// SPDX-License-Identifier: GPL-2.0-or-later
// The labels of keepalived's dumps that those of xvrrpd do not have, or of which the value differs, each with the reason.
#pragma once

#include <array>

namespace xvrrp::test {

// Labels that xvrrpd leaves out, or of which its value is another one, and why.
struct Exception {
    const char* label;
    const char* reason;
};

inline constexpr auto kLeftOut = std::to_array<Exception>({
    {"Network namespace ipvs", "LVS"},
    {"Default smtp_alert", "each instance shows its own"},
    {"Default smtp_alert_vrrp", "each instance shows its own"},
    {"Default smtp_alert_checker", "checkers"},
    {"Checkers log all failures", "checkers"},
    {"No test config before reload", "a reload always checks first"},
    {"Default interface", "each instance shows its own"},
    {"LVS flush", "LVS"},
    {"LVS flush on stop", "LVS"},
    {"VRRP notify priority changes", "each instance shows its own"},
    {"VRRP IPv4 mcast group", "each instance shows its own"},
    {"VRRP IPv6 mcast group", "each instance shows its own"},
    {"Gratuitous ARP delay", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP repeat", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP refresh timer", "each instance shows its own"},
    {"Gratuitous ARP refresh repeat", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP lower priority delay", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP lower priority repeat", "of global_defs: each instance shows its own"},
    {"Num adverts before down", "each instance shows its own"},
    {"Gratuitous ARP for each secondary VMAC", "each instance has its own"},
    {"Send advert after receive lower priority advert", "of global_defs: each instance shows its own"},
    {"Send advert after receive higher priority advert", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP interval", "each instance has its own"},
    {"Gratuitous NA interval", "each instance has its own"},
    {"VRRP default protocol version", "each instance shows its own"},
    {"VRRP check unicast_src", "each instance shows its own"},
    {"VRRP skip check advert addresses", "an advert is never refused for its addresses"},
    {"VRRP strict mode", "a part of what each instance shows"},
    {"Max auto priority", "real-time priority from the start"},
    {"Min auto priority delay", "real-time priority from the start"},
    {"VRRP realtime limit", "no limit"},
    {"rx_bufs_multiples", "no sockets of instances"},
    {"fd_in", "no sockets of instances"},
    {"Family", "no sockets of instances"},
    {"Protocol", "no sockets of instances"},
    {"Type", "no sockets of instances"},
    {"Rx buf size", "no sockets of instances"},
    {"VRRP instances", "no sockets of instances"},
    {"Seen up", "nothing waits for a link to have been up"},
    {"Delayed state change running", "xvrrpctl why tells it"},
    {"Up debounce timer", "a setting of an instance"},
    {"Down debounce timer", "a setting of an instance"},
    {"MTU", "not known"},
    {"HW Type", "not known"},
    {"MAC broadcast", "not known"},
    {"NIC netlink status update", "always"},
    {"I/f created by keepalived", "not one of keepalived"},
    {"VMAC type private, underlying interface", "the instance shows it"},
    {"rp_filter 0", "settings that are borrowed are not counted"},
});

// Labels that begin so.
inline constexpr auto kLeftOutFamilies = std::to_array<Exception>({
    {"nftables ", "a table of our own"},
    {"libnftnl ", "a table of our own"},
    {"Checker ", "checkers"},
    {"BFD ", "BFD"},
    {"SNMP ", "SNMP"},
    {"DBus ", "D-Bus"},
    {"vrrp_netlink_", "buffers of a fixed size"},
    {"process_monitor_", "buffers of a fixed size"},
    {"lvs_netlink_", "LVS"},
    {"rs_init_", "LVS"},
    {"no_checker_", "checkers"},
    {"fd_in ", "no sockets of instances"},
    {"Reset ", "settings that are borrowed are not counted"},
    {"Original ", "settings that are borrowed are not counted"},
    {"Not IPv6 forwarding", "not read for this"},
    {"VRRP instances ", "no sockets of instances"},
});

inline constexpr auto kOtherValue = std::to_array<Exception>({
    {"Last transition", "a time"},
    {"Read timeout", "a time"},
    {"Password", "hidden"},
    {"Using src_ip", "over IPv6 of another MAC"},
    {"IPv6 address", "of another MAC"},
    {"MAC", "another MAC"},
    {"index", "counted up by the kernel"},
    {"File", "in a directory of the test"},
    {"VRRP realtime priority", "1 without a configured one"},
});

// keepalived adds more flags to its State.
inline constexpr const char* kLoopback = "Name = lo";
// The interfaces that the kernel needs to stand in. keepalived has nothing like it.
inline constexpr const char* kOfStandIn = "Name = xvrrp";

} // namespace xvrrp::test
