// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/conditions/conditions.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace xvrrp::core {

namespace {

auto identity(const Condition& condition) {
    return std::tie(condition.name, condition.owner);
}

bool is_before(const Condition& a, const Condition& b) {
    return identity(a) < identity(b);
}

bool is_same(const Condition& a, const Condition& b) {
    return identity(a) == identity(b);
}

} // namespace

void Conditions::replace(std::vector<Condition> holding, TimePoint now) {
    std::stable_sort(holding.begin(), holding.end(), is_before);
    holding.erase(std::unique(holding.begin(), holding.end(), is_same), holding.end());
    for (auto& each : holding) {
        const auto before = std::lower_bound(all_.begin(), all_.end(), each, is_before);
        each.since = before != all_.end() && is_same(*before, each) ? before->since : now;
    }
    all_ = std::move(holding);
}

const Condition* Conditions::strongest() const {
    const auto found = std::ranges::find_if(all_, &Condition::is_hard);
    return found == all_.end() ? nullptr : &*found;
}

std::vector<std::string> Conditions::hard_sentences() const {
    std::vector<std::string> out;
    for (const auto& each : all_) {
        if (each.is_hard())
            out.push_back(each.sentence);
    }
    return out;
}

std::string Conditions::hard_text() const {
    std::string out;
    for (const auto& each : hard_sentences())
        out += (out.empty() ? "" : "; ") + each;
    return out;
}

} // namespace xvrrp::core
