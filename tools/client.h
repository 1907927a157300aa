// SPDX-License-Identifier: GPL-2.0-or-later
// One question to the daemon over its control socket, and the bytes that come back.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace xvrrp::tools {

// Whatever the daemon said until it closed, or why there is no daemon to say it.
struct Exchange {
    std::string bytes;
    std::string failure; // empty: the daemon answered
};

// timeout bounds the whole exchange.
Exchange exchange(const std::string& socket_path, std::string_view request,
                  std::chrono::milliseconds timeout);

} // namespace xvrrp::tools
