// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/conditions/check.h"

#include <utility>

namespace xvrrp::core {

namespace {

// A runner that dies is started again within this time, with the end of what it ran.
constexpr Duration kStartAgain = std::chrono::seconds(5);
constexpr Duration kMoment = std::chrono::seconds(1);

} // namespace

Check::Check(std::string name, const CheckRule& rule, TimePoint now, const CheckTimes& times)
    : name_(std::move(name)), rule_(rule) {
    record_.since = now;
    record_.times = times;
    expect(now);
    if (rule.fails_at_first)
        good_ = false;
}

bool Check::take(const RunOutcome& outcome, TimePoint now) {
    expect(now);
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

// The run may begin anew once, when the runner dies.
void Check::expect(TimePoint now) {
    waits_longer_ = false;
    const auto& [interval, timeout] = record_.times;
    result_by_ = interval == Duration::zero() ? kNever : now + interval + 2 * timeout + kStartAgain;
}

// Whoever looks may be late, and so may the whole host. So the result has a moment more from the first look on.
bool Check::is_overdue(TimePoint now) {
    if (now < result_by_)
        return false;
    if (std::exchange(waits_longer_, true))
        return true;
    result_by_ = now + kMoment;
    return false;
}

void Check::inherit(const Check& former) {
    record_ = former.record_;
    result_by_ = former.result_by_;
    waits_longer_ = former.waits_longer_;
    if (former.good_)
        good_ = former.good_;
}

std::optional<Check::Memory> Check::memory() const {
    if (!good_ || !record_.last)
        return {};
    return Memory{*good_, *record_.last};
}

void Check::remember(const Memory& former) {
    good_ = former.good;
    record_.last = former.last;
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
