// SPDX-License-Identifier: GPL-2.0-or-later
// One rtnetlink socket of this network namespace: messages come in one by one, requests go out in batches.
#pragma once

#include "core/bytes.h"
#include "core/result.h"
#include "host/netlink_message.h"

#include <functional>
#include <memory>
#include <string>

struct nl_sock;
struct nlmsghdr;

namespace xvrrp::host {

struct FreeSocket {
    void operator()(nl_sock* socket) const;
};

// A socket, and the datagram that was read from it last.
struct Channel {
    std::unique_ptr<nl_sock, FreeSocket> socket;
    core::Bytes buffer;
    std::uint32_t sequence = 0; // the sequence number of the last request

    int fd() const;
    std::uint32_t port() const; // the kernel names the port whose request changed something
};

Result<Channel> open_channel();
// groups are RTNLGRP_*. doing is for the Error, as in "subscribe to changes of links".
Result<> subscribe(const Channel& channel, std::initializer_list<int> groups, const std::string& doing);

enum class Read { Datagram, Nothing, Lost };

// Reads one datagram without waiting, and calls take for each of its messages.
Result<Read> read_datagram(Channel& channel, const std::function<void(nlmsghdr&)>& take);
Result<> send_requests(const Channel& channel, const core::Bytes& requests, const std::string& doing);

// Requests that the kernel answers only if it refuses them.
struct Batch {
    std::string what; // the name of the things, as in "addresses"
    std::size_t count = 0;
    std::size_t longest = 0; // the most bytes that one request takes
    std::function<void(core::Bytes& out, std::uint32_t sequence, std::size_t index)> append;
    std::function<void(std::size_t index, const Refusal& refusal)> refused;
    std::function<void(std::size_t index, const Error& error)> unknown; // the result is not known
};

// Sends as many requests at once as one datagram holds; the kernel has worked through them when this returns.
void send_batch(Channel& channel, const Batch& batch);

} // namespace xvrrp::host
