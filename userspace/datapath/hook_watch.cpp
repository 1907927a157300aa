// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/hook_watch.h"

#include "os/os_error.h"

#include <cerrno>
#include <cstddef>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace xvrrp::datapath {

namespace {

constexpr int kReportsAtOnce = 256;

// The beginning of each report. Reports about links (ifinfomsg) and about tc (tcmsg) have the interface at
// the same offset.
struct Report {
    nlmsghdr header;
    tcmsg about;
};

static_assert(offsetof(ifinfomsg, ifi_index) == offsetof(tcmsg, tcm_ifindex));

} // namespace

Result<HookWatch> HookWatch::open() {
    const char* doing = "subscribe to changes of tc filters and links";
    os::Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    sockaddr_nl own{};
    own.nl_family = AF_NETLINK;
    if (!socket || bind(socket.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) < 0)
        return failure(os::os_error(doing));
    for (const int group : {RTNLGRP_TC, RTNLGRP_LINK}) {
        if (setsockopt(socket.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) < 0)
            return failure(os::os_error(doing));
    }
    return HookWatch(std::move(socket));
}

void HookWatch::read(core::TimePoint now) {
    for (int i = 0; i < kReportsAtOnce; ++i) {
        Report report{};
        sockaddr_nl sender{};
        socklen_t length = sizeof sender;
        const auto size =
            recvfrom(socket_.get(), &report, sizeof report, 0, reinterpret_cast<sockaddr*>(&sender), &length);
        if (size < 0 && errno == ENOBUFS)
            looks_.all_disturbed(now);
        else if (size < 0)
            return;
        else if (sender.nl_pid == 0 && size == sizeof report)
            looks_.disturbed({report.about.tcm_ifindex}, now);
    }
}

} // namespace xvrrp::datapath
