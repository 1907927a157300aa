// SPDX-License-Identifier: GPL-2.0-or-later
// The status document of include/xvrrp/control.h: what there is, as JSON. Reads, changes nothing.
#pragma once

#include "core/vrrp_router.h"
#include "daemon/timeline.h"
#include "kernel/datapath.h"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

struct NamedAttachment {
    std::string interface;
    kernel::Attachment attachment;
};

// All that a status is made of.
struct StatusView {
    const core::VrrpRouter& router;
    const kernel::Datapath& datapath;
    const Timelines& timelines;
    const std::vector<NamedAttachment>& attachments;
    std::string router_id;
    std::string bpf_dir;
    core::TimePoint started;
    core::TimePoint now;
};

nlohmann::json render_status(const StatusView& view);
// For the service manager: "2048 MASTER, 2048 BACKUP, 0 FAULT".
std::string render_summary(const core::VrrpRouter& router);

} // namespace xvrrp::daemon
