// SPDX-License-Identifier: GPL-2.0-or-later
// The times at which something that is wanted and was removed, or could not be done, is tried again. Pure.
//
// A thing that somebody removed is put back five times at once, then after one second, two, four, up to a minute,
// because haste does not win a fight with another program. What failed is tried again after the same pauses.
// After ten seconds without either the count begins anew, and the case is forgotten.
#pragma once

#include "core/types.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace xvrrp::core {

template <class Subject>
class Repairs {
public:
    struct Turn {
        TimePoint at;
        bool backs_off = false; // pauses begin with this removal
    };

    // Something wanted was removed.
    Turn removed(const Subject& subject, TimePoint now) {
        auto& known = reopened(subject, now);
        ++known.removals;
        if (known.removals > kAtOnce)
            wait_longer(subject, known, now);
        return {known.back_at, known.removals == kAtOnce + 1};
    }

    // An attempt failed. The next one follows after a pause, which grows.
    void failed(const Subject& subject, TimePoint now) { wait_longer(subject, reopened(subject, now), now); }

    // Returns those whose waiting time is over.
    std::vector<Subject> due(TimePoint now) {
        std::vector<Subject> out;
        while (!waiting_.empty() && waiting_.begin()->first <= now) {
            out.push_back(waiting_.begin()->second);
            waiting_.erase(waiting_.begin());
        }
        prune(now);
        return out;
    }

    bool waits(const Subject& subject) const {
        const auto known = cases_.find(subject);
        return known != cases_.end() && waiting_.contains({known->second.back_at, subject});
    }

    TimePoint deadline() const { return waiting_.empty() ? kNever : waiting_.begin()->first; }

    // The number of subjects that are remembered.
    std::size_t size() const { return cases_.size(); }

private:
    static constexpr unsigned kAtOnce = 5;
    static constexpr std::chrono::seconds kFirstDelay{1};
    static constexpr std::chrono::minutes kLongestDelay{1};
    static constexpr std::chrono::seconds kStays{10};

    struct Case {
        unsigned removals = 0;
        Duration delay{0};
        TimePoint back_at{};
    };

    static bool is_over(const Case& known, TimePoint now) { return now - known.back_at >= kStays; }

    Case& reopened(const Subject& subject, TimePoint now) {
        auto& known = cases_[subject];
        waiting_.erase({known.back_at, subject});
        if (is_over(known, now))
            known = {};
        known.back_at = now;
        return known;
    }

    void wait_longer(const Subject& subject, Case& known, TimePoint now) {
        known.delay = std::clamp<Duration>(2 * known.delay, kFirstDelay, kLongestDelay);
        known.back_at = now + known.delay;
        waiting_.insert({known.back_at, subject});
    }

    // One pass in a while is enough, and costs little beside what made the cases.
    void prune(TimePoint now) {
        if (cases_.empty() || now - pruned_at_ < kStays)
            return;
        pruned_at_ = now;
        std::erase_if(cases_, [&](const auto& each) {
            return is_over(each.second, now) && !waiting_.contains({each.second.back_at, each.first});
        });
    }

    std::map<Subject, Case> cases_;
    std::set<std::pair<TimePoint, Subject>> waiting_;
    TimePoint pruned_at_{};
};

} // namespace xvrrp::core
