// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/why_text.h"

#include "core/vrrp/names.h"
#include "os/event_loop.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

constexpr std::size_t kRoutersAtOnce = 8;

// With auth_hmac the kernel side cannot tell who sent an advert, and so has none.
std::optional<core::Heard> heard_of(const datapath::DatapathPeer& peer) {
    if (peer.last_seen == core::TimePoint{} || peer.source.is_unspecified())
        return std::nullopt;
    return core::Heard{peer.source, peer.priority, peer.interval, peer.last_seen};
}

} // namespace

std::string WhyText::next() {
    if (!std::exchange(begun_, true))
        return "{\"schema\":" + std::to_string(XVRRP_CONTROL_SCHEMA) + ",\"instances\":[";
    if (complete_)
        return "";
    auto text = instances();
    if (complete_)
        text += "]}\n";
    return text;
}

std::string WhyText::instances() {
    const auto most = view_.only ? 1 : kRoutersAtOnce;
    const auto some = view_.snapshots(view_.only.value_or(next_), most);
    complete_ = view_.only || some.size() < most;
    std::string text;
    for (const auto& router : some) {
        next_ = {router.router.value + 1};
        if (!view_.only || router.router == *view_.only) // a reload may have removed it
            text += (std::exchange(listed_, true) ? "," : "") + text_of(instance(router));
    }
    return text;
}

json WhyText::instance(const core::RouterSnapshot& router) const {
    auto [because, to_change] = core::why(router, evidence(router), os::EventLoop::now());
    return {{"name", router.config->name},
            {"state", core::name(router.state)},
            {"because", std::move(because)},
            {"to_change", std::move(to_change)}};
}

core::Evidence WhyText::evidence(const core::RouterSnapshot& router) const {
    const auto slot = core::slot_of(router.router);
    const auto& config = *router.config;
    core::Evidence out{.heard = heard_of(view_.datapath.peer(slot)),
                       .refused = refused_of(view_.datapath, router)};
    const auto index = view_.index_of(config.key_of(config.interface));
    std::ranges::copy_if(view_.refused, std::back_inserter(out.notes),
                         [&](const core::RefusedAdvert& note) { return index && note.interface == index; });
    if (const auto found = view_.unrest.find(config.name); found != view_.unrest.end())
        out.unrest = found->second;
    out.unrest.within = view_.unrest_within;
    out.checks = view_.checks;
    out.stand_in_trouble = view_.stand_in_trouble;
    return out;
}

} // namespace xvrrp::daemon
