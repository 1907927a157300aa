// SPDX-License-Identifier: GPL-2.0-or-later
// The variables that are always defined: ${_PWD} ${_INSTANCE} ${_HASH} ${_BANG} ${_ENV NAME} ${_RANDOM [MIN [MAX]]}.
#pragma once

#include "config/text/surroundings.h"

#include <random>
#include <string_view>

namespace xvrrp::config {

class Predefined {
public:
    explicit Predefined(const Surroundings& around) : around_(around), random_(around.seed) {}

    // call: what stands between { and }, from its name on; file: the one that is being read. Nothing where there is no such variable.
    std::optional<std::string> value(std::string_view call, std::string_view file);

private:
    using Words = std::vector<std::string_view>;
    std::optional<std::string> random(const Words& range);
    std::string directory_of(std::string_view file) const;

    const Surroundings& around_;
    std::mt19937 random_;
};

} // namespace xvrrp::config
