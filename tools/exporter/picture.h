// SPDX-License-Identifier: GPL-2.0-or-later
// The last day of the virtual routers that changed their state, as SVG within a page. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::exporter {

std::string picture(const nlohmann::json& events, double now);

} // namespace xvrrp::exporter
