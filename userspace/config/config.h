// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's configuration language as values: text in, virtual routers and findings out. Opens no file.
#pragma once

#include "config/diagnostic.h"
#include "config/host_need.h"
#include "config/key_file.h"
#include "config/origin.h"
#include "config/surroundings.h"
#include "core/vrrp/virtual_router.h"

#include <optional>
#include <string>
#include <vector>

namespace xvrrp::config {

// How the daemon is to be treated beside other processes.
struct Scheduling {
    int rt_priority = 1;        // 0: none
    std::optional<int> nice;    // none: as it was started
    std::vector<unsigned> cpus; // none: as it was started
    bool no_swap = false;

    bool operator==(const Scheduling&) const = default;
};

// What tells this daemon from another one on the same host. Empty: nothing does.
struct Identity {
    std::string net_namespace;
    std::string instance;

    bool operator==(const Identity&) const = default;
};

// Virtual routers that static addresses, routes and rules matter to.
struct TrackGroup {
    std::string name;
    std::vector<std::string> members;

    bool operator==(const TrackGroup&) const = default;
};

// What is there whatever state any virtual router is in.
struct StaticRouting {
    std::vector<core::VirtualRoute> routes;
    std::vector<core::VirtualRule> rules;
    std::vector<TrackGroup> groups;

    bool operator==(const StaticRouting&) const = default;
};

struct Config {
    Identity identity;
    std::string router_id; // empty: the host name
    Scheduling scheduling;
    bool dynamic_interfaces = false;                    // one that does not exist is a FAULT, not a finding
    std::vector<core::VirtualAddress> static_addresses; // each names its interface
    StaticRouting static_routing;
    std::vector<core::VirtualRouterConfig> routers; // in the order of the text
};

struct Parsed {
    Config config;                  // to be used only where usable()
    Diagnostics diagnostics;        // in the order of the text, each once
    Sources sources;                // what was given, and what it includes
    std::vector<KeyFile> key_files; // to be read and given to take_key()
    HostNeeds needs;                // in no order
    Origins origins;                // of what the findings point at

    bool usable() const; // no error among them
    bool clean() const;  // no error, no warning
};

// The files are read one after the other.
Parsed parse(Sources files, const Surroundings& around = {});

// The findings as Parsed promises them, each with its trail: to be called by whoever added some.
void put_in_order(Parsed& parsed);

} // namespace xvrrp::config
