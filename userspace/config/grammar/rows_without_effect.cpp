// SPDX-License-Identifier: GPL-2.0-or-later
// Keywords of keepalived that are taken and change nothing for VRRP here, each with the reason.
#include "config/grammar/setting.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

// A file for keepalived may have hundreds of blocks for other work than VRRP. Only the first one is reported.
bool read(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!node.has_block || draft.skipped.insert(keyword.help).second)
        draft.report(note(node.keyword().where, fmt::format("'{}' changes nothing here", keyword.name),
                          std::string(keyword.help)));
    Optional<bool> state;
    if (keyword.parameter.is_switch())
        read_into(state, keyword, node, draft);
    else if (keyword.parameter.is_number() && node.words.size() > 1)
        read_number(keyword, node.words[1], Severity::Warning, ", ignoring it", draft);
    return false;
}

constexpr Keyword idle(std::string_view name, Block where, Parameter parameter, std::string_view reason) {
    Keyword keyword{name, where, parameter, {}, read};
    keyword.help = reason;
    keyword.without_effect = true;
    return keyword;
}

constexpr Block kGlobal = Block::GlobalDefs;

constexpr std::string_view kLvs =
    "xvrrpd does not do LVS. A keepalived that is started with -C can serve the same file.";
constexpr std::string_view kNoBfd = "xvrrpd has no BFD process.";
constexpr std::string_view kOneProcess = "The daemon is one process, and its name is xvrrpd.";
constexpr std::string_view kLinks =
    "A script is run under the name that is written. The security check looks at the link and at the file behind it.";
constexpr std::string_view kNoTables =
    "xvrrpd filters with a table of its own, whose name and priority it chooses.";
constexpr std::string_view kNoSnmp =
    "xvrrpd has no SNMP agent. xvrrpctl -j status has the counters of RFC 8347.";
constexpr std::string_view kNoDbus = "xvrrpd has no D-Bus interface. xvrrpctl speaks to its control socket.";
constexpr std::string_view kOwnBuffers =
    "The netlink buffers have a fixed size, and lost messages are made up by reading the state again.";
constexpr std::string_view kRing = "Adverts come through a BPF ring buffer, and not through sockets.";
constexpr std::string_view kRealTime =
    "The daemon has real-time priority from the start, see vrrp_rt_priority.";
constexpr std::string_view kWatchdog =
    "The watchdog of systemd ends a daemon that does not come back to its loop.";
constexpr std::string_view kAnyList = "An advert is never refused for its address list.";
constexpr std::string_view kNetlink = "The kernel tells of link changes through netlink.";

constexpr Parameter kAutoDelay{"1..10000000", 1, 10'000'000};
constexpr Parameter kTimeLimit{"2..4294967295", 2, 4'294'967'295};

// clang-format off
constexpr std::array kWithoutEffect = std::to_array<Keyword>({
    idle("virtual_server", Block::File, words("ADDRESS PORT | fwmark N | group NAME"), kLvs),
    idle("virtual_server_group", Block::File, words("NAME"), kLvs),
    idle("SSL", Block::File, kNone, kLvs),
    idle("net_namespace_ipvs", Block::File, text("NAME"), kLvs),
    idle("namespace_with_ipsets", Block::File, kNone, kNoTables),
    idle("use_pid_dir", Block::File, kNone, "The pid file always has a directory: it is /run/xvrrpd/xvrrpd.pid."),
    idle("linkbeat_use_polling", Block::File, kNone, kNetlink),
    idle("linkbeat_interfaces", Block::File, kNone, kNetlink),
    idle("child_wait_time", Block::File, text("SECONDS"), kOneProcess),

    idle("smtp_alert_checker", kGlobal, kSwitch, kLvs),
    idle("no_checker_emails", kGlobal, kSwitch, kLvs),
    idle("checker_log_all_failures", kGlobal, kSwitch, kLvs),
    idle("rs_init_notifies", kGlobal, kSwitch, kLvs),
    idle("use_symlink_paths", kGlobal, kSwitch, kLinks),
    idle("vrrp_skip_check_adv_addr", kGlobal, kSwitch, kAnyList),
    idle("lvs_notify_fifo", kGlobal, words("NAME [USER [GROUP]]"), kLvs),
    idle("lvs_notify_fifo_script", kGlobal, words("SCRIPT [USER [GROUP]]"), kLvs),
    idle("log_unknown_vrids", kGlobal, kNone, "Adverts with an unknown VRID are counted as vrid_unknown. They are not logged one by one."),
    idle("max_auto_priority", kGlobal, {"-1..99", -1, 99, 0, true}, kRealTime),
    idle("min_auto_priority_delay", kGlobal, kAutoDelay, kRealTime),
    idle("vrrp_rlimit_rttime", kGlobal, kTimeLimit, kWatchdog),
    idle("vrrp_rlimit_rtime", kGlobal, kTimeLimit, kWatchdog),
    idle("checker_priority", kGlobal, {"-20..19", -20, 19}, kLvs),
    idle("checker_no_swap", kGlobal, kNone, kLvs),
    idle("checker_rt_priority", kGlobal, {"1..99", 1, 99}, kLvs),
    idle("checker_cpu_affinity", kGlobal, words("CPU [CPU]"), kLvs),
    idle("checker_rlimit_rttime", kGlobal, kTimeLimit, kLvs),
    idle("checker_rlimit_rtime", kGlobal, kTimeLimit, kLvs),
    idle("bfd_priority", kGlobal, {"-20..19", -20, 19}, kNoBfd),
    idle("bfd_no_swap", kGlobal, kNone, kNoBfd),
    idle("bfd_rt_priority", kGlobal, {"1..99", 1, 99}, kNoBfd),
    idle("bfd_cpu_affinity", kGlobal, words("CPU [CPU]"), kNoBfd),
    idle("bfd_rlimit_rttime", kGlobal, kTimeLimit, kNoBfd),
    idle("bfd_rlimit_rtime", kGlobal, kTimeLimit, kNoBfd),
    idle("process_names", kGlobal, kNone, kOneProcess),
    idle("process_name", kGlobal, optional_words("[NAME]"), kOneProcess),
    idle("vrrp_process_name", kGlobal, optional_words("[NAME]"), kOneProcess),
    idle("checker_process_name", kGlobal, optional_words("[NAME]"), kOneProcess),
    idle("bfd_process_name", kGlobal, optional_words("[NAME]"), kOneProcess),
    idle("lvs_process_name", kGlobal, optional_words("[NAME]"), kOneProcess),
    idle("vrrp_rx_bufs_policy", kGlobal, words("MTU | ADVERT | BYTES"), kRing),
    idle("vrrp_rx_bufs_multiplier", kGlobal, text("NUMBER"), kRing),
    idle("vrrp_netlink_cmd_rcv_bufs", kGlobal, text("BYTES"), kOwnBuffers),
    idle("vrrp_netlink_cmd_rcv_bufs_force", kGlobal, kSwitch, kOwnBuffers),
    idle("vrrp_netlink_monitor_rcv_bufs", kGlobal, text("BYTES"), kOwnBuffers),
    idle("vrrp_netlink_monitor_rcv_bufs_force", kGlobal, kSwitch, kOwnBuffers),
    idle("process_monitor_rcv_bufs", kGlobal, text("BYTES"), kOwnBuffers),
    idle("process_monitor_rcv_bufs_force", kGlobal, kSwitch, kOwnBuffers),
    idle("lvs_netlink_cmd_rcv_bufs", kGlobal, text("BYTES"), kLvs),
    idle("lvs_netlink_cmd_rcv_bufs_force", kGlobal, kSwitch, kLvs),
    idle("lvs_netlink_monitor_rcv_bufs", kGlobal, text("BYTES"), kLvs),
    idle("lvs_netlink_monitor_rcv_bufs_force", kGlobal, kSwitch, kLvs),
    idle("nftables", kGlobal, optional_words("[TABLE]"), kNoTables),
    idle("nftables_priority", kGlobal, text("NUMBER"), kNoTables),
    idle("nftables_counters", kGlobal, kNone, kNoTables),
    idle("nftables_ifindex", kGlobal, optional_words("[on | off]"), kNoTables),
    idle("vrrp_iptables", kGlobal, optional_words("[CHAIN [CHAIN]]"), kNoTables),
    idle("vrrp_ipsets", kGlobal, optional_words("[NAMES]"), kNoTables),
    idle("nftables_ipvs", kGlobal, optional_words("[TABLE]"), kLvs),
    idle("nftables_ipvs_priority", kGlobal, text("NUMBER"), kLvs),
    idle("nftables_ipvs_start_fwmark", kGlobal, text("NUMBER"), kLvs),
    idle("lvs_sync_daemon", kGlobal, words("INTERFACE INSTANCE [OPTIONS]"), kLvs),
    idle("lvs_timeouts", kGlobal, words("OPTIONS"), kLvs),
    idle("lvs_flush", kGlobal, kNone, kLvs),
    idle("lvs_flush_on_stop", kGlobal, optional_words("[VS]"), kLvs),
    idle("lvs_flush_onstop", kGlobal, optional_words("[VS]"), kLvs),
    idle("enable_snmp_vrrp", kGlobal, kNone, kNoSnmp),
    idle("enable_snmp_rfc", kGlobal, kNone, kNoSnmp),
    idle("enable_snmp_rfcv2", kGlobal, kNone, kNoSnmp),
    idle("enable_snmp_rfcv3", kGlobal, kNone, kNoSnmp),
    idle("enable_snmp_checker", kGlobal, kNone, kNoSnmp),
    idle("enable_snmp_keepalived", kGlobal, kNone, kNoSnmp),
    idle("enable_traps", kGlobal, kNone, kNoSnmp),
    idle("snmp_socket", kGlobal, text("ADDRESS"), kNoSnmp),
    idle("snmp_vs_stats_update_interval", kGlobal, text("SECONDS"), kNoSnmp),
    idle("snmp_rs_stats_update_interval", kGlobal, text("SECONDS"), kNoSnmp),
    idle("enable_dbus", kGlobal, kNone, kNoDbus),
    idle("dbus_service_name", kGlobal, text("NAME"), kNoDbus),
    idle("dbus_no_interface_name", kGlobal, text("NAME"), kNoDbus),
    idle("random_seed", kGlobal, text("NUMBER"), "${_RANDOM} is a new number each time."),
    idle("reload_check_config", kGlobal, optional_words("[LOGFILE]"), "A reload always checks first, and a bad file changes nothing."),
    idle("config_save_dir", kGlobal, text("DIRECTORY"), "xvrrpctl config show and xvrrpctl diff tell what runs and what a reload changes."),
    idle("tmp_config_directory", kGlobal, text("DIRECTORY"), "xvrrpd makes no copy of the configuration."),

    idle("skip_check_adv_addr", Block::VrrpInstance, kSwitch, kAnyList),
    idle("debug", Block::VrrpInstance, {"0..4", 0, 4}, "An option of the daemon says what is logged."),
    idle("global_tracking", Block::SyncGroup, kNone, "All members of a group are concerned by what the group tracks."),
    idle("kernel_rx_buf_size", Block::VrrpInstance, text("BYTES"), kRing),
    idle("lvs_sync_daemon_interface", Block::VrrpInstance, text("INTERFACE"), kLvs),
    idle("linkbeat_use_polling", Block::VrrpInstance, kNone, kNetlink),
});
// clang-format on

} // namespace

Rows rows_without_effect() {
    return kWithoutEffect;
}

} // namespace xvrrp::config
