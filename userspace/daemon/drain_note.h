// SPDX-License-Identifier: GPL-2.0-or-later
// The file in which this daemon notes who is drained, for the daemon that comes after a crash or a hand-over.
#pragma once

#include "core/result.h"
#include "core/vrrp/vrrp_router.h"

#include <cstdint>
#include <string>

namespace xvrrp::daemon {

class DrainNote {
public:
    explicit DrainNote(std::string file) : file_(std::move(file)) {}

    // What the predecessor noted, for VrrpRouter. Nobody is drained without a note.
    core::Away read();

    // Writes down who is drained now, if that has changed. When it cannot be written, there is no note.
    Result<> follow(const core::VrrpRouter& router, core::TimePoint now);
    void remove() const;

private:
    std::string file_;
    core::Away noted_;
    std::uint64_t revision_ = 0; // of noted_
    core::TimePoint next_{};     // the file is not written before
};

} // namespace xvrrp::daemon
