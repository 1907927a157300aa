// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/printed.h"

#include <array>
#include <cstdio>
#include <utility>

namespace xvrrp::tools {

std::optional<std::string> text_printed_by(const char* command) {
    auto* pipe = ::popen(command, "r");
    if (pipe == nullptr)
        return {};
    std::string text;
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        text.append(buffer.data(), got);
    return ::pclose(pipe) == 0 ? std::optional(std::move(text)) : std::nullopt;
}

std::optional<nlohmann::json> printed_by(const char* command) {
    const auto text = text_printed_by(command);
    auto document = nlohmann::json::parse(text.value_or(""), nullptr, false);
    return document.is_discarded() ? std::nullopt : std::optional(std::move(document));
}

} // namespace xvrrp::tools
