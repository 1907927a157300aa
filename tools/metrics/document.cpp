// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/metrics/document.h"

#include <cmath>
#include <cstdio>
#include <ctime>

namespace xvrrp::metrics {

const json& at(const json& from, std::span<const char* const> path) {
    static const json nothing;
    const json* found = &from;
    for (const char* key : path) {
        if (key == nullptr)
            break;
        const auto next = found->is_object() ? found->find(key) : found->end();
        if (next == found->end())
            return nothing;
        found = &*next;
    }
    return *found;
}

std::optional<double> number(const json& value) {
    if (value.is_number())
        return value.get<double>();
    return value.is_boolean() ? std::optional(value.get<bool>() ? 1.0 : 0.0) : std::nullopt;
}

std::string text(const json& value) {
    if (value.is_string())
        return value.get<std::string>();
    return value.is_number_integer() ? value.dump() : std::string();
}

// In milliseconds, because the daemon converts the same time anew for each reply, and the last digits differ.
std::optional<double> unix_time(const json& value) {
    std::tm when{};
    double seconds = 0;
    if (!value.is_string() ||
        std::sscanf(value.get_ref<const std::string&>().c_str(), "%4d-%2d-%2dT%2d:%2d:%lfZ", &when.tm_year,
                    &when.tm_mon, &when.tm_mday, &when.tm_hour, &when.tm_min, &seconds) != 6)
        return std::nullopt;
    when.tm_year -= 1900;
    when.tm_mon -= 1;
    return std::round((static_cast<double>(::timegm(&when)) + seconds) * 1000) / 1000;
}

} // namespace xvrrp::metrics
