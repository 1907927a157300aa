// SPDX-License-Identifier: GPL-2.0-or-later
// Memberships of the VRRP groups: adverts arrive, and the stack does not answer them.
#pragma once

#include "core/address.h"
#include "core/result.h"
#include "core/types.h"
#include "os/fd.h"

#include <cstddef>
#include <string>
#include <vector>

namespace xvrrp::host {

// Joins 224.0.0.18, ff02::12 or the configured groups with raw sockets for protocol 112, whose filter takes
// no packet. The NIC and the switches then deliver the group (IGMP, MLD). The stack answers no advert with
// "protocol unreachable" or "unrecognized next header".
class GroupMembership {
public:
    // Keeps the stack quiet for adverts that are sent to our own address. These need no membership. join()
    // does this too.
    Result<> keep_quiet(core::Family family);
    // Does the same for the adverts of auth_type AH, whose protocol is another one.
    Result<> keep_quiet_for_ah();
    // Joins the group on the interface; a second call changes nothing. The kernel limits the memberships of a
    // socket, so further sockets are opened as needed.
    Result<> join(const core::IpAddress& group, core::InterfaceIndex index, const std::string& interface);
    // Leaves the groups on the interface that are not needed any more.
    void leave_all_but(const std::vector<core::IpAddress>& needed, core::InterfaceIndex index);

private:
    struct Socket {
        core::Family family;
        os::Fd fd;
    };

    struct Member {
        core::IpAddress group;
        core::InterfaceIndex index;
        std::size_t socket = 0;
    };

    std::vector<Socket> sockets_;
    os::Fd ah_;
    std::vector<Member> members_;
};

} // namespace xvrrp::host
