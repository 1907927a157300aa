// SPDX-License-Identifier: GPL-2.0-or-later
// @ID and @^ID in front of a line: it is there only where the config-id is ID, or where it is another one.
#pragma once

#include "config/text/written.h"

namespace xvrrp::config {

struct Condition {
    std::string_view id; // of the line
    bool unless = false;
    std::size_t size = 0; // of all of it, @ included

    bool holds(std::string_view config_id) const { return (id == config_id) != unless; }
};

bool is_conditional(const Written& line);

Condition read_condition(const Written& line, Diagnostics& out);

} // namespace xvrrp::config
