// SPDX-License-Identifier: GPL-2.0-or-later
// Looks once a second for the neighbours of the unicast peers to which the kernel may have to send in our place.
//
// The kernel would also report every change of a neighbour, and on a router with a hundred thousand of them that is a
// flood in which ours would drown. So only ours are looked up, one by one, and as the kernel may hold its lock of the
// network for long, that is done beside the loop. The loop compares the answers, some in a turn.
#pragma once

#include "core/vrrp/io.h"
#include "daemon/aside.h"
#include "host/next_hops.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace xvrrp::daemon {

class Neighbours {
public:
    // on_answers is called on the loop when answers have come; look() hands them out.
    Neighbours(os::EventLoop& loop, std::function<void()> on_answers);

    void ask(const core::Resolve& output, core::TimePoint now);
    // Begins to look if it is time, and returns what is new among the next answers.
    std::vector<core::NeighboursObserved> look(core::TimePoint now);

    core::TimePoint deadline() const;

private:
    struct Question {
        std::shared_ptr<const core::Destinations> destinations; // shared with the thread
        std::optional<std::vector<core::Neighbour>> answer{};   // as it was told
    };

    struct Answer {
        core::RouterId router{};
        std::shared_ptr<const core::Destinations> to;
        std::vector<core::Neighbour> neighbours;
    };

    struct Round;

    void begin(core::TimePoint now);
    void end(const Round& round);
    std::optional<core::NeighboursObserved> compare(Answer answer);

    os::EventLoop& loop_;
    std::function<void()> on_answers_;
    std::map<core::RouterId, Question> questions_;
    std::deque<Answer> answers_;
    core::TimePoint look_at_ = core::kNever;
    bool is_looking_ = false;
    std::unique_ptr<host::NextHops> next_hops_; // the thread's as long as it looks
    std::unique_ptr<Aside> aside_;              // its thread ends before that
};

} // namespace xvrrp::daemon
