// SPDX-License-Identifier: GPL-2.0-or-later
// A check by a script that is run again and again: it judges the results.
//
// It fails after `fall` bad results in a row, and is good again after `rise` good ones. The first result of all decides
// alone, so that a daemon that starts does not wait for several.
#pragma once

#include "core/conditions/tracker.h"
#include "core/script.h"
#include "core/types.h"

#include <cstdint>
#include <optional>
#include <string>

namespace xvrrp::core {

struct CheckRule {
    unsigned rise = 1;
    unsigned fall = 1;
    bool fails_at_first = false; // init_fail: it fails from the start, until rise good results

    bool operator==(const CheckRule&) const = default;
};

struct CheckTimes {
    Duration interval{0}; // 0: nobody runs it
    Duration timeout{0};
};

class Check {
public:
    Check(std::string name, const CheckRule& rule, TimePoint now, const CheckTimes& times = {});

    // Returns true if the check changed from good to failing or back, or is known for the first time.
    bool take(const RunOutcome& outcome, TimePoint now);

    // A result should have come by now, so nobody runs the script.
    bool is_overdue(TimePoint now);
    // Whoever runs it begins anew, and has all the time for it.
    void expect(TimePoint now);

    TimePoint deadline() const { return result_by_; }

    // Takes over the results that were known under another rule. This rule judges the next one.
    void inherit(const Check& former);

    // What the check of the next daemon has to know.
    struct Memory {
        bool good = false;
        RunOutcome last;

        bool operator==(const Memory&) const = default;
    };

    // Nothing until the first result is there.
    std::optional<Memory> memory() const;
    // Goes on from there. The next result is not the first one then.
    void remember(const Memory& former);

    // Nothing until the first result is there.
    std::optional<TrackerState> state() const;

    // For people. Times count from the last change of the state.
    struct Record {
        std::optional<RunOutcome> last;
        TimePoint since{};
        std::uint64_t runs = 0;
        std::uint64_t failed = 0; // of the runs
        unsigned in_a_row = 0;    // results that are as good or as bad as the last one
        CheckTimes times{};
    };

    const Record& record() const { return record_; }

    const std::string& name() const { return name_; }

private:
    std::string name_;
    CheckRule rule_;
    std::optional<bool> good_;
    Record record_;
    TimePoint result_by_ = kNever;
    bool waits_longer_ = false;
};

} // namespace xvrrp::core
