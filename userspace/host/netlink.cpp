// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/netlink.h"

#include "host/netlink_channel.h"
#include "host/netlink_message.h"
#include "os/os_error.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <linux/rtnetlink.h>
#include <netlink/msg.h>

namespace xvrrp::host {

namespace {

constexpr int kDumpAttempts = 16;
constexpr int kMostDiscarded = 2048;
constexpr auto kDumpRetry = std::chrono::milliseconds(100);

// The wanted state was there before. An interface that is gone has taken its addresses with it.
bool is_met(core::AddressOperation::Kind kind, int code) {
    if (kind == core::AddressOperation::Kind::Add)
        return code == EEXIST;
    return code == EADDRNOTAVAIL || code == ENODEV || code == ENXIO;
}

OperationError refused(const core::AddressOperation& operation, const Refusal& refusal) {
    const bool add = operation.kind == core::AddressOperation::Kind::Add;
    Error error =
        os::os_error((add ? "add " : "remove ") + operation.target.address.text() + (add ? " to" : " from") +
                         " interface index " + std::to_string(operation.target.interface.index),
                     refusal.code, refusal.code == EPERM ? "needs CAP_NET_ADMIN" : refusal.reason);
    return OperationError{operation, std::move(error)};
}

Error keeps_changing() {
    return os::os_error("list links and addresses while they keep changing", EAGAIN);
}

} // namespace

struct Netlink::State {
    Channel monitor;
    Channel request;
    // Messages were lost and no good dump has followed yet, so another one is due then.
    core::TimePoint dump_at = core::kNever;
    int attempts = 0; // to make a good one

    Result<bool> dump_once(std::uint16_t type, const std::function<void(nlmsghdr&)>& take);
    Result<std::optional<NetworkPicture>> dump_all();
    Result<bool> discard_changes();
};

// Returns false if the kernel's table changed meanwhile: such a dump may have holes.
Result<bool> Netlink::State::dump_once(std::uint16_t type, const std::function<void(nlmsghdr&)>& take) {
    const std::string doing = type == RTM_GETLINK ? "list the links" : "list the addresses";
    core::Bytes question;
    append_dump_request(question, type, ++request.sequence);
    if (auto sent = send_requests(request, question, doing); !sent)
        return failure(sent.error());

    bool done = false;
    bool consistent = true;
    std::optional<Refusal> refusal;
    while (!done) {
        const auto read = read_datagram(request, [&](nlmsghdr& message) {
            if (message.nlmsg_seq != request.sequence)
                return;
            consistent = consistent && (message.nlmsg_flags & NLM_F_DUMP_INTR) == 0;
            done = done || message.nlmsg_type == NLMSG_DONE || message.nlmsg_type == NLMSG_ERROR;
            if (done)
                refusal = read_refusal(message);
            else
                take(message);
        });
        if (!read)
            return failure(read.error());
        // The kernel continues a dump only while it is read, so a next part comes until the end.
        if (*read != Read::Datagram)
            return failure(os::os_error(doing, *read == Read::Lost ? ENOBUFS : ENODATA));
    }
    if (refusal)
        return failure(os::os_error(doing, refusal->code));
    return consistent;
}

// Returns nothing if older messages are left, or if the table changed meanwhile.
Result<std::optional<NetworkPicture>> Netlink::State::dump_all() {
    const auto is_empty = discard_changes();
    if (!is_empty)
        return failure(is_empty.error());
    if (!*is_empty)
        return std::nullopt;
    NetworkPicture picture;
    const auto all_links = dump_once(RTM_GETLINK, [&](nlmsghdr& message) {
        if (auto event = read_link(message))
            picture.links.push_back(std::move(*event));
    });
    if (!all_links)
        return failure(all_links.error());
    const auto all_addresses = dump_once(RTM_GETADDR, [&](nlmsghdr& message) {
        if (auto event = read_address(message))
            picture.addresses.push_back(*event);
    });
    if (!all_addresses)
        return failure(all_addresses.error());
    if (!*all_links || !*all_addresses)
        return std::nullopt;
    return picture;
}

// Messages that are older than a dump are read and not reported. Returns false if there are more of them.
Result<bool> Netlink::State::discard_changes() {
    for (int reads = 0; reads < kMostDiscarded; ++reads) {
        const auto read = read_datagram(monitor, [](nlmsghdr&) {});
        if (!read)
            return failure(read.error());
        if (*read == Read::Nothing)
            return true;
    }
    return false;
}

Result<Netlink> Netlink::open() {
    auto monitor = open_channel();
    auto request = open_channel();
    if (!monitor || !request)
        return failure(monitor ? request.error() : monitor.error());
    if (auto done = subscribe(*monitor, {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR},
                              "subscribe to changes of links and addresses");
        !done)
        return failure(done.error());
    auto state = std::make_unique<State>();
    state->monitor = std::move(*monitor);
    state->request = std::move(*request);
    return Netlink(std::move(state));
}

Netlink::Netlink(std::unique_ptr<State> state) : state_(std::move(state)) {}

Netlink::Netlink(Netlink&& other) noexcept = default;
Netlink& Netlink::operator=(Netlink&& other) noexcept = default;
Netlink::~Netlink() = default;

Result<> Netlink::dump(const NetlinkSink& sink) {
    for (int attempt = 0; attempt < kDumpAttempts; ++attempt) {
        const auto picture = state_->dump_all();
        if (!picture)
            return failure(picture.error());
        if (!*picture)
            continue;
        for (const auto& event : (*picture)->links)
            sink.link(event);
        for (const auto& event : (*picture)->addresses)
            sink.address(event);
        return {};
    }
    return failure(keeps_changing());
}

core::TimePoint Netlink::deadline() const {
    return state_->dump_at;
}

int Netlink::monitor_fd() const {
    return state_->monitor.fd();
}

Result<> Netlink::read_monitor(const NetlinkSink& sink, core::TimePoint now, int most) {
    if (now < state_->dump_at && state_->dump_at != core::kNever) {
        const auto discarded = state_->discard_changes();
        if (!discarded)
            return failure(discarded.error());
        return {};
    }
    if (state_->dump_at != core::kNever)
        return resync(sink, now);
    for (int reads = 0; reads < most; ++reads) {
        const auto read = read_datagram(state_->monitor, [&](nlmsghdr& message) {
            if (const auto link = read_link(message))
                sink.link(*link);
            else if (const auto address = read_address(message))
                sink.address(*address);
        });
        if (!read)
            return failure(read.error());
        if (*read == Read::Nothing)
            return {};
        if (*read == Read::Lost)
            return resync(sink, now);
    }
    return {};
}

// One attempt is enough for a turn of the loop, because it may take some milliseconds.
Result<> Netlink::resync(const NetlinkSink& sink, core::TimePoint now) {
    state_->dump_at = now + kDumpRetry;
    const auto picture = state_->dump_all();
    if (!picture)
        return failure(picture.error());
    if (!*picture) {
        if (++state_->attempts % kDumpAttempts == 0)
            return failure(keeps_changing());
        return {};
    }
    state_->dump_at = core::kNever;
    state_->attempts = 0;
    sink.resync(**picture);
    return {};
}

std::vector<OperationError> Netlink::apply(std::span<const core::AddressOperation> operations) {
    constexpr std::size_t kLongestRequest = 128;
    std::vector<OperationError> errors;
    send_batch(state_->request, {.what = "addresses",
                                 .count = operations.size(),
                                 .longest = kLongestRequest,
                                 .append =
                                     [&](core::Bytes& out, std::uint32_t sequence, std::size_t index) {
                                         append_address_request(out, sequence, operations[index]);
                                     },
                                 .refused =
                                     [&](std::size_t index, const Refusal& refusal) {
                                         if (!is_met(operations[index].kind, refusal.code))
                                             errors.push_back(refused(operations[index], refusal));
                                     },
                                 .unknown =
                                     [&](std::size_t index, const Error& error) {
                                         errors.push_back({operations[index], error});
                                     }});
    return errors;
}

} // namespace xvrrp::host
