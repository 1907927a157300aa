// SPDX-License-Identifier: GPL-2.0-or-later
// One question to the daemon over its control socket, and the bytes or the lines of its reply.
#pragma once

#include <chrono>
#include <functional>
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

// Takes a line of a reply without its end. Returns false to end the connection.
using TakeLine = std::function<bool(std::string_view line)>;

// Takes the lines of a reply that has no end. timeout bounds the request only. Returns why it ended, or an empty text
// if take ended it.
std::string follow(const std::string& socket_path, std::string_view request,
                   std::chrono::milliseconds timeout, const TakeLine& take);

} // namespace xvrrp::tools
