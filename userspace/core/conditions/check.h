// SPDX-License-Identifier: GPL-2.0-or-later
// A script that is run again and again: what its results say about what it checks.
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

class Check {
public:
    Check(std::string name, const CheckRule& rule, TimePoint now);

    // Returns true if the check changed from good to failing or back, or is known for the first time.
    bool take(const RunOutcome& outcome, TimePoint now);

    // Nothing until the first result is there.
    std::optional<TrackerState> state() const;

    // For people. Times count from the last change of the state.
    struct Record {
        std::optional<RunOutcome> last;
        TimePoint since{};
        std::uint64_t runs = 0;
        std::uint64_t failed = 0; // of the runs
        unsigned in_a_row = 0;    // results that are as good or as bad as the last one
    };

    const Record& record() const { return record_; }

    const std::string& name() const { return name_; }

private:
    std::string name_;
    CheckRule rule_;
    std::optional<bool> good_;
    Record record_;
};

} // namespace xvrrp::core
