// SPDX-License-Identifier: GPL-2.0-or-later
// The one place that turns the core's outputs into effects: packets, maps, addresses, log lines.
#pragma once

#include "core/net/addresses.h"
#include "core/vrrp/io.h"
#include "daemon/promotion.h"
#include "daemon/reception.h"
#include "daemon/routing_work.h"
#include "daemon/timeline.h"
#include "datapath/datapath.h"
#include "host/netlink.h"
#include "host/packet_socket.h"
#include "host/unicast_socket.h"

#include <array>
#include <map>
#include <vector>

namespace xvrrp::daemon {

class Perform {
public:
    Perform(Reception& reception, datapath::Datapath& datapath, host::PacketSocket& socket,
            host::UnicastSocket& unicast, host::Netlink& netlink, Promotion& promotion,
            core::Addresses& addresses, RoutingWork& routing)
        : reception_(reception), datapath_(datapath), socket_(socket), unicast_(unicast), netlink_(netlink),
          promotion_(promotion), addresses_(addresses), routing_(routing) {}

    // Adverts leave at once, all of them in one go; addresses, routes, rules and gratuitous ARP become work. What the
    // core has to hear of it is returned.
    std::vector<core::ReceptionObserved> operator()(const core::Outputs& outputs, core::TimePoint now);
    // What somebody else has removed of it is news.
    void tell_news();
    // One slice of that work; adverts may be due after each.
    void work_slice();

    const Timelines& timelines() const { return timelines_; }

private:
    // At most one line per kind and virtual router in a while; the rest is counted.
    struct NoticeLimit {
        core::TimePoint quiet_until;
        std::uint64_t suppressed = 0;
    };

    static constexpr std::size_t kNoticeKinds =
        static_cast<std::size_t>(core::Noticed::Kind::AuthenticationFailed) + 1;

    void one(const core::SendAdvert& output);
    void one(const core::SendUnicast& output);
    void one(const core::Receive& output);
    void one(const core::StopReceiving& output);
    void one(const core::Memorise& output);
    void one(const core::Hold& output);
    void one(const core::Announce& output);
    void one(const core::Gone& output);
    void one(const core::Transitioned& output);
    void one(const core::FaultChanged& output);
    void one(const core::Noticed& output);
    void send_adverts(const core::Outputs& outputs);
    void apply(const core::AddressPlan& plan);
    void send_announcements();
    void tell(const core::AddressNews& news, core::TimePoint now);
    void log_errors(const std::vector<std::string>& errors);

    Reception& reception_;
    datapath::Datapath& datapath_;
    host::PacketSocket& socket_;
    host::UnicastSocket& unicast_;
    host::Netlink& netlink_;
    Promotion& promotion_;
    core::Addresses& addresses_;
    RoutingWork& routing_;
    core::TimePoint now_{};
    std::vector<host::OutgoingFrame> adverts_; // into the outputs being performed
    std::vector<host::OutgoingPacket> unicasts_;
    std::vector<core::ReceptionObserved> answers_;
    Timelines timelines_;
    std::map<core::RouterId, std::array<NoticeLimit, kNoticeKinds>> notices_;
    NoticeLimit error_limit_;
};

} // namespace xvrrp::daemon
