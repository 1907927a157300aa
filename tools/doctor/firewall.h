// SPDX-License-Identifier: GPL-2.0-or-later
// Rules of nftables that would drop adverts. Pure.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

struct DroppingChain {
    std::string name; // "chain inet filter input"
    std::string hook; // "input", "output", ...
    std::string how;  // "its policy is drop, and no rule accepts protocol 112"
};

// Looks at the base chains, rule by rule up to the first verdict on adverts. Rules that also ask for something else than the
// protocol are passed over, and so are jumps.
std::vector<DroppingChain> chains_that_drop_adverts(const nlohmann::json& ruleset);

} // namespace xvrrp::tools
