// SPDX-License-Identifier: GPL-2.0-or-later
// A queue that holds each subject at most once.
#pragma once

#include <deque>
#include <set>
#include <utility>

namespace xvrrp::core {

template <class Subject>
class Once {
public:
    void push(const Subject& subject) {
        if (queued_.insert(subject).second)
            order_.push_back(subject);
    }

    // The queue must not be empty.
    Subject pop() {
        auto subject = std::move(order_.front());
        order_.pop_front();
        queued_.erase(subject);
        return subject;
    }

    bool empty() const { return order_.empty(); }

private:
    std::deque<Subject> order_;
    std::set<Subject> queued_;
};

} // namespace xvrrp::core
