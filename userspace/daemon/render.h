// SPDX-License-Identifier: GPL-2.0-or-later
// The status document of include/xvrrp/control.h: what there is, as JSON. Reads, changes nothing.
#pragma once

#include "core/vrrp/vrrp_router.h"
#include "daemon/timeline.h"
#include "datapath/datapath.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

struct NamedAttachment {
    std::string interface;
    datapath::Attachment attachment;
    std::string trouble; // why adverts are not received any more; empty: they are
};

// Of the first virtual routers from an id on, at most so many.
using Snapshots = std::function<std::vector<core::RouterSnapshot>(core::RouterId from, std::size_t most)>;

// All that a status is made of.
struct StatusView {
    Snapshots snapshots;
    const datapath::Datapath& datapath;
    const Timelines& timelines;
    const std::vector<NamedAttachment>& attachments;
    std::string router_id;
    std::string bpf_dir;
    core::TimePoint started;
    core::TimePoint now;
};

// The document in pieces, each soon made: a thousand virtual routers take longer than an advert may wait.
class StatusText {
public:
    explicit StatusText(StatusView view) : view_(std::move(view)) {}

    std::string next(); // empty after the last one

private:
    std::string head();
    std::string instances();
    std::string tail();

    StatusView view_;
    nlohmann::json global_ = nlohmann::json::object(); // of the virtual routers so far
    core::RouterId next_{};                            // a reload may take some away between two pieces
    bool listed_ = false;
    bool complete_ = false;
    bool begun_ = false;
    bool ended_ = false;
};

std::string text_of(const nlohmann::json& document); // on one line; what is no UTF-8 is replaced
// For the service manager: "2048 MASTER, 2048 BACKUP, 0 FAULT".
std::string render_summary(const std::array<std::size_t, 4>& routers_in_state);

} // namespace xvrrp::daemon
