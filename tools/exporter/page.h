// SPDX-License-Identifier: GPL-2.0-or-later
// The page for people: the virtual routers, and the last day as a picture. HTML without a script. Pure.
//
// It takes any JSON, and everything that comes from it is escaped.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::exporter {

// now: in seconds since 1970. trouble: why there is no status, or empty.
std::string page(const nlohmann::json& status, const nlohmann::json& events, const std::string& trouble,
                 double now);

std::string escaped(const std::string& text); // for HTML, in attributes too

} // namespace xvrrp::exporter
