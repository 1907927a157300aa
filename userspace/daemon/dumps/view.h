// SPDX-License-Identifier: GPL-2.0-or-later
// All that a dump is made of, as values of one moment. No renderer looks anywhere else.
#pragma once

#include "config/grammar/configuration.h"
#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "core/types.h"
#include "core/vrrp/io.h"
#include "core/vrrp/sequence.h"
#include "core/vrrp/snapshot.h"
#include "daemon/dumps/counted.h"
#include "os/named_pipe.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::daemon {

struct DumpedRouter {
    core::RouterSnapshot router;
    Counted counted;
};

struct DumpView {
    config::Config globals; // without virtual routers
    std::vector<DumpedRouter> routers;
    std::map<std::string, core::State> groups; // that have left INIT
    std::map<std::string, core::Check> checks; // those that are run
    std::map<std::string, core::Quorum> quorums;
    std::map<std::string, core::LinkObserved> interfaces; // by name
    core::Duration wall_clock_ahead{0};                   // of the monotonic clock
    os::Owner runner{};                                   // the account that scripts have by default

    // prepare() fills in the rest.
    std::map<std::string, std::string> accounts{};                    // "uid:gid" of account_key()
    std::map<std::string, std::set<core::InterfaceAddress>> placed{}; // by interface
    std::set<core::IpAddress> virtual_addresses{};

    core::WallTime wall_clock(core::TimePoint when) const {
        return core::WallTime(when.time_since_epoch() + wall_clock_ahead);
    }
};

// The account that a script runs as, in the configuration's words.
std::string account_key(const core::Script& script);

// Makes what many lines need, which takes longer than an advert may wait. resolve makes "uid:gid" of a user and a group, which
// may be empty.
using ResolveAccount = std::function<std::string(const std::string& user, const std::string& group)>;
void prepare(DumpView& view, const ResolveAccount& resolve);

} // namespace xvrrp::daemon
