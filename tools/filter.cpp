// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/filter.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

bool are_equal_but_for_case(const std::string& one, const std::string& other) {
    return std::ranges::equal(
        one, other, {}, [](unsigned char c) { return std::tolower(c); },
        [](unsigned char c) { return std::tolower(c); });
}

} // namespace

Reply filtered(json document, const Filter& filter) {
    if (!filter.name.empty()) {
        auto one = only(std::move(document), filter.name);
        if (!one.error.empty())
            return one;
        document = std::move(one.document);
    }
    json kept = json::array();
    for (const json& instance : document.value("instances", json::array())) {
        const bool is_there = filter.interface.empty() || text_in(instance, "interface") == filter.interface;
        const bool is_so =
            filter.state.empty() || are_equal_but_for_case(text_in(instance, "state"), filter.state);
        if (is_there && is_so)
            kept.push_back(instance);
    }
    document["instances"] = std::move(kept);
    return {std::move(document), {}};
}

} // namespace xvrrp::tools
