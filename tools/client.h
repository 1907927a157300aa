// SPDX-License-Identifier: GPL-2.0-or-later
// One question to the daemon over its control socket, and the bytes of its reply.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace xvrrp::tools {

// The bytes that the daemon sent until it closed, or the reason why there was no reply.
struct Exchange {
    std::string bytes;
    std::string failure; // empty: the daemon answered
};

// timeout bounds the whole exchange.
Exchange exchange(const std::string& socket_path, std::string_view request,
                  std::chrono::milliseconds timeout);

} // namespace xvrrp::tools
