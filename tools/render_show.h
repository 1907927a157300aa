// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that is known of one virtual router, as a page for people. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// An instance of the status document, the one of the reply to why, and the events, of which the last ones of this virtual
// router are shown.
struct Known {
    nlohmann::json instance;
    nlohmann::json why;
    nlohmann::json events;
};

std::string render_show(const Known& known);

} // namespace xvrrp::tools
