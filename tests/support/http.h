// SPDX-License-Identifier: GPL-2.0-or-later
// A plain HTTP client in a network namespace.
#pragma once

#include "support/netns.h"

#include <cstdint>
#include <string>

namespace xvrrp::test {

struct HttpReply {
    int status = 0; // 0: nobody answers
    std::string head;
    std::string body;
};

// Asks 127.0.0.1, and reads until the server closes.
HttpReply http_get(const NetNs& netns, std::uint16_t port, const std::string& path);

} // namespace xvrrp::test
