// SPDX-License-Identifier: GPL-2.0-or-later
// The statements of a configuration as values, each with its position, before the file as a whole gives them meaning.
#pragma once

#include "config/grammar/configuration.h"
#include "config/text/include.h"
#include "config/text/lexer.h"
#include "config/text/routing_names.h"
#include "core/vrrp/virtual_router.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::config {

template <class T>
struct Setting {
    T value{};
    Span where;
};

template <class T>
using Optional = std::optional<Setting<T>>;

using Microseconds = std::chrono::microseconds;

// The settings that global_defs has for every instance, and an instance for itself.
struct Tuning {
    Optional<unsigned> garp_master_repeat;
    Optional<Microseconds> garp_master_delay;
    Optional<Microseconds> garp_master_refresh;
    Optional<unsigned> garp_master_refresh_repeat;
    Optional<unsigned> garp_lower_prio_repeat;
    Optional<Microseconds> garp_lower_prio_delay;
    Optional<Microseconds> garp_extra_if;
    Optional<bool> garp_extra_if_vmacs; // only for addresses with a virtual MAC of their own
    Optional<unsigned> down_timer_adverts;
    Optional<bool> lower_prio_no_advert;
    Optional<bool> higher_prio_send_advert;
    Optional<bool> owner_ignore_adverts;
    Optional<bool> v3_checksum_as_v2;
    Optional<bool> check_unicast_src;
    Optional<Microseconds> stand_in; // 0: off
};

struct PeerDraft {
    Token word;
    core::IpAddress address;
    Optional<unsigned> min_ttl;
    Optional<unsigned> max_ttl;
};

// One address line, before all of its options are known.
struct AddressDraft {
    Token word;
    core::VirtualAddress placed;
    Span interface_at; // the word that names the interface, or the address if none does
    bool has_length = false;
    bool dropped = false; // keepalived skips an address for some of its options
    Optional<std::string> broadcast;
    bool prefers_for_ever = false;
    Optional<std::string> group;
    std::optional<Span> use_vmac;
};

// A line of which an option takes as many words as it likes.
struct LineDraft {
    const Node* line = nullptr;
    std::size_t next = 0;
    bool dropped = false; // keepalived skips a route or a rule for some of its options
};

struct RouteDraft {
    core::VirtualRoute placed;
    std::optional<core::Family> family;
    std::optional<Token> destination;
    core::NextHop hop;
    bool has_hop = false; // the options that follow belong to one of several hops
    Optional<std::uint8_t> protocol;
    Optional<std::string> group;
    std::optional<Span> no_track;
};

struct RuleDraft {
    core::VirtualRule placed;
    std::optional<core::Family> family;
    bool has_priority = false;
    bool has_action = false;
    bool needs_table = false; // it suppresses something or has realms
    Optional<std::uint8_t> protocol;
    Optional<std::string> group;
    std::optional<Span> no_track;
};

struct TrackGroupDraft {
    Token name;
    std::vector<Token> members;
};

// A line of track_interface and its like.
struct TrackingDraft {
    Token word;
    core::Tracking tracking;
    Optional<int> weight;
    bool reverse = false;
};

struct TrackFileDraft {
    Token name;
    Optional<std::string> path;
    int weight = 1;
    bool reverse = false;
    std::optional<int> initial; // init_file
    bool overwrite = false;
};

struct CheckScriptDraft {
    Token name;
    Optional<core::Script> script{};
    Optional<Microseconds> interval{};
    Optional<Microseconds> timeout{};
    Optional<unsigned> rise{};
    Optional<unsigned> fall{};
    Optional<core::Script> account{}; // the keyword user: only the user and the group count
    int weight = 0;
    bool reverse = false;
    bool fails_at_first = false; // init_fail
};

struct TrackProcessDraft {
    Token name;
    Optional<std::vector<std::string>> command{}; // the program and its parameters
    std::optional<core::ProcessPattern::Parameters> match{};
    Optional<unsigned> quorum{};
    Optional<unsigned> quorum_max{};
    Optional<Microseconds> fork_delay{};
    Optional<Microseconds> terminate_delay{};
    int weight = 0;
    bool reverse = false;
    bool full_command = false;
};

// The scripts of an instance or a sync group.
struct NotifyDraft {
    std::map<core::NotifyEvent, Setting<core::Script>> scripts;
    Optional<core::Script> any;
    Optional<bool> priority_changes;
    Optional<bool> mails; // smtp_alert
    bool tells_deleted = false;
};

struct MailServerDraft {
    std::string host;
    std::uint16_t port = core::kSmtpPort;
};

// Who gets mails, and how.
struct MailDraft {
    std::vector<Token> to;
    Optional<std::string> from;
    Optional<MailServerDraft> server;
    Optional<std::string> helo;
    Optional<unsigned> timeout;
    Optional<bool> alert;      // smtp_alert
    Optional<bool> alert_vrrp; // smtp_alert_vrrp
    Optional<bool> no_faults;
};

struct NotifyFifoDraft {
    Optional<std::string> path;
    std::string user;
    std::string group;
    Optional<core::Script> reader;
};

struct SyncGroupDraft {
    Token name;
    std::vector<Token> members;
    std::vector<TrackingDraft> tracked;
    bool weighs = false; // sync_group_tracking_weight
    NotifyDraft notify{};
};

struct GarpGroupDraft {
    Span where;
    Optional<Microseconds> interval;
    Optional<Microseconds> na_interval;
    std::vector<Token> interfaces;
};

struct HmacKeyDraft {
    std::uint8_t id = 0;
    std::string text; // "hex:...", "file:...", or the key itself
    Span where;
};

struct HmacDraft {
    Span where;
    std::vector<HmacKeyDraft> keys;
    Optional<std::uint8_t> active_key;
    Optional<core::HmacMode> mode;
    Optional<bool> monotonic;
    Optional<Microseconds> window;
};

struct IpvlanDraft {
    Span where;
    Optional<std::string> name; // none: as we like
    Optional<core::InterfaceAddress> address;
    Optional<core::IpvlanMode> mode;
};

struct InstanceDraft {
    Token name;
    Optional<std::string> interface;
    Optional<std::uint8_t> vrid; // 0: was refused
    Optional<std::uint8_t> priority;
    Optional<Microseconds> interval;
    Optional<core::Version> version;
    Optional<core::State> state;
    Optional<bool> preempt;
    Optional<Microseconds> preempt_delay;
    Optional<vrrp_auth_type> auth_type;
    Optional<std::string> auth_pass;
    std::optional<HmacDraft> hmac;
    std::optional<core::Family> family; // of the first address that was written
    std::vector<core::VirtualAddress> addresses;
    std::vector<core::VirtualAddress> excluded;
    std::set<core::InterfaceAddress> seen_addresses; // one set for each of the two lists
    std::set<core::InterfaceAddress> seen_excluded;
    std::vector<core::VirtualRoute> routes;
    std::vector<core::VirtualRule> rules;
    Optional<core::IpAddress> source;
    Optional<core::IpAddress> mcast_dst;
    std::optional<Span> unicast; // the first keyword that makes no sense without peers
    std::vector<PeerDraft> peers;
    Optional<bool> unicast_fault_no_peer;
    Optional<unsigned> unicast_ttl;
    Optional<std::string> vmac; // the name of its interface; empty: as we like
    Optional<bool> vmac_xmit_base;
    Optional<bool> use_vmac_addr;
    std::optional<IpvlanDraft> ipvlan;
    std::map<core::InterfaceAddress, Span> own_vmacs; // the addresses with use_vmac
    Optional<bool> accept;
    Optional<bool> dont_track_primary;
    Optional<bool> track_src_ip;
    Optional<bool> promote_secondaries;
    Optional<bool> strict;
    Optional<core::Stage> before_master;
    Optional<core::Stage> before_backup;
    std::vector<TrackingDraft> tracked;
    unsigned track_anys = 0; // the number of these blocks
    NotifyDraft notify;
    Tuning tuning;
};

struct Draft {
    Optional<std::string> net_namespace;
    Optional<std::string> instance;
    Optional<std::string> router_id;
    Optional<core::Version> version;
    Optional<Microseconds> garp_interval;
    Optional<Microseconds> gna_interval;
    Optional<bool> min_garp;
    Optional<bool> strict;
    Optional<core::IpAddress> mcast_group4;
    Optional<core::IpAddress> mcast_group6;
    Optional<Microseconds> startup_delay;
    Optional<Microseconds> delay_after_boot;
    Optional<int> rt_priority;
    Optional<int> nice;
    Optional<std::vector<unsigned>> cpus;
    Optional<bool> no_swap;
    Optional<std::string> reload_file; // empty: the default
    Optional<std::string> reload_time_file;
    Optional<bool> reload_repeat;
    Optional<std::string> state_dump_file;
    Optional<std::string> stats_dump_file;
    Optional<std::string> json_dump_file;
    Optional<unsigned> json_version;
    Optional<bool> data_use_instance;
    Optional<unsigned> umask; // of these files
    Optional<bool> dynamic_interfaces;
    Optional<bool> disable_local_igmp;
    Optional<std::string> default_interface;
    Optional<std::string> vmac_prefix;
    Optional<std::string> vmac_addr_prefix;
    std::map<std::string, Setting<core::LinkDelays>> link_delays; // by interface
    Tuning tuning;
    AddressDraft address; // the one that is being read
    std::vector<core::VirtualAddress> static_addresses;
    const Surroundings* around = nullptr;
    const Sources* sources = nullptr;
    RoutingNames routing_names;
    LineDraft line; // the line that is being read, and the route or rule that it makes
    RouteDraft route;
    RuleDraft rule;
    std::map<core::Family, std::uint32_t> free_priority; // for a rule without a priority
    std::vector<core::VirtualRoute> static_routes;
    std::vector<core::VirtualRule> static_rules;
    std::vector<TrackGroupDraft> track_groups;
    TrackingDraft tracking; // the one that is being read
    std::vector<SyncGroupDraft> sync_groups;
    std::vector<GarpGroupDraft> garp_groups;
    std::vector<TrackFileDraft> track_files;
    std::vector<CheckScriptDraft> check_scripts;
    std::vector<TrackProcessDraft> track_processes;
    Scripts scripts;
    Optional<bool> priority_changes; // vrrp_notify_priority_changes
    MailDraft mail;
    NotifyFifoDraft fifo;
    NotifyFifoDraft vrrp_fifo;
    Optional<bool> states_on_reload;
    Optional<core::Script> startup_script;
    Optional<core::Script> shutdown_script;
    Optional<unsigned> startup_script_timeout;
    Optional<unsigned> shutdown_script_timeout;
    std::vector<InstanceDraft> instances;
    std::map<std::string, Span> names;  // the names of the instances
    Extensions extensions;              // keywords that keepalived does not know
    std::set<std::string_view> skipped; // the reasons for skipped blocks that were told
    HostNeeds needs;
    Diagnostics diagnostics;

    void report(Diagnostic diagnostic) { diagnostics.push_back(std::move(diagnostic)); }

    // A relative path counts from the directory of the file that it is written in.
    std::string path(std::string_view written, const Span& where) const {
        return seen_from(directory_of(sources->at(where.file).name), written);
    }
};

} // namespace xvrrp::config
