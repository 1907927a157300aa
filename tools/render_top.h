// SPDX-License-Identifier: GPL-2.0-or-later
// What changed between two status documents, virtual router by virtual router: rates for people who watch. Pure.
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// The largest comes first.
enum class Order { Received, Sent, Dropped, Changes, Late, Gap, Name };

struct TopStyle {
    Order order = Order::Received;
    double seconds = 1;   // between the two documents
    std::size_t rows = 0; // at most; 0: all
};

// Those that only one of the documents has are left out.
nlohmann::json rates(const nlohmann::json& before, const nlohmann::json& after, double seconds);
// Lets the second document remember the largest gaps that were seen so far.
void keep_gaps(const nlohmann::json& before, nlohmann::json& after);

std::string render_top(const nlohmann::json& before, const nlohmann::json& after, TopStyle style);

} // namespace xvrrp::tools
