// SPDX-License-Identifier: GPL-2.0-or-later
// Values out of a document of the daemon, which may lack any of them: what is missing or has another type is nothing.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::metrics {

using nlohmann::json;

const json& at(const json& from, std::span<const char* const> path); // null if it is not there

inline const json& at(const json& from, std::initializer_list<const char*> path) {
    return at(from, std::span(path.begin(), path.size()));
}

std::optional<double> number(const json& value); // of a bool: 1 or 0
std::string text(const json& value);
std::optional<double> unix_time(const json& value); // of "2026-11-21T16:00:00.123456Z", in seconds

} // namespace xvrrp::metrics
