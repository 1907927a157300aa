// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's way to write addresses, scripts and times in its dumps.
#pragma once

#include "core/net/virtual_address.h"
#include "core/script.h"
#include "core/vrrp/sequence.h"
#include "core/vrrp/virtual_router_config.h"
#include "daemon/dumps/view.h"

#include <string>
#include <string_view>
#include <utility>

#include <spdlog/fmt/fmt.h>

namespace xvrrp::daemon {

// In place of a password.
inline constexpr std::string_view kHidden = "********";

template <class... Args>
void add_line(std::string& text, std::size_t indent, fmt::format_string<Args...> format, Args&&... args) {
    text.append(indent, ' ');
    fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
    text += '\n';
}

// "10.0.0.100/24 dev vrrp.51@eth0 scope global set". It is set if the interface has it and we want it there. For a static
// address the router is one without anything.
std::string address_words(const DumpView& view, const core::VirtualAddress& address,
                          const core::VirtualRouterConfig& router, bool is_wanted);
// "'/usr/bin/true' 'a b'"
std::string script_words(const core::Script& script);
// "1796055061.985577 (Mon Nov 30 16:11:01.985577 2026)", by the local clock
std::string time_words(core::WallTime when);
std::int64_t in_whole_seconds(core::Duration duration);
double in_seconds(core::Duration duration);

inline std::string_view yes_or_no(bool is) {
    return is ? "yes" : "no";
}

inline std::string_view enabled_or_not(bool is) {
    return is ? "enabled" : "disabled";
}

} // namespace xvrrp::daemon
