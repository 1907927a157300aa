// SPDX-License-Identifier: GPL-2.0-or-later
// When all processes have to be looked at, besides the kernel's news of single ones. Pure.
#pragma once

#include "core/types.h"
#include "runner/process_events.h"

namespace xvrrp::runner {

class Looks {
public:
    // Something new is looked for.
    void ask() { at_ = {}; }

    // The kernel that has lost news leaves out all others until the last one is read. What is looked at before that
    // may end unnoticed.
    void take(const ProcessEvents::News& news) {
        confirmed_ = (confirmed_ || news.confirmed) && !news.dead;
        lost_ = lost_ || news.lost;
        if (news.dead || (lost_ && news.drained)) {
            lost_ = false;
            at_ = {};
        }
    }

    void done(core::TimePoint now) { at_ = now + (confirmed_ ? kInAnyCase : kWithoutNews); }

    // The kernel tells of every process.
    bool confirmed() const { return confirmed_; }

    core::TimePoint deadline() const { return at_; }

private:
    static constexpr core::Duration kWithoutNews = std::chrono::seconds(1);
    static constexpr core::Duration kInAnyCase = std::chrono::minutes(1);

    bool confirmed_ = false;
    bool lost_ = false;
    core::TimePoint at_{};
};

} // namespace xvrrp::runner
