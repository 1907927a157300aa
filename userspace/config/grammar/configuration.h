// SPDX-License-Identifier: GPL-2.0-or-later
// All that a configuration says, as values, with everything that was left out filled in.
#pragma once

#include "config/text/diagnostic.h"
#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "core/notify/mail.h"
#include "core/notify/notify.h"
#include "core/process_pattern.h"
#include "core/script.h"
#include "core/vrrp/virtual_router_config.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::config {

// The priority and the processors that the daemon asks the kernel for.
struct Scheduling {
    int rt_priority = 1;        // 0: none
    std::optional<int> nice;    // none: as it was started
    std::vector<unsigned> cpus; // none: as it was started
    bool no_swap = false;

    bool operator==(const Scheduling&) const = default;
};

// The names that tell this daemon from another one on the same host. Each may be empty.
struct Identity {
    std::string net_namespace;
    std::string instance;

    bool operator==(const Identity&) const = default;
};

// The files of a reload: one that says that it is going on, and one that says when it comes.
struct ReloadFiles {
    std::optional<std::string>
        marker;            // is there while the configuration is read; empty: in the runtime directory
    std::string time_file; // empty: none
    bool repeat = false;   // a time without a date is that of every day

    bool operator==(const ReloadFiles&) const = default;
};

// The files that signals ask for.
struct Dumps {
    std::string state_file; // empty, as the others: keepalived's name, in the directory for temporary files
    std::string stats_file;
    std::string json_file;
    unsigned json_version = 1;
    bool use_instance = false; // keepalived's name of the first one tells this daemon from others
    unsigned umask = 0177;     // bits that their mode does not have

    bool operator==(const Dumps&) const = default;
};

// Virtual routers that static addresses, routes and rules matter to.
struct TrackGroup {
    std::string name;
    std::vector<std::string> members;

    bool operator==(const TrackGroup&) const = default;
};

// A file whose value decides, and the share of those that name it without a weight.
struct TrackFile {
    std::string name;
    std::string path;
    int weight = 1;
    bool reverse = false;
    std::optional<int> initial{}; // is written to a file that is not there, or with overwrite to any
    bool overwrite = false;

    bool operator==(const TrackFile&) const = default;
};

// A script that is run again and again, and the share of those that name it without a weight.
struct CheckScript {
    std::string name;
    core::Script script;
    core::Duration interval = std::chrono::seconds(1);
    core::Duration timeout = std::chrono::seconds(1);
    core::CheckRule rule{};
    int weight = 0;
    bool reverse = false;

    bool operator==(const CheckScript&) const = default;
};

// Processes that are counted, and the share of those that name them without a weight.
struct TrackProcess {
    std::string name;
    core::ProcessPattern pattern{};
    core::QuorumRule rule{};
    int weight = 0;
    bool reverse = false;

    bool operator==(const TrackProcess&) const = default;
};

// The settings that all scripts share.
struct Scripts {
    std::string
        user; // for scripts that name none; empty: keepalived_script if there is such a user, or else root
    std::string group;
    bool secure = false; // refuse to run as root what others than root can change
    bool supplementary_groups = false;

    bool operator==(const Scripts&) const = default;
};

// Interfaces that pace their gratuitous ARP and unsolicited NA together.
struct GarpGroup {
    core::Duration interval{0};
    core::Duration na_interval{0};
    std::vector<std::string> interfaces;

    bool operator==(const GarpGroup&) const = default;
};

// Virtual routers that are MASTER all together or not at all.
struct SyncGroup {
    std::string name;
    std::vector<std::string> members;
    bool weighs = false; // weights change the priority of its members, too
    core::Notify notify{};

    bool operator==(const SyncGroup&) const = default;
};

// Routes and rules that are there whatever state any virtual router is in.
struct StaticRouting {
    std::vector<core::VirtualRoute> routes;
    std::vector<core::VirtualRule> rules;
    std::vector<TrackGroup> groups;

    bool operator==(const StaticRouting&) const = default;
};

// A named pipe that is told what happens.
struct NotifyFifo {
    std::string path;
    std::string user{};                   // the owner of a pipe that we make; empty: our own user
    std::string group{};                  // empty: the group of the user
    std::optional<core::Script> reader{}; // is run all the time, with the path as its last argument

    bool operator==(const NotifyFifo&) const = default;
};

// A script that the daemon waits for.
struct AwaitedScript {
    std::optional<core::Script> script{};
    std::chrono::seconds timeout{10};

    bool operator==(const AwaitedScript&) const = default;
};

// The pipes that are told of all instances and groups, and the scripts of the daemon's start and end.
struct Notifying {
    std::optional<NotifyFifo> fifo;      // notify_fifo
    std::optional<NotifyFifo> vrrp_fifo; // vrrp_notify_fifo
    bool states_on_reload = false;       // the pipes are told all states
    AwaitedScript startup;
    AwaitedScript shutdown; // its timeout also bounds the other scripts of the end

    bool operator==(const Notifying&) const = default;
};

struct Config {
    Identity identity;
    std::string router_id; // empty: the host name
    Scheduling scheduling;
    ReloadFiles reload;
    Dumps dumps;
    bool dynamic_interfaces = false;                    // a missing interface is a FAULT, not a finding
    bool disable_local_igmp = false;                    // no IGMP reports of 224.0.0.0/24
    std::vector<core::VirtualAddress> static_addresses; // each names its interface
    StaticRouting static_routing;
    Scripts scripts;
    std::vector<CheckScript> checks;
    std::vector<TrackProcess> processes;
    std::vector<TrackFile> track_files;
    std::vector<SyncGroup> sync_groups;
    Notifying notifying;
    core::Mailing mailing;
    std::vector<GarpGroup> garp_groups;
    std::string vmac_addr_prefix{}; // of the interfaces that carry single addresses with a virtual MAC
    std::vector<core::VirtualRouterConfig> routers; // in the order of the text
};

// Something that a configuration relies on and that only the host can tell: an interface, a user.
struct HostNeed {
    enum class Kind : std::uint8_t { Interface, NetNamespace, Program, User, Group } kind = Kind::Interface;
    std::string name;
    std::string by; // "(VI_1)", "static_ipaddress", "notify_master"
    Span where;

    bool operator==(const HostNeed&) const = default;
};

using HostNeeds = std::vector<HostNeed>;

// A keyword that keepalived does not know.
struct Extension {
    std::string keyword;
    Span where;
};

using Extensions = std::vector<Extension>;

} // namespace xvrrp::config
