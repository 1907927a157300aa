// SPDX-License-Identifier: GPL-2.0-or-later
// The status document of include/xvrrp/control.h as JSON. It reads and changes nothing.
#pragma once

#include "core/vrrp/sequence.h"
#include "core/vrrp/vrrp_router.h"
#include "daemon/measures.h"
#include "daemon/notices.h"
#include "daemon/render_checks.h"
#include "daemon/timeline.h"
#include "datapath/datapath.h"
#include "host/vlan_numbers.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

struct NamedAttachment {
    std::string interface;
    datapath::Attachment attachment;
    std::string trouble; // why adverts are not received any more; empty: they are received
};

// Returns the first virtual routers from an id on, at most so many.
using Snapshots = std::function<std::vector<core::RouterSnapshot>(core::RouterId from, std::size_t most)>;

// The parts of a status.
struct StatusView {
    Snapshots snapshots;
    const datapath::Datapath& datapath;
    const Timelines& timelines;
    const std::vector<NamedAttachment>& attachments;
    Untold untold;
    Measures measures;
    std::string stand_in_trouble; // why the kernel does not stand in for a late daemon; empty: it does
    std::uint64_t lost_tokens = 0;
    std::string router_id;
    std::string bpf_dir;
    core::TimePoint started;
    core::TimePoint now;
    const TransitionCounts& transitions;
    const LatenessByRouter& lateness;
    host::VlanNumbers vlans;
    CheckView checks; // the files come from the virtual routers
};

// Makes the document in pieces. A document of a thousand virtual routers takes longer than an advert may
// wait, one piece does not.
class StatusText {
public:
    explicit StatusText(StatusView view) : view_(std::move(view)) {}

    std::string next(); // empty after the last one

private:
    std::string head();
    std::string instances();
    nlohmann::json refused() const;
    std::string tail();

    StatusView view_;
    nlohmann::json global_ = nlohmann::json::object(); // summed over the virtual routers so far
    core::RouterId next_{};                            // a reload may remove some between two pieces
    bool listed_ = false;
    bool complete_ = false;
    bool begun_ = false;
    bool ended_ = false;
};

// The kernel's counters of a virtual router. Adverts that the kernel accepted and user space refused are moved from one to
// the other.
vrrp_stats stats_of(const datapath::Datapath& datapath, const core::RouterSnapshot& router);

using RefusedByReason = std::array<std::uint64_t, VRRP_DROP_REASON_COUNT>;
// The adverts of a virtual router that the kernel side or user space refused.
RefusedByReason refused_of(const datapath::Datapath& datapath, const core::RouterSnapshot& router);
std::string wall_clock(core::TimePoint when);        // in UTC, as utc_text()
std::string utc_text(core::WallTime when);           // "2026-11-21T16:00:00.123456Z"
std::string text_of(const nlohmann::json& document); // on one line; bytes that are no UTF-8 are replaced
// Text for the service manager: "2048 MASTER, 2048 BACKUP, 0 FAULT".
std::string render_summary(const std::array<std::size_t, 4>& routers_in_state);

} // namespace xvrrp::daemon
