// SPDX-License-Identifier: GPL-2.0-or-later
// Memberships of the VRRP groups, so that adverts arrive and the stack does not answer them.
#pragma once

#include "core/address.h"
#include "core/result.h"
#include "os/fd.h"

#include <cstddef>
#include <string>
#include <vector>

namespace xvrrp::host {

// Memberships of 224.0.0.18, ff02::12 or what is configured instead, in raw sockets for protocol 112 whose filter takes
// no packet: the NIC and the switches deliver the group (IGMP, MLD), and the stack answers no advert with "protocol
// unreachable" or "unrecognized next header".
class GroupMembership {
public:
    // Adverts sent to our own address need no membership, but the same quiet stack. join() does this too.
    Result<> keep_quiet(core::Family family);
    // Join the group on the interface; twice is once. The kernel limits memberships per socket: a further socket is
    // opened.
    Result<> join(const core::IpAddress& group, int ifindex, const std::string& interface);
    // Leave what was joined on the interface and is not needed any more.
    void leave_all_but(const std::vector<core::IpAddress>& needed, int ifindex);

private:
    struct Socket {
        core::Family family;
        os::Fd fd;
    };

    struct Member {
        core::IpAddress group;
        int ifindex;
        std::size_t socket;
    };

    std::vector<Socket> sockets_;
    std::vector<Member> members_;
};

} // namespace xvrrp::host
