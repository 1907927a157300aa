// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/netlink.h"

#include "kernel/netlink_message.h"
#include "kernel/os_error.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <linux/rtnetlink.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

namespace xvrrp::kernel {

namespace {

constexpr int kReceiveBuffer = 8 << 20; // about 20000 changes of addresses
constexpr int kSendBuffer = 128 << 10;
constexpr std::size_t kDatagram = 64 << 10;
constexpr std::size_t kRefusalCost = 2048; // more than the kernel charges a receive buffer for one refusal
constexpr int kDumpAttempts = 16;
constexpr int kReadsPerCall = 1024;

struct FreeSocket {
    void operator()(nl_sock* socket) const { nl_socket_free(socket); }
};

// A socket, and what was read from it last.
struct Channel {
    std::unique_ptr<nl_sock, FreeSocket> socket;
    core::Bytes buffer = core::Bytes(kDatagram);

    int fd() const { return nl_socket_get_fd(socket.get()); }
};

void set_option(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
}

Result<Channel> open_channel() {
    Channel channel;
    channel.socket.reset(nl_socket_alloc());
    if (!channel.socket)
        return failure(os_error("open a netlink socket", ENOMEM));
    if (const int error = nl_connect(channel.socket.get(), NETLINK_ROUTE); error < 0)
        return failure(Error{"open a netlink socket", nl_geterror(error), {}, 0});
    const int fd = channel.fd();
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer) < 0)
        set_option(fd, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
    set_option(fd, SOL_SOCKET, SO_SNDBUF, kSendBuffer);
    set_option(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
    set_option(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
    return channel;
}

enum class Read { Datagram, Nothing, Lost };

// One datagram, message by message, without waiting for it.
template <class Take>
Result<Read> read_datagram(Channel& channel, const Take& take) {
    core::Bytes& buffer = channel.buffer;
    sockaddr_nl sender{};
    socklen_t sender_length = sizeof sender;
    const ssize_t length = recvfrom(channel.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC,
                                    reinterpret_cast<sockaddr*>(&sender), &sender_length);
    if (length < 0 && errno == EAGAIN)
        return Read::Nothing;
    if (length < 0 && errno == ENOBUFS)
        return Read::Lost;
    if (length < 0)
        return failure(os_error("read from netlink"));
    if (static_cast<std::size_t>(length) > buffer.size())
        return Read::Lost;
    if (sender.nl_pid != 0)
        return Read::Datagram; // not from the kernel
    int left = static_cast<int>(length);
    for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); nlmsg_ok(message, left) != 0;
         message = nlmsg_next(message, &left))
        take(*message);
    return Read::Datagram;
}

Result<> send_requests(const Channel& channel, const core::Bytes& requests, const std::string& doing) {
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    while (sendto(channel.fd(), requests.data(), requests.size(), 0,
                  reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) < 0)
        if (errno != EINTR)
            return failure(os_error(doing));
    return {};
}

// How many requests may all be refused without a refusal getting lost.
std::size_t refusals_that_fit(const Channel& channel) {
    int bytes = 0;
    socklen_t length = sizeof bytes;
    getsockopt(channel.fd(), SOL_SOCKET, SO_RCVBUF, &bytes, &length);
    return std::max<std::size_t>(1, static_cast<std::size_t>(bytes) / kRefusalCost);
}

// The wanted result is there already. Without the interface, its addresses are gone too.
bool is_met(core::AddressOperation::Kind kind, int code) {
    if (kind == core::AddressOperation::Kind::Add)
        return code == EEXIST;
    return code == EADDRNOTAVAIL || code == ENODEV || code == ENXIO;
}

OperationError refused(const core::AddressOperation& operation, const Refusal& refusal) {
    const bool add = operation.kind == core::AddressOperation::Kind::Add;
    Error error =
        os_error((add ? "add " : "remove ") + operation.target.address.text() + (add ? " to" : " from") +
                     " interface index " + std::to_string(operation.target.ifindex),
                 refusal.code, refusal.code == EPERM ? "needs CAP_NET_ADMIN" : refusal.reason);
    return OperationError{operation, std::move(error)};
}

} // namespace

struct Netlink::State {
    Channel monitor;
    Channel request;
    std::uint32_t sequence = 0;

    Result<bool> dump_once(std::uint16_t type, const std::function<void(nlmsghdr&)>& take);
    Result<> dump_all(std::vector<LinkEvent>& links, std::vector<AddressEvent>& addresses);
    Result<> discard_changes();
    void apply_chunk(std::span<const core::AddressOperation> chunk, const core::Bytes& requests,
                     std::vector<OperationError>& errors);
};

// False: the kernel's table changed in between, and the dump may have holes.
Result<bool> Netlink::State::dump_once(std::uint16_t type, const std::function<void(nlmsghdr&)>& take) {
    const std::string doing = type == RTM_GETLINK ? "list the links" : "list the addresses";
    core::Bytes question;
    append_dump_request(question, type, ++sequence);
    if (auto sent = send_requests(request, question, doing); !sent)
        return failure(sent.error());

    bool done = false;
    bool consistent = true;
    std::optional<Refusal> refusal;
    while (!done) {
        const auto read = read_datagram(request, [&](nlmsghdr& message) {
            if (message.nlmsg_seq != sequence)
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
        // A dump goes on as far as it is read, so there is always a next part until the end.
        if (*read != Read::Datagram)
            return failure(os_error(doing, *read == Read::Lost ? ENOBUFS : ENODATA));
    }
    if (refusal)
        return failure(os_error(doing, refusal->code));
    return consistent;
}

Result<> Netlink::State::dump_all(std::vector<LinkEvent>& links, std::vector<AddressEvent>& addresses) {
    for (int attempt = 0; attempt < kDumpAttempts; ++attempt) {
        links.clear();
        addresses.clear();
        const auto all_links = dump_once(RTM_GETLINK, [&](nlmsghdr& message) {
            if (auto event = read_link(message))
                links.push_back(std::move(*event));
        });
        if (!all_links)
            return failure(all_links.error());
        const auto all_addresses = dump_once(RTM_GETADDR, [&](nlmsghdr& message) {
            if (auto event = read_address(message))
                addresses.push_back(*event);
        });
        if (!all_addresses)
            return failure(all_addresses.error());
        if (*all_links && *all_addresses)
            return {};
    }
    return failure(os_error("list links and addresses while they keep changing", EAGAIN));
}

// What is older than a dump must not be told after it.
Result<> Netlink::State::discard_changes() {
    for (;;) {
        const auto read = read_datagram(monitor, [](nlmsghdr&) {});
        if (!read)
            return failure(read.error());
        if (*read == Read::Nothing)
            return {};
    }
}

// rtnetlink works through a datagram within sendmsg, so every refusal is there when it returns.
void Netlink::State::apply_chunk(std::span<const core::AddressOperation> chunk, const core::Bytes& requests,
                                 std::vector<OperationError>& errors) {
    const std::uint32_t first = sequence + 1;
    sequence += static_cast<std::uint32_t>(chunk.size());
    const auto outcome_unknown = [&](const Error& error) {
        for (const auto& operation : chunk)
            errors.push_back({operation, error});
    };
    if (auto sent = send_requests(request, requests, "change addresses"); !sent)
        return outcome_unknown(sent.error());
    for (;;) {
        const auto read = read_datagram(request, [&](nlmsghdr& message) {
            const auto refusal = read_refusal(message);
            const std::size_t index = refusal ? refusal->sequence - first : chunk.size();
            if (index < chunk.size() && !is_met(chunk[index].kind, refusal->code))
                errors.push_back(refused(chunk[index], *refusal));
        });
        if (!read)
            return outcome_unknown(read.error());
        if (*read == Read::Lost)
            return outcome_unknown(os_error("learn which changes of addresses were refused", ENOBUFS));
        if (*read == Read::Nothing)
            return;
    }
}

Result<Netlink> Netlink::open() {
    auto monitor = open_channel();
    auto request = open_channel();
    if (!monitor || !request)
        return failure(monitor ? request.error() : monitor.error());
    if (const int error = nl_socket_add_memberships(monitor->socket.get(), RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR,
                                                    RTNLGRP_IPV6_IFADDR, RTNLGRP_NONE);
        error < 0)
        return failure(Error{"subscribe to changes of links and addresses", nl_geterror(error), {}, 0});
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
    if (auto discarded = state_->discard_changes(); !discarded)
        return discarded;
    std::vector<LinkEvent> links;
    std::vector<AddressEvent> addresses;
    if (auto dumped = state_->dump_all(links, addresses); !dumped)
        return dumped;
    for (const auto& event : links)
        sink.link(event);
    for (const auto& event : addresses)
        sink.address(event);
    return {};
}

int Netlink::monitor_fd() const {
    return state_->monitor.fd();
}

Result<> Netlink::read_monitor(const NetlinkSink& sink) {
    for (int reads = 0; reads < kReadsPerCall; ++reads) {
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
        if (*read == Read::Lost) {
            sink.resync();
            return dump(sink);
        }
    }
    return {};
}

std::vector<OperationError> Netlink::apply(std::span<const core::AddressOperation> operations) {
    constexpr std::size_t kLongestRequest = 128;
    const std::size_t most = refusals_that_fit(state_->request);
    std::vector<OperationError> errors;
    core::Bytes requests;
    while (!operations.empty()) {
        requests.clear();
        std::size_t count = 0;
        while (count < operations.size() && count < most && requests.size() + kLongestRequest <= kDatagram) {
            const auto sequence = state_->sequence + 1 + static_cast<std::uint32_t>(count);
            append_address_request(requests, sequence, operations[count++]);
        }
        state_->apply_chunk(operations.first(count), requests, errors);
        operations = operations.subspan(count);
    }
    return errors;
}

} // namespace xvrrp::kernel
