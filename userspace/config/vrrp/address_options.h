// SPDX-License-Identifier: GPL-2.0-or-later
// An address line: its options, and what they make of the address together.
#pragma once

#include "config/grammar/draft.h"

#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::config {

std::uint8_t host_length(core::Family family); // 32, 128
std::uint8_t read_prefix_length(const Token& word, std::string_view length, core::Family family,
                                Draft& draft);

// draft.address once all of its options were read; nothing where it is skipped for one of them.
std::optional<core::VirtualAddress> finish_address(Draft& draft);

// The line parses back to the same address.
std::string address_line(const core::VirtualAddress& address);

// "link", or a number in 0..255.
std::optional<std::uint8_t> scope_of(std::string_view text);
std::string scope_text(std::uint8_t number);

} // namespace xvrrp::config
