// SPDX-License-Identifier: GPL-2.0-or-later
// The program at which the token arrives. It shares the leases and the gates with the programs that receive.
#pragma once

#include "core/result.h"

#include <memory>

struct rx;
struct stand_in;

namespace xvrrp::datapath {

struct DestroyStandIn {
    void operator()(stand_in* skeleton) const;
};

using StandInProgram = std::unique_ptr<stand_in, DestroyStandIn>;

Result<StandInProgram> load_stand_in(const rx& receiving);

} // namespace xvrrp::datapath
