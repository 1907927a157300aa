// SPDX-License-Identifier: GPL-2.0-or-later
// What several rows of the keyword table take as their parameter.
#pragma once

#include "config/grammar/keywords.h"

namespace xvrrp::config {

constexpr Parameter kNone{};
constexpr Parameter kSwitch{"on | off", 0, 0, 0, true};

constexpr Parameter text(std::string_view syntax) {
    return {syntax};
}

// Judged by nobody but keepalived.
constexpr Parameter words(std::string_view syntax) {
    return {syntax, 0, 0, 0, false, true};
}

constexpr Parameter optional_words(std::string_view syntax) {
    return {syntax, 0, 0, 0, true, true};
}

} // namespace xvrrp::config
