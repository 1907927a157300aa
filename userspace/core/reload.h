// SPDX-License-Identifier: GPL-2.0-or-later
// A reload as a value that yields its steps, so that an advert that is due waits for one of them at most. Pure.
//
// A virtual router is identified by its interface, its VRID, its family and the interface that carries its
// virtual MAC. Everything else, also its name, can change without a loss of mastership.
#pragma once

#include "core/vrrp/virtual_router.h"

#include <optional>
#include <variant>
#include <vector>

namespace xvrrp::core {

class VrrpRouter;

// The virtual routers that stay unchanged, stay with other settings, go, or come. Nothing else is read, so another thread
// may make the plan.
ReloadPlan plan_reload(const RunningConfigs& now, std::vector<VirtualRouterConfig> next);

// It is known who wants what, so interfaces with virtual MACs and the like can be put up.
struct PutUp {};

// These virtual routers were added, and leave INIT now.
struct Admit {
    std::vector<RouterId> routers;
};

using ReloadStep = std::variant<Leave, Reconfigure, PutUp, Admit>;

class Reload {
public:
    // A step touches at most so many virtual routers, and the rest of their sync groups.
    Reload(ReloadPlan plan, std::size_t most) : left_(std::move(plan)), most_(most) {}

    // Returns the next step, or nothing if the reload is over. Those that go come first, then those that
    // change, then those that come.
    std::optional<ReloadStep> next(const VrrpRouter& router);

    // Those that go run before_backup, and nothing else has changed yet. There is no next step until they are done.
    bool waits(const VrrpRouter& router) const;

    // True from PutUp on: it is known, and noted, who wants what. An address may move from one virtual router to
    // another, so the kernel's network is left alone until then.
    bool has_said_all() const { return put_up_; }

private:
    ReloadPlan left_;
    std::size_t most_;
    bool begun_ = false;            // something has changed
    std::vector<RouterId> leaving_; // those that were told to leave last
    bool put_up_ = false;
    std::optional<std::vector<RouterId>> waiting_; // those in INIT, once they are looked for
};

} // namespace xvrrp::core
