// SPDX-License-Identifier: GPL-2.0-or-later
// The moves of MASTER that clients ask for: drain, undrain, promote and priority. A client waits until its virtual routers
// have moved.
#pragma once

#include "core/turn.h"
#include "daemon/control.h"
#include "daemon/render.h"

#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace xvrrp::daemon {

// "no", "draining" or "drained".
std::string_view drain_word(const core::RouterSnapshot& router);

class Moves {
public:
    explicit Moves(Snapshots snapshots) : snapshots_(std::move(snapshots)) {}

    // what is Drain, Undrain or OrderPriority. The reply comes when it is done, and at the latest then.
    void ask(core::Input what, std::vector<core::RouterId> routers, core::TimePoint until,
             Control::Reply reply);

    // What was asked for since the last call.
    std::vector<core::Input> take();

    // Answers those whose virtual routers have moved and whose addresses came or are gone, and those that waited for long
    // enough.
    void answer(const core::Core& core, core::TimePoint now);

    // The time at which somebody has waited for long enough.
    core::TimePoint deadline() const;

private:
    struct Asked {
        std::optional<core::Input> what; // none: it was taken
        std::set<core::RouterId> routers;
        core::TimePoint until;
        Control::Reply reply;
    };

    Control::Pieces document(std::set<core::RouterId> routers) const;

    Snapshots snapshots_;
    std::vector<Asked> asked_;
};

} // namespace xvrrp::daemon
