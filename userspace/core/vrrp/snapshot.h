// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router as it is seen from outside, at one moment. Status, log and `xvrrpctl why` are made of it.
#pragma once

#include "core/conditions/conditions.h"
#include "core/conditions/effective_priority.h"
#include "core/conditions/tracker.h"
#include "core/vrrp/priority_order.h"
#include "core/vrrp/router_record.h"
#include "core/vrrp/states.h"
#include "core/vrrp/virtual_router_config.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::core {

// A tracker of the virtual router as it was reported last.
struct Tracked {
    Tracking tracking;
    TrackerState state;
};

struct RouterSnapshot {
    RouterId router{};
    std::shared_ptr<const VirtualRouterConfig> config;
    State state = State::Init;
    Reason reason = Reason::Startup; // of the last transition
    std::string detail{};            // the same for people; it may be empty
    TimePoint since{};
    EffectivePriority priority{};
    std::optional<KnownMaster> master{}; // the master that a BACKUP knows; a MASTER is its own
    Conditions conditions{};
    std::vector<Tracked> trackers{};
    std::vector<Tracker> awaited{};    // in INIT: the scripts and processes of which nothing is known yet
    std::optional<IpAddress> source{}; // of our adverts
    // Without a source: the address of the interface that cannot be one, because it is virtual.
    std::optional<IpAddress> passed_over{};
    std::optional<Heard> heard{}; // the last advert of another router that counted
    Duration master_down{0};
    RouterCounters counters{};
    std::optional<Farewell> farewell{};  // of a MASTER
    bool holds = false;                  // a MASTER has its addresses
    TimePoint next_advert = kNever;      // of a MASTER
    bool lent = false;                   // the kernel stands in for this MASTER
    std::vector<Neighbour> neighbours{}; // of a MASTER: those of its unicast peers, as far as they are known
    bool draining = false;               // it is asked to be drained
    bool drained = false;
    std::optional<PriorityOrder> order{};
    // Only a BACKUP has these.
    std::optional<Heard> preempted{}; // the advert that it is going to preempt
    bool ready = false;               // master-down is over, and the sync group decides
    Duration master_interval{0};      // the interval of its master, or its own as long as it knows none
    TimePoint takeover = kNever;      // the master-down deadline
    TimePoint preempt_at = kNever;    // the end of preempt_delay

    bool is_promoted() const { return order && order->promotes; }

    bool preempts() const { return config->preempt || is_promoted(); }
};

} // namespace xvrrp::core
