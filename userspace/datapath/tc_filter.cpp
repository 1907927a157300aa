// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/tc_filter.h"

#include "core/bytes.h"
#include "datapath/bpf_info.h"
#include "datapath/root_programs.h"
#include "datapath/route_attributes.h"
#include "os/os_error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace xvrrp::datapath {

namespace {

// A priority that belongs to another kind of filter is not for us, so the next one is tried.
constexpr std::uint32_t kLastPriority = 8;
constexpr const char* kListing = "list the tc filters";
constexpr std::size_t kMostFilters = 1024; // a bound: if there are more, one of them is in front of ours

constexpr std::array<std::uint16_t, 5> kProtocolsOfAdverts{ETH_P_ALL, ETH_P_IP, ETH_P_IPV6, ETH_P_8021Q,
                                                           ETH_P_8021AD};

bpf_tc_hook hook_of(int ifindex, Side side) {
    auto hook = options<bpf_tc_hook>();
    hook.ifindex = ifindex;
    hook.attach_point = side == Side::In ? BPF_TC_INGRESS : BPF_TC_EGRESS;
    return hook;
}

// Returns nothing for a message that only says that a priority is in use, nor for the chains to which filters
// jump.
std::optional<TcFilter> read_filter(const nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWTFILTER || message.nlmsg_len < NLMSG_LENGTH(sizeof(tcmsg)))
        return {};
    const auto* about = static_cast<const tcmsg*>(NLMSG_DATA(&message));
    const auto found =
        attributes<TCA_MAX + 1>(TCA_RTA(about), message.nlmsg_len - NLMSG_LENGTH(sizeof(tcmsg)));
    if (about->tcm_handle == 0 || number_of(found[TCA_CHAIN]) != 0)
        return {};
    TcFilter filter{.kind = text_of(found[TCA_KIND]),
                    .priority = TC_H_MAJ(about->tcm_info) >> 16U,
                    .handle = about->tcm_handle,
                    .protocol = ntohs(static_cast<std::uint16_t>(TC_H_MIN(about->tcm_info))),
                    .name = {},
                    .program = 0};
    if (filter.kind == "bpf" && found[TCA_OPTIONS]) {
        const auto bpf = nested<TCA_BPF_MAX + 1>(found[TCA_OPTIONS]);
        filter.name = text_of(bpf[TCA_BPF_NAME]);
        filter.program = number_of(bpf[TCA_BPF_ID]);
    }
    return filter;
}

Result<os::Fd> ask_for_filters(int ifindex, Side side) {
    struct {
        nlmsghdr header{};
        tcmsg about{};
    } request;

    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETTFILTER;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.about.tcm_ifindex = ifindex;
    request.about.tcm_parent = TC_H_MAKE(TC_H_CLSACT, side == Side::In ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
    os::Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!socket || send(socket.get(), &request, sizeof request, 0) < 0)
        return failure(os::os_error(kListing));
    return socket;
}

int refusal_in(const nlmsghdr& message) {
    int code = 0;
    if (message.nlmsg_type == NLMSG_ERROR && message.nlmsg_len >= NLMSG_LENGTH(sizeof code))
        std::memcpy(&code, NLMSG_DATA(&message), sizeof code);
    return -code;
}

// Returns true if more filters that concern us may come. The kernel continues a dump only while it is read.
Result<bool> take(const core::Bytes& datagram, std::size_t length, std::vector<TcFilter>& filters) {
    auto left = static_cast<unsigned>(length);
    for (const auto* each = reinterpret_cast<const nlmsghdr*>(datagram.data()); NLMSG_OK(each, left);
         each = NLMSG_NEXT(each, left)) {
        if (const int code = refusal_in(*each); code > 0)
            return failure(os::os_error(kListing, code));
        if (each->nlmsg_type == NLMSG_DONE)
            return false;
        auto filter = read_filter(*each);
        if (!filter)
            continue;
        if (filter->priority > kLastPriority || filters.size() == kMostFilters)
            return false;
        filters.push_back(std::move(*filter));
    }
    return true;
}

std::optional<TcFilter> find(std::uint32_t handle, int ifindex, Side side) {
    const auto filters = tc_filters(ifindex, side);
    if (!filters)
        return {};
    const auto found = std::ranges::find_if(
        *filters, [&](const auto& each) { return each.kind == "bpf" && each.handle == handle; });
    return found == filters->end() ? std::nullopt : std::optional(*found);
}

// EINVAL means that another kind of filter has the priority.
int attach_with(std::uint32_t priority, int program, std::uint32_t handle, int ifindex, Side side) {
    const auto hook = hook_of(ifindex, side);
    auto filter = options<bpf_tc_opts>();
    filter.handle = handle;
    filter.priority = priority;
    filter.prog_fd = program;
    return bpf_tc_attach(&hook, &filter);
}

} // namespace

Result<std::vector<TcFilter>> tc_filters(int ifindex, Side side) {
    const auto socket = ask_for_filters(ifindex, side);
    if (!socket)
        return failure(socket.error());
    std::vector<TcFilter> filters;
    core::Bytes datagram(64 << 10);
    for (;;) {
        const auto length = recv(socket->get(), datagram.data(), datagram.size(), MSG_DONTWAIT);
        if (length < 0)
            return failure(os::os_error(kListing));
        const auto more = take(datagram, static_cast<std::size_t>(length), filters);
        if (!more)
            return failure(more.error());
        if (!*more)
            return filters;
    }
}

TcPosition position_among(const std::vector<TcFilter>& filters, std::uint32_t handle, std::uint32_t program) {
    TcPosition position;
    for (const auto& each : filters) {
        if (each.kind == "bpf" && each.handle == handle && each.program == program) {
            position.ours = each;
            return position;
        }
        const bool another_daemon = each.name.starts_with(kRoot);
        const bool sees_adverts =
            std::ranges::find(kProtocolsOfAdverts, each.protocol) != kProtocolsOfAdverts.end();
        if (!position.in_front && !another_daemon && sees_adverts)
            position.in_front = each;
    }
    return position;
}

std::string describe(const TcFilter& filter) {
    return "the " + filter.kind + " filter " + (filter.name.empty() ? "" : filter.name + " ") +
           "with priority " + std::to_string(filter.priority);
}

namespace {

Result<> attach_before_others(int program, std::uint32_t handle, int ifindex, const std::string& interface,
                              Side side) {
    const auto doing = "attach the tc filter to " + interface;
    int code = -EINVAL;
    for (std::uint32_t priority = 1; code == -EINVAL && priority <= kLastPriority; ++priority)
        code = attach_with(priority, program, handle, ifindex, side);
    if (code < 0)
        return failure(bpf_error(doing, -code));
    const auto filters = tc_filters(ifindex, side);
    if (!filters)
        return failure(filters.error());
    const auto position = position_among(*filters, handle, program_id(program));
    if (!position.in_front)
        return {};
    remove_tc_filter(handle, ifindex, side);
    return failure(Error{doing, describe(*position.in_front) + " stays in front of ours",
                         "give it a larger priority, or choose native or generic", EBUSY});
}

// A side that cannot be read counts as one with filters.
bool has_filters(int ifindex, Side side) {
    const auto socket = ask_for_filters(ifindex, side);
    core::Bytes datagram(64 << 10);
    const auto length = socket ? recv(socket->get(), datagram.data(), datagram.size(), MSG_DONTWAIT) : -1;
    if (length < static_cast<ssize_t>(sizeof(nlmsghdr)))
        return true;
    return reinterpret_cast<const nlmsghdr*>(datagram.data())->nlmsg_type != NLMSG_DONE;
}

} // namespace

Result<bool> attach_first_tc_filter(int program, std::uint32_t handle, int ifindex,
                                    const std::string& interface, Side side) {
    auto hook = hook_of(ifindex, side);
    const int code = bpf_tc_hook_create(&hook);
    if (code < 0 && code != -EEXIST)
        return failure(bpf_error("make the tc hooks of " + interface, -code));
    const bool made = code == 0;
    remove_tc_filter(handle, ifindex, side);
    if (auto attached = attach_before_others(program, handle, ifindex, interface, side); !attached) {
        if (made)
            remove_empty_clsact(ifindex);
        return failure(attached.error());
    }
    return made;
}

void remove_empty_clsact(int ifindex) {
    if (has_filters(ifindex, Side::In) || has_filters(ifindex, Side::Out))
        return;
    auto hook = hook_of(ifindex, Side::In);
    hook.attach_point = static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS);
    bpf_tc_hook_destroy(&hook);
}

void remove_tc_filter(std::uint32_t handle, int ifindex, Side side) {
    const auto found = find(handle, ifindex, side);
    if (!found)
        return;
    const auto hook = hook_of(ifindex, side);
    auto filter = options<bpf_tc_opts>();
    filter.handle = handle;
    filter.priority = found->priority;
    bpf_tc_detach(&hook, &filter);
}

} // namespace xvrrp::datapath
