// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/settings.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

using Kind = SettingOperation::Kind;

void Settings::hold(const std::string& holder, std::vector<Setting> settings) {
    for (const auto& each : settings) {
        in_place_.erase(each);
        due_.push(each);
    }
    leave(holdings_.hold(holder, {std::move(settings), true, holder}));
}

void Settings::forget(const std::string& holder) {
    leave(holdings_.drop(holder));
}

void Settings::leave(const std::vector<Setting>& settings) {
    for (const auto& each : settings) {
        if (holdings_.wanted(each) != nullptr)
            continue;
        in_place_.erase(each);
        told_.erase(each);
        if (each.kind == Setting::Kind::Borrowed)
            leaving_.push(each);
    }
}

bool Settings::are_in_place(const std::string& holder) const {
    const auto* held = holdings_.of(holder);
    return held != nullptr &&
           std::ranges::all_of(held->things, [this](const auto& each) { return in_place_.contains(each); });
}

std::vector<SettingOperation> Settings::plan(std::size_t most) {
    std::vector<SettingOperation> operations;
    while (operations.size() < most && !due_.empty()) {
        const auto due = due_.pop();
        if (const auto* want = holdings_.wanted(due); want != nullptr && !in_place_.contains(due))
            operations.push_back({Kind::Set, *want});
    }
    return operations;
}

std::vector<SettingOperation> Settings::plan_leaving() {
    std::vector<SettingOperation> operations;
    while (!leaving_.empty()) {
        auto setting = leaving_.pop();
        if (holdings_.wanted(setting) == nullptr)
            operations.push_back({Kind::GiveBack, std::move(setting)});
    }
    return operations;
}

void Settings::applied(std::span<const SettingOperation> operations, std::span<const FailedSetting> failed,
                       TimePoint now) {
    std::set<Setting> unchanged;
    for (const auto& [operation, error] : failed) {
        const auto& target = operation.target;
        unchanged.insert(target);
        if (operation.kind == Kind::Set && holdings_.wanted(target) == nullptr) {
            news_.errors.push_back(error.text());
            continue;
        }
        repairs_.failed(target, now);
        if (told_.insert(target).second)
            news_.alarms.push_back(error.text());
    }
    for (const auto& [kind, target] : operations) {
        if (unchanged.contains(target))
            continue;
        told_.erase(target);
        if (kind != Kind::Set)
            continue;
        in_place_.insert(target);
        holdings_.for_holders(target, [this](const auto& holder, const auto&, const auto&) {
            if (are_in_place(holder))
                ready_.push_back(holder);
        });
    }
}

void Settings::tick(TimePoint now) {
    for (const auto& each : repairs_.due(now)) {
        if (holdings_.wanted(each) != nullptr)
            due_.push(each);
        else if (told_.contains(each))
            leaving_.push(each);
    }
}

} // namespace xvrrp::core
