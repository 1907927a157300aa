// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace xvrrp::config {

Parsed parse_text(const std::string& text) {
    return parse({{"test.conf", text}});
}

Findings findings(const Diagnostics& diagnostics) {
    Findings lines;
    for (const Diagnostic& found : diagnostics)
        lines.push_back(fmt::format("{} {}:{} {}", name(found.severity), found.where.line, found.where.column,
                                    found.message));
    return lines;
}

Findings findings(const std::string& text) {
    return findings(parse_text(text).diagnostics);
}

std::string instance(const std::string& statements) {
    return "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.9 }\n" +
           statements + "\n}\n";
}

std::string global_defs(const std::string& statements) {
    return "global_defs {\n" + statements + "\n}\n";
}

core::VirtualRouterConfig only_router(const std::string& text) {
    const Parsed parsed = parse_text(text);
    EXPECT_TRUE(parsed.usable()) << text;
    EXPECT_EQ(parsed.config.routers.size(), 1U);
    return parsed.config.routers.size() == 1 ? parsed.config.routers.front() : core::VirtualRouterConfig{};
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace xvrrp::config
