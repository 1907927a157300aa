// SPDX-License-Identifier: GPL-2.0-or-later
// One mail, and the server that takes it.
#pragma once

#include "core/types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace xvrrp::core {

inline constexpr std::uint16_t kSmtpPort = 25;

struct Mail {
    std::string server; // a name or an address
    std::uint16_t port = kSmtpPort;
    std::string helo;                            // how we call ourselves
    Duration timeout = std::chrono::seconds(30); // of the connection and of each answer
    std::string sender{};                        // an address alone
    std::vector<std::string> recipients{};       // addresses alone; never empty
    std::string text{};                          // headers and body, with CRLF

    bool operator==(const Mail&) const = default;
};

} // namespace xvrrp::core
