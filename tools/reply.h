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

// A member of an object, or null if there is none.
const nlohmann::json& member(const nlohmann::json& object, const char* key);

// A member that is a text, without its control characters. Otherwise it is empty.
std::string text_in(const nlohmann::json& object, const char* key);

// A member that is a number. Otherwise it is 0.
double number_in(const nlohmann::json& object, const char* key);

// Returns the same document with only the virtual router of this name.
Reply only(nlohmann::json document, const std::string& name);

} // namespace xvrrp::tools
