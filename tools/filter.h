// SPDX-License-Identifier: GPL-2.0-or-later
// The virtual routers that somebody wants to see, of all that a reply has. Pure.
#pragma once

#include "tools/reply.h"

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// An empty text matches all. The state is compared without regard to case.
struct Filter {
    std::string name{};
    std::string interface {};
    std::string state{};

    bool is_empty() const { return name.empty() && interface.empty() && state.empty(); }
};

// Returns the same document with only the instances that match. A name that does not exist is an error.
Reply filtered(nlohmann::json document, const Filter& filter);

} // namespace xvrrp::tools
