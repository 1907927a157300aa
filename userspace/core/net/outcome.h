// SPDX-License-Identifier: GPL-2.0-or-later
// The outcome of operations on the kernel's network: what failed, and what people have to know.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::core {

template <class Operation>
struct Failed {
    Operation operation;
    Error error;
};

// Lines for people, and the virtual routers that got all their addresses since the last call.
struct NetworkNews {
    std::vector<std::string> warnings{};
    std::vector<std::string> errors{}; // of addresses and routes, so there may be many
    std::vector<std::string> alarms{}; // errors of what virtual routers need all the time
    std::vector<RouterId> placed{};

    // Somebody else removed this thing, which is put back at once or after a pause. Only the first pause is told.
    void removed(const std::string& what, bool at_once, bool backs_off) {
        if (at_once)
            warnings.push_back(what + " was removed by somebody else, putting it back");
        else if (backs_off)
            warnings.push_back(what + " is removed again and again, so it is put back after growing pauses");
    }

    void append(NetworkNews more) {
        std::move(more.warnings.begin(), more.warnings.end(), std::back_inserter(warnings));
        std::move(more.errors.begin(), more.errors.end(), std::back_inserter(errors));
        std::move(more.alarms.begin(), more.alarms.end(), std::back_inserter(alarms));
        placed.insert(placed.end(), more.placed.begin(), more.placed.end());
    }
};

} // namespace xvrrp::core
