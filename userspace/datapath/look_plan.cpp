// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/look_plan.h"

#include <algorithm>

namespace xvrrp::datapath {

namespace {

constexpr auto kEvery = std::chrono::seconds(2);
constexpr auto kAfterReports = std::chrono::milliseconds(10);
constexpr std::size_t kAtOnce = 64;

// All interfaces have the same beats, so that the looks at all of them wake the loop once.
core::TimePoint next_beat(core::TimePoint now) {
    return now + (kEvery - now.time_since_epoch() % kEvery);
}

} // namespace

void LookPlan::plan(core::InterfaceIndex interface, Look& look, core::TimePoint next) {
    order_.erase({look.next, interface});
    look.next = next;
    order_.emplace(next, interface);
}

void LookPlan::looked(core::InterfaceIndex interface, core::TimePoint now) {
    auto& look = looks_[interface];
    look.last = now;
    plan(interface, look, next_beat(now));
}

void LookPlan::forget(core::InterfaceIndex interface) {
    const auto found = looks_.find(interface);
    if (found == looks_.end())
        return;
    order_.erase({found->second.next, interface});
    looks_.erase(found);
}

void LookPlan::disturbed(core::InterfaceIndex interface, core::TimePoint now) {
    const auto found = looks_.find(interface);
    if (found == looks_.end())
        return;
    auto& look = found->second;
    plan(interface, look, std::min(look.next, std::max(now, look.last + kAfterReports)));
}

void LookPlan::all_disturbed(core::TimePoint now) {
    for (const auto& [interface, look] : std::map(looks_))
        disturbed(interface, now);
}

std::vector<core::InterfaceIndex> LookPlan::due(core::TimePoint now) const {
    std::vector<core::InterfaceIndex> out;
    for (auto each = order_.begin(); each != order_.end() && each->first <= now && out.size() < kAtOnce;
         ++each)
        out.push_back(each->second);
    return out;
}

} // namespace xvrrp::datapath
