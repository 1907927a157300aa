// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/look_plan.h"

#include <algorithm>

namespace xvrrp::datapath {

namespace {

constexpr auto kEvery = std::chrono::seconds(2);
constexpr auto kAfterReports = std::chrono::milliseconds(10);
constexpr std::size_t kAtOnce = 64;

} // namespace

void LookPlan::plan(int ifindex, Look& look, core::TimePoint next) {
    order_.erase({look.next, ifindex});
    look.next = next;
    order_.emplace(next, ifindex);
}

void LookPlan::looked(int ifindex, core::TimePoint now) {
    auto& look = looks_[ifindex];
    look.last = now;
    plan(ifindex, look, now + kEvery);
}

void LookPlan::forget(int ifindex) {
    const auto found = looks_.find(ifindex);
    if (found == looks_.end())
        return;
    order_.erase({found->second.next, ifindex});
    looks_.erase(found);
}

void LookPlan::disturbed(int ifindex, core::TimePoint now) {
    const auto found = looks_.find(ifindex);
    if (found == looks_.end())
        return;
    auto& look = found->second;
    plan(ifindex, look, std::min(look.next, std::max(now, look.last + kAfterReports)));
}

void LookPlan::all_disturbed(core::TimePoint now) {
    for (const auto& [ifindex, look] : std::map(looks_))
        disturbed(ifindex, now);
}

std::vector<int> LookPlan::due(core::TimePoint now) const {
    std::vector<int> out;
    for (auto each = order_.begin(); each != order_.end() && each->first <= now && out.size() < kAtOnce;
         ++each)
        out.push_back(each->second);
    return out;
}

} // namespace xvrrp::datapath
