// SPDX-License-Identifier: GPL-2.0-or-later
// The reply to "why" as JSON (include/xvrrp/control.h). It reads and changes nothing.
#pragma once

#include "core/vrrp/why.h"
#include "daemon/events.h"
#include "daemon/render.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::daemon {

// The sources of the explanations.
struct WhyView {
    Snapshots snapshots;
    const datapath::Datapath& datapath;
    // Returns the index of an interface, or 0 if it does not exist.
    std::function<core::InterfaceIndex(const core::InterfaceKey&)> index_of;
    std::vector<core::RefusedAdvert> refused;
    std::map<std::string, core::Unrest> unrest;
    core::Duration unrest_within{0};
    std::map<std::string, core::Check::Record> checks{};
    std::string stand_in_trouble{};
    std::optional<core::RouterId> only{}; // none: all virtual routers
};

// Makes the document in pieces, as StatusText does.
class WhyText {
public:
    explicit WhyText(WhyView view) : view_(std::move(view)) {}

    std::string next(); // empty after the last one

private:
    std::string instances();
    nlohmann::json instance(const core::RouterSnapshot& router) const;
    core::Evidence evidence(const core::RouterSnapshot& router) const;

    WhyView view_;
    core::RouterId next_{};
    bool begun_ = false;
    bool listed_ = false;
    bool complete_ = false;
};

} // namespace xvrrp::daemon
