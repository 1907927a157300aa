// SPDX-License-Identifier: GPL-2.0-or-later
// One rtnetlink socket of this network namespace: what comes in message by message, requests out in batches.
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

// A socket, and what was read from it last.
struct Channel {
    std::unique_ptr<nl_sock, FreeSocket> socket;
    core::Bytes buffer;
    std::uint32_t sequence = 0; // of the last request

    int fd() const;
    std::uint32_t port() const; // by which the kernel tells whose request changed something
};

Result<Channel> open_channel();
// groups: RTNLGRP_*. doing: "subscribe to changes of links".
Result<> subscribe(const Channel& channel, std::initializer_list<int> groups, const std::string& doing);

enum class Read { Datagram, Nothing, Lost };

// One datagram, message by message, without waiting for it.
Result<Read> read_datagram(Channel& channel, const std::function<void(nlmsghdr&)>& take);
Result<> send_requests(const Channel& channel, const core::Bytes& requests, const std::string& doing);

// Requests that are answered only where they are refused.
struct Batch {
    std::string what; // "addresses"
    std::size_t count = 0;
    std::size_t longest = 0; // in bytes, of one request
    std::function<void(core::Bytes& out, std::uint32_t sequence, std::size_t index)> append;
    std::function<void(std::size_t index, const Refusal& refusal)> refused;
    std::function<void(std::size_t index, const Error& error)> unknown; // whether it was done
};

// As many at once as one datagram holds; the kernel has worked through them when this returns.
void send_batch(Channel& channel, const Batch& batch);

} // namespace xvrrp::host
