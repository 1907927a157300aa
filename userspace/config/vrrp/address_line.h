// SPDX-License-Identifier: GPL-2.0-or-later
// An address line as it is written, and what its words mean where they are not written.
#pragma once

#include "core/net/virtual_address.h"

#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::config {

// Parses back to the same.
std::string address_line(const core::VirtualAddress& address);

// "link", or a number in 0..255.
std::optional<std::uint8_t> scope_of(std::string_view text);

std::string scope_text(std::uint8_t number);

// keepalived's: a single IPv6 address is no source of what this host sends, unless somebody says so.
std::optional<std::uint32_t> default_lifetime(const core::VirtualAddress& address);

} // namespace xvrrp::config
