// SPDX-License-Identifier: GPL-2.0-or-later
// The file in which this daemon notes what operators asked for, for the daemon that comes after a crash or a hand-over.
#pragma once

#include "core/result.h"
#include "core/vrrp/vrrp_router.h"

#include <cstdint>
#include <string>

namespace xvrrp::daemon {

class OrderNote {
public:
    explicit OrderNote(std::string file) : file_(std::move(file)) {}

    // What the predecessor noted, for VrrpRouter. Without a note there is no order.
    core::Orders read();

    // Writes down what is in force now, if that has changed. When it cannot be written, there is no note.
    Result<> follow(const core::VrrpRouter& router, core::TimePoint now);
    void remove() const;

private:
    std::string file_;
    core::Orders noted_;
    std::uint64_t revision_ = 0; // of noted_
    core::TimePoint next_{};     // the file is not written before
};

} // namespace xvrrp::daemon
