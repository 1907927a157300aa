// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/moves.h"

#include "core/vrrp/names.h"
#include "core/vrrp/reason_now.h"
#include "daemon/render_priority.h"
#include "os/event_loop.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

constexpr std::size_t kRoutersAtOnce = 8;

// Makes the document in pieces, as a status.
class MovesText {
public:
    MovesText(Snapshots snapshots, std::set<core::RouterId> routers)
        : snapshots_(std::move(snapshots)), routers_(std::move(routers)) {}

    std::string next() {
        if (!std::exchange(begun_, true))
            return "{\"schema\":" + std::to_string(XVRRP_CONTROL_SCHEMA) + ",\"instances\":[";
        if (routers_.empty())
            return std::exchange(ended_, true) ? "" : "]}\n";
        std::string text;
        for (std::size_t i = 0; i < kRoutersAtOnce && !routers_.empty(); ++i)
            text += instance(routers_.extract(routers_.begin()).value());
        return text.empty() ? next() : text;
    }

private:
    // Nothing if a reload has removed it.
    std::string instance(core::RouterId id) {
        const auto found = snapshots_(id, 1);
        if (found.empty() || found.front().router != id)
            return "";
        const auto& router = found.front();
        return (std::exchange(listed_, true) ? "," : "") +
               text_of(json{{"name", router.config->name},
                            {"state", core::name(router.state)},
                            {"drain", drain_word(router)},
                            {"priority", priority_of(router)},
                            {"order", order_of(router)},
                            {"reason_text", core::reason_now(router, os::EventLoop::now())}});
    }

    Snapshots snapshots_;
    std::set<core::RouterId> routers_; // those that are left
    bool begun_ = false;
    bool listed_ = false;
    bool ended_ = false;
};

} // namespace

std::string_view drain_word(const core::RouterSnapshot& router) {
    if (router.drained)
        return "drained";
    return router.draining ? "draining" : "no";
}

void Moves::ask(core::Input what, std::vector<core::RouterId> routers, core::TimePoint until,
                Control::Reply reply) {
    asked_.push_back({std::move(what), {routers.begin(), routers.end()}, until, std::move(reply)});
}

std::vector<core::Input> Moves::take() {
    std::vector<core::Input> all;
    for (auto& each : asked_) {
        if (auto what = std::exchange(each.what, {}))
            all.push_back(*std::move(what));
    }
    return all;
}

void Moves::answer(const core::Core& core, core::TimePoint now) {
    const auto is_answered = [&](const Asked& each) {
        const bool goes_on =
            core.network.pending() ||
            std::ranges::any_of(each.routers, [&](core::RouterId id) { return core.router.is_moving(id); });
        if (each.what || (goes_on && now < each.until))
            return false;
        each.reply(document(each.routers));
        return true;
    };
    std::erase_if(asked_, is_answered);
}

core::TimePoint Moves::deadline() const {
    auto earliest = core::kNever;
    for (const auto& each : asked_)
        earliest = std::min(earliest, each.until);
    return earliest;
}

Control::Pieces Moves::document(std::set<core::RouterId> routers) const {
    return [text = MovesText(snapshots_, std::move(routers))]() mutable { return text.next(); };
}

} // namespace xvrrp::daemon
