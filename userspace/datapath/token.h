// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel side that stands in: the program at which the token arrives, and the leases that it looks at.
#pragma once

#include "core/bytes.h"
#include "core/types.h"
#include "datapath/leases.h"
#include "datapath/stand_in_program.h"

#include <cstdint>
#include <string>

namespace xvrrp::datapath {

class Token {
public:
    // It shares leases, gates and frames with the programs that receive.
    static Result<Token> open(const rx& receiving);

    // Puts the program where the token arrives, and returns the token that may circle from here on, through `out`. Any
    // other one dies.
    Result<core::Bytes> circulate(core::InterfaceIndex in, const std::string& in_name,
                                  core::InterfaceIndex out);

    vrrp_turns turns() const { return turns_[0]; }

    core::TimePoint last_turn() const;

    Leases& leases() { return leases_; }

    const Leases& leases() const { return leases_; }

private:
    Token(StandInProgram program, Leases leases, MappedArray<vrrp_turns> turns)
        : program_(std::move(program)), leases_(std::move(leases)), turns_(std::move(turns)) {}

    StandInProgram program_;
    Leases leases_;
    MappedArray<vrrp_turns> turns_;
};

} // namespace xvrrp::datapath
