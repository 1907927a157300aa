// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/next_hops.h"

#include "os/os_error.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace xvrrp::host {

namespace {

constexpr const char* kDoing = "find the way to a unicast peer";

} // namespace

Result<NextHops> NextHops::open() {
    auto channel = open_channel();
    if (!channel)
        return failure(channel.error());
    os::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket)
        return failure(os::os_error(kDoing));
    return NextHops(std::move(*channel), std::move(socket));
}

std::vector<std::vector<core::Neighbour>> NextHops::look(const std::vector<core::Destinations>& all) {
    found_.clear();
    hardware_.clear();
    std::vector<std::vector<core::Neighbour>> out;
    for (const auto& each : all) {
        auto& neighbours = out.emplace_back();
        for (const auto& peer : each.peers) {
            const Destination destination{each.source, peer, each.scope};
            const auto [known, is_new] = found_.try_emplace(destination);
            if (is_new)
                known->second = find(destination);
            neighbours.push_back(known->second);
        }
    }
    return out;
}

core::Neighbour NextHops::find(const Destination& destination) {
    core::Neighbour out{.peer = destination.address};
    core::Bytes request;
    append_route_request(request, ++channel_.sequence, destination);
    const auto route = ask(request, read_route);
    out.trouble = route ? route->trouble : route.error().what;
    if (!out.trouble.empty())
        return out;
    const auto& hardware = hardware_of(route->interface);
    out.interface = route->interface;
    out.source = hardware.mac;
    out.trouble = hardware.trouble;
    if (!out.trouble.empty())
        return out;
    request.clear();
    append_neighbour_request(request, ++channel_.sequence, route->interface,
                             route->gateway.value_or(destination.address));
    const auto entry = ask(request, read_neighbour);
    if (entry && entry->mac)
        out.mac = *entry->mac;
    else
        out.trouble = "the MAC address of " +
                      (route->gateway ? "its gateway " + route->gateway->text() : "the peer") +
                      " is not known";
    return out;
}

const NextHops::Hardware& NextHops::hardware_of(core::InterfaceIndex interface) {
    const auto [known, is_new] = hardware_.try_emplace(interface);
    auto& out = known->second;
    if (!is_new)
        return out;
    ifreq request{};
    request.ifr_ifindex = interface.index;
    if (ioctl(socket_.get(), SIOCGIFNAME, &request) < 0 || ioctl(socket_.get(), SIOCGIFHWADDR, &request) < 0)
        out.trouble = "the interface on the way to it is gone";
    else if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        out.trouble = "the interface on the way to it is no Ethernet interface";
    else
        std::copy_n(request.ifr_hwaddr.sa_data, out.mac.octets.size(), out.mac.octets.begin());
    return out;
}

// rtnetlink answers within sendmsg.
template <class Answer>
Result<Answer> NextHops::ask(const core::Bytes& request, std::optional<Answer> (*read)(nlmsghdr&)) {
    if (auto sent = send_requests(channel_, request, kDoing); !sent)
        return failure(sent.error());
    std::optional<Answer> answer;
    std::optional<Refusal> refusal;
    for (;;) {
        const auto got = read_datagram(channel_, [&](nlmsghdr& message) {
            if (auto found = read(message))
                answer = std::move(found);
            else
                refusal = read_refusal(message);
        });
        if (!got)
            return failure(got.error());
        if (*got != Read::Datagram)
            break;
    }
    if (answer)
        return std::move(*answer);
    return failure(os::os_error(kDoing, refusal ? refusal->code : ENODATA));
}

} // namespace xvrrp::host
