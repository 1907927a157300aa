// SPDX-License-Identifier: GPL-2.0-or-later
// A status document in the text format of Prometheus. Pure.
//
// Without a document the text says that there is no daemon, and has no state: nobody who is dead stays MASTER.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::metrics {

enum class Names : std::uint8_t { Own, AndKeepalived };

inline constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

std::string exposition(const std::optional<nlohmann::json>& status, const std::string& version, Names names);

// "vrrp_state gauge 1 for the state ...": one line for each metric that exposition() may have.
std::string list_of_metrics(Names names);

} // namespace xvrrp::metrics
