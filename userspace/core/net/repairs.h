// SPDX-License-Identifier: GPL-2.0-or-later
// The times at which removed addresses, routes and rules of ours are put back. Pure.
//
// A removed one is put back five times at once, then after one second, two, four, up to a minute, because
// haste does not win a fight with another program. After ten seconds without a removal the count begins anew.
#pragma once

#include "core/net/net_state.h"

#include <algorithm>
#include <map>
#include <set>
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
        auto& known = cases_[subject];
        if (now - known.back_at >= kStays)
            known = {};
        ++known.removals;
        known.back_at = now;
        if (known.removals > kAtOnce)
            wait_longer(subject, known, now);
        return {known.back_at, known.removals == kAtOnce + 1};
    }

    // An attempt failed. The next one follows after a pause, which grows.
    void failed(const Subject& subject, TimePoint now) {
        auto& known = cases_[subject];
        if (now - known.back_at >= kStays)
            known = {};
        wait_longer(subject, known, now);
    }

    // Returns those whose waiting time is over.
    std::vector<Subject> due(TimePoint now) {
        std::vector<Subject> out;
        std::erase_if(waiting_, [&](const auto& subject) {
            const bool is_due = cases_.at(subject).back_at <= now;
            if (is_due)
                out.push_back(subject);
            return is_due;
        });
        return out;
    }

    bool waits(const Subject& subject) const { return waiting_.contains(subject); }

    TimePoint deadline() const {
        auto earliest = kNever;
        for (const auto& subject : waiting_)
            earliest = std::min(earliest, cases_.at(subject).back_at);
        return earliest;
    }

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

    void wait_longer(const Subject& subject, Case& known, TimePoint now) {
        known.delay = std::clamp<Duration>(2 * known.delay, kFirstDelay, kLongestDelay);
        known.back_at = now + known.delay;
        waiting_.insert(subject);
    }

    std::map<Subject, Case> cases_;
    std::set<Subject> waiting_;
};

} // namespace xvrrp::core
