// SPDX-License-Identifier: GPL-2.0-or-later
// When the runner is asked whether it still runs, and when it has been silent for too long. Pure.
//
// Anything that the runner says shows that it runs. Only after some silence it is asked for a sign of life.
#pragma once

#include "core/types.h"

#include <cstdint>

namespace xvrrp::daemon {

class SignOfLife {
public:
    enum class Due : std::uint8_t {
        Nothing,
        Question, // the runner is to be asked now
        Silence,  // the answer did not come
    };

    // A sign of life is expected from here on, if none was expected before.
    void begin(core::TimePoint now) {
        if (at_ == core::kNever)
            heard(now);
    }

    void heard(core::TimePoint now) { step(Step::Listen, now + kPause); }

    // Nothing is expected any more.
    void rest() { step(Step::Listen, core::kNever); }

    // Whoever looks may be late, and so may the whole host. So the answer has a moment more from the first look on.
    Due due(core::TimePoint now) {
        if (now < at_)
            return Due::Nothing;
        switch (step_) {
        case Step::Listen:
            step(Step::Wait, now + kPatience);
            return Due::Question;
        case Step::Wait:
            step(Step::WaitLonger, now + kMoment);
            return Due::Nothing;
        case Step::WaitLonger:
            rest();
            return Due::Silence;
        }
        return Due::Nothing;
    }

    core::TimePoint deadline() const { return at_; }

private:
    enum class Step : std::uint8_t { Listen, Wait, WaitLonger };

    static constexpr core::Duration kPause = std::chrono::seconds(5);
    // The runner has ordinary priority, and may have many scripts to start on a busy host.
    static constexpr core::Duration kPatience = std::chrono::seconds(5);
    static constexpr core::Duration kMoment = std::chrono::seconds(1);

    void step(Step next, core::TimePoint at) {
        step_ = next;
        at_ = at;
    }

    Step step_ = Step::Listen;
    core::TimePoint at_ = core::kNever;
};

} // namespace xvrrp::daemon
