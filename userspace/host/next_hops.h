// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the neighbours to which the kernel hands packets for given destinations at this moment.
//
// Each question is about one destination, so a host with a hundred thousand neighbours answers as fast as any other. The
// kernel may wait for its lock of the network, so this is no work for a loop.
#pragma once

#include "core/result.h"
#include "core/vrrp/neighbour.h"
#include "host/netlink_channel.h"
#include "host/next_hop_message.h"
#include "os/fd.h"

#include <map>
#include <string>
#include <vector>

namespace xvrrp::host {

class NextHops {
public:
    static Result<NextHops> open();

    // One neighbour for each peer. Within one call of look() nothing is asked twice.
    std::vector<std::vector<core::Neighbour>> look(const std::vector<core::Destinations>& all);

private:
    explicit NextHops(Channel channel, os::Fd socket)
        : channel_(std::move(channel)), socket_(std::move(socket)) {}

    // An Ethernet interface with its MAC, or the reason why it is none.
    struct Hardware {
        core::MacAddress mac{};
        std::string trouble{};
    };

    core::Neighbour find(const Destination& destination);
    const Hardware& hardware_of(core::InterfaceIndex interface);
    template <class Answer>
    Result<Answer> ask(const core::Bytes& request, std::optional<Answer> (*read)(nlmsghdr&));

    Channel channel_;
    os::Fd socket_; // of any kind: to ask for the MACs of interfaces
    std::map<Destination, core::Neighbour> found_;
    std::map<core::InterfaceIndex, Hardware> hardware_;
};

} // namespace xvrrp::host
