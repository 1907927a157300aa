// SPDX-License-Identifier: GPL-2.0-or-later
// A value that changes, and the changes that the daemon has not read yet.
#pragma once

#include <utility>
#include <vector>

namespace xvrrp::sim {

template <class T>
class Followed {
public:
    explicit Followed(T now) : now_(now) {}

    void set(T next) {
        if (next != now_)
            news_.push_back(now_ = next);
    }

    T now() const { return now_; }

    std::vector<T> take_news() { return std::exchange(news_, {}); }

private:
    T now_;
    std::vector<T> news_;
};

} // namespace xvrrp::sim
