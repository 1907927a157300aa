// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/routing.h"

#include "host/routing_message.h"
#include "os/os_error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace xvrrp::host {

namespace {

using Kind = core::RoutingOperation::Kind;

constexpr int kReadsPerCall = 1024;

bool is_met(Kind kind, int code) {
    if (kind == Kind::Add)
        return code == EEXIST;
    return code == ESRCH || code == ENOENT || code == ENODEV;
}

// A router that learns thousands of routes must not wake us for each. So this filter lets only removals
// through, and only of routes that are of our kind.
Result<> filter(const Channel& monitor) {
    constexpr auto kType = offsetof(nlmsghdr, nlmsg_type);
    constexpr auto kProtocol = sizeof(nlmsghdr) + offsetof(rtmsg, rtm_protocol);
    auto program = std::to_array<sock_filter>({
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, kType), // reads big-endian
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELRULE), 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 3),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, kProtocol),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, core::kRouteProtocol, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
        BPF_STMT(BPF_RET | BPF_K, 0),
    });
    const sock_fprog attached{static_cast<unsigned short>(program.size()), program.data()};
    if (setsockopt(monitor.fd(), SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof attached) < 0)
        return failure(os::os_error("filter the changes of routes"));
    return {};
}

} // namespace

Result<Routing> Routing::open() {
    auto monitor = open_channel();
    auto request = open_channel();
    if (!monitor || !request)
        return failure(monitor ? request.error() : monitor.error());
    if (auto filtered = filter(*monitor); !filtered)
        return failure(filtered.error());
    if (auto done = subscribe(*monitor,
                              {RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE},
                              "subscribe to changes of routes and rules");
        !done)
        return failure(done.error());
    return Routing(std::move(*monitor), std::move(*request));
}

std::vector<core::FailedRouting> Routing::apply(std::span<const core::RoutingOperation> operations) {
    std::size_t longest = 0;
    for (const auto& each : operations)
        longest = std::max(longest, request_bound(each.target));
    std::vector<core::FailedRouting> errors;
    const auto refuse = [&](std::size_t index, const Refusal& refusal) {
        const auto& operation = operations[index];
        if (is_met(operation.kind, refusal.code))
            return;
        const std::string doing =
            (operation.kind == Kind::Add ? "add the " : "remove the ") + name(operation.target);
        errors.push_back(
            {operation, os::os_error(doing, refusal.code,
                                     refusal.code == EPERM ? "needs CAP_NET_ADMIN" : refusal.reason)});
    };
    send_batch(request_, {.what = "routes and rules",
                          .count = operations.size(),
                          .longest = longest,
                          .append =
                              [&](core::Bytes& out, std::uint32_t sequence, std::size_t index) {
                                  append_routing_request(out, sequence, operations[index]);
                              },
                          .refused = refuse,
                          .unknown =
                              [&](std::size_t index, const Error& error) {
                                  errors.push_back({operations[index], error});
                              }});
    return errors;
}

Result<> Routing::read_monitor(const std::function<void(const core::RoutingGone&)>& gone,
                               const std::function<void()>& lost) {
    for (int reads = 0; reads < kReadsPerCall; ++reads) {
        const auto read = read_datagram(monitor_, [&](nlmsghdr& message) {
            if (message.nlmsg_pid == request_.port())
                return;
            if (const auto told = read_routing_gone(message))
                gone(*told);
        });
        if (!read)
            return failure(read.error());
        if (*read == Read::Nothing)
            return {};
        if (*read == Read::Lost)
            lost();
    }
    return {};
}

} // namespace xvrrp::host
