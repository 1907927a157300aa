// SPDX-License-Identifier: GPL-2.0-or-later
// A reply of the daemon, read and judged (include/xvrrp/control.h). Pure.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

struct Reply {
    nlohmann::json document; // an object
    std::string error;       // a sentence, or empty if the daemon did as asked
};

Reply read_reply(std::string_view bytes);

// Returns the text without the control characters, which must not reach a terminal.
std::string printable(std::string text);

// Returns the same document with only the virtual router of this name.
Reply only(nlohmann::json document, const std::string& name);

} // namespace xvrrp::tools
