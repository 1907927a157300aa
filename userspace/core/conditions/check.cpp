// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/conditions/check.h"

#include <utility>

namespace xvrrp::core {

Check::Check(std::string name, const CheckRule& rule, TimePoint now) : name_(std::move(name)), rule_(rule) {
    record_.since = now;
    if (rule.fails_at_first)
        good_ = false;
}

bool Check::take(const RunOutcome& outcome, TimePoint now) {
    const bool good = outcome.good();
    const bool goes_on = record_.last && record_.last->good() == good;
    record_.in_a_row = goes_on ? record_.in_a_row + 1 : 1;
    record_.last = outcome;
    ++record_.runs;
    record_.failed += good ? 0 : 1;
    if (good_ == good || (good_ && record_.in_a_row < (good ? rule_.rise : rule_.fall)))
        return false;
    good_ = good;
    record_.since = now;
    return true;
}

std::optional<TrackerState> Check::state() const {
    if (!good_)
        return {};
    const auto script = "script " + name_;
    if (*good_)
        return TrackerState{true, 0, script + " succeeds"};
    if (!record_.last || record_.last->good())
        return TrackerState{false, 0, script + " has not succeeded often enough yet"};
    const auto& line = record_.last->end == RunOutcome::End::NotStarted ? std::string() : record_.last->line;
    return TrackerState{false, 0,
                        script + " fails: it " + record_.last->text() +
                            (line.empty() ? "" : ", and said \"" + line + "\"")};
}

} // namespace xvrrp::core
