// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/keywords.h"
#include "config/report/show.h"

#include <set>
#include <utility>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(Keywords, stand_once_in_each_block) {
    std::set<std::pair<Block, std::string_view>> seen;
    for (const Keyword& keyword : keywords())
        EXPECT_TRUE(seen.emplace(keyword.where, keyword.name).second) << keyword.name;
}

TEST(Keywords, are_explained_whatever_their_fate) {
    for (const Keyword& keyword : keywords())
        EXPECT_FALSE(keyword.help.empty()) << keyword.name;
}

TEST(Keywords, have_a_row_in_the_manual_whatever_their_block) {
    const auto manual = manual_as_markdown();
    std::size_t rows = 0;
    for (auto at = manual.find("\n| `"); at != std::string::npos; at = manual.find("\n| `", at + 1))
        ++rows;
    EXPECT_EQ(rows, keywords().size());
}

TEST(Keywords, stand_in_the_part_of_their_fate) {
    for (const Keyword& keyword : rows_without_effect())
        EXPECT_EQ(keyword.fate(), Fate::WithoutEffect) << keyword.name;
    for (const Keyword& keyword : refused_rows())
        EXPECT_EQ(keyword.fate(), Fate::Refused) << keyword.name;
}

TEST(Keywords, that_are_done_are_these) {
    std::set<std::string_view> done;
    for (const Keyword& keyword : keywords()) {
        if (keyword.fate() == Fate::Done)
            done.insert(keyword.name);
    }
    EXPECT_EQ(
        done,
        (std::set<std::string_view>{
            "global_defs", "router_id", "vrrp_version", "vrrp_garp_master_delay", "vrrp_garp_master_repeat",
            "vrrp_garp_master_refresh", "vrrp_garp_master_refresh_repeat", "vrrp_garp_lower_prio_delay",
            "vrrp_garp_lower_prio_repeat", "vrrp_garp_interval", "vrrp_gna_interval", "vrrp_min_garp",
            "vrrp_down_timer_adverts", "vrrp_lower_prio_no_advert", "vrrp_higher_prio_send_advert",
            "v3_checksum_as_v2", "vrrp_check_unicast_src", "vrrp_startup_delay", "vrrp_delay_after_boot",
            "disable_local_igmp", "garp_group", "garp_interval", "gna_interval", "interfaces", "reload_file",
            "reload_time_file", "reload_repeat", "state_dump_file", "stats_dump_file", "json_dump_file",
            "json_version", "data_use_instance", "umask", "vrrp_rt_priority", "vrrp_priority",
            "vrrp_cpu_affinity", "vrrp_no_swap", "net_namespace", "instance", "vrrp_mcast_group4",
            "vrrp_mcast_group6", "vrrp_owner_ignore_adverts", "vrrp_garp_extra_if", "vrrp_vmac_garp_intvl",
            "vrrp_strict", "owner_ignore_adverts", "garp_extra_if", "vmac_garp_intvl", "strict_mode",
            "default_interface", "vmac_prefix", "vmac_addr_prefix", "unicast_fault_no_peer",

            // keywords of an instance
            "vrrp_instance", "state", "interface", "virtual_router_id", "priority", "advert_int", "version",
            "authentication", "auth_type", "auth_pass", "auth_hmac", "key", "active_key", "mode",
            "anti_replay", "time_window", "virtual_ipaddress", "virtual_ipaddress_excluded",
            "static_ipaddress", "dev", "scope", "brd", "broadcast", "label", "peer", "home", "-nodad",
            "mngtmpaddr", "noprefixroute", "autojoin", "preferred_lft", "no_track", "nopreempt", "preempt",
            "preempt_delay", "native_ipv6", "mcast_src_ip", "mcast_dst_ip", "unicast_src_ip", "unicast_peer",
            "min_ttl", "max_ttl", "unicast_ttl", "check_unicast_src", "old_unicast_checksum",
            "garp_master_delay", "garp_master_repeat", "garp_master_refresh", "garp_master_refresh_repeat",
            "garp_lower_prio_delay", "garp_lower_prio_repeat", "down_timer_adverts", "lower_prio_no_advert",
            "higher_prio_send_advert", "use_vmac", "use_vmac_addr", "use_ipvlan", "vmac_xmit_base", "accept",
            "no_accept", "dynamic_interfaces", "interface_up_down_delays", "dont_track_primary",
            "track_src_ip", "promote_secondaries", "track_interface", "reverse", "vrrp_sync_group",
            "sync_group_tracking_weight", "vrrp_script", "track_script", "script", "interval", "timeout",
            "rise", "fall", "user", "init_fail", "script_user", "enable_script_security",
            "set_supplementary_groups", "vrrp_track_process", "track_process", "process", "param_match",
            "quorum", "quorum_max", "fork_delay", "terminate_delay", "delay", "full_command", "track_any",
            "before_master", "before_backup", "vrrp_track_file", "track_file", "file", "init_file",
            "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted", "notify",
            "notify_master_rx_lower_pri", "notify_priority_changes", "notify_fifo", "notify_fifo_script",
            "vrrp_notify_fifo", "vrrp_notify_fifo_script", "fifo_write_vrrp_states_on_reload",
            "vrrp_notify_priority_changes", "startup_script", "startup_script_timeout", "shutdown_script",
            "shutdown_script_timeout", "notification_email", "notification_email_from", "smtp_server",
            "smtp_helo_name", "smtp_connect_timeout", "smtp_alert", "smtp_alert_vrrp", "no_email_faults",
            "stand_in",

            // keywords of routes and rules
            "iproute_usr_dir", "iproute_etc_dir", "static_routes", "static_rules", "track_group", "group",
            "vrf", "encap", "virtual_routes", "virtual_rules", "to", "inet", "inet6", "unicast", "local",
            "multicast", "anycast", "blackhole", "unreachable", "prohibit", "throw", "via", "gw", "or", "oif",
            "onlink", "nexthop", "weight", "src", "from", "table", "protocol", "tos", "dsfield", "metric",
            "preference", "realms", "expires", "pref", "ttl-propagate", "mtu", "advmss", "rtt", "rttvar",
            "rto_min", "reordering", "window", "cwnd", "ssthresh", "initcwnd", "initrwnd", "hoplimit",
            "quickack", "fastopen_no_cookie", "features", "congctl", "prepend", "append", "add", "as", "not",
            "lookup", "order", "iif", "fwmark", "tunnel-id", "uidrange", "ipproto", "sport", "dport",
            "suppress_prefixlength", "sup_pl", "suppress_ifgroup", "sup_group", "l3mdev", "type", "goto",
            "nop"}));
}

TEST(Keywords, that_take_a_number_have_a_range_that_is_not_empty) {
    for (const Keyword& keyword : keywords()) {
        const bool is_number = keyword.parameter.syntax.find("..") != std::string_view::npos;
        EXPECT_EQ(is_number, keyword.parameter.is_number()) << keyword.name;
    }
}

TEST(Keywords, are_found_only_where_they_are_legal) {
    EXPECT_NE(find_keyword(Block::VrrpInstance, "priority"), nullptr);
    EXPECT_EQ(find_keyword(Block::GlobalDefs, "priority"), nullptr);
    EXPECT_EQ(find_keyword(Block::VrrpInstance, "Priority"), nullptr);
    EXPECT_EQ(find_keyword(Block::File, ""), nullptr);
}

} // namespace
} // namespace xvrrp::config
