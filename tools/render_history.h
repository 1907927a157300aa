// SPDX-License-Identifier: GPL-2.0-or-later
// The replies to "why" and "events" as text for people.
//
// They take any JSON: what is missing or has another type is left out. Control characters never reach the terminal.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

std::string render_why(const nlohmann::json& reply);

// A line for each event: "2026-11-21T16:00:00.123Z (VI_1) BACKUP -> MASTER: no advert from 192.168.1.2 for 3.609 s".
std::string render_events(const nlohmann::json& reply);
std::string render_event(const nlohmann::json& event);

} // namespace xvrrp::tools
