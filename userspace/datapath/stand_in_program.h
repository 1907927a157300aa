// SPDX-License-Identifier: GPL-2.0-or-later
// The program at which the token arrives. It shares the leases and the gates with the programs that receive.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <memory>

struct rx;
struct stand_in;

namespace xvrrp::datapath {

struct DestroyStandIn {
    void operator()(stand_in* skeleton) const;
};

using StandInProgram = std::unique_ptr<stand_in, DestroyStandIn>;

// There is a frame for each slot, and as many again, because a new advert is written beside the one before.
Result<StandInProgram> load_stand_in(const rx& receiving);

std::uint32_t frames_capacity(const rx& receiving);

} // namespace xvrrp::datapath
