// SPDX-License-Identifier: GPL-2.0-or-later
// The one place that turns the core's outputs into effects: packets, maps, addresses, log lines.
#pragma once

#include "core/vrrp/vrrp_router.h"
#include "daemon/address_work.h"
#include "daemon/routing_work.h"
#include "daemon/timeline.h"
#include "datapath/datapath.h"
#include "host/packet_socket.h"
#include "host/unicast_socket.h"

#include <array>
#include <map>
#include <vector>

namespace xvrrp::daemon {

class Perform {
public:
    Perform(const core::VrrpRouter& router, datapath::Datapath& datapath, host::PacketSocket& socket,
            host::UnicastSocket& unicast, AddressWork& work, RoutingWork& routing)
        : router_(router), datapath_(datapath), socket_(socket), unicast_(unicast), work_(work),
          routing_(routing) {}

    // Adverts leave at once, all of them in one go; addresses, routes, rules and gratuitous ARP become work.
    void operator()(const core::Outputs& outputs, core::TimePoint now);
    // What somebody else has removed of it is news.
    void tell_news();
    // One slice of that work; adverts may be due after each.
    void work_slice();

    const Timelines& timelines() const { return timelines_; }

    // The kernel's slot of a virtual router; slot 0 is nobody's.
    static std::uint32_t slot(core::RouterId id) { return static_cast<std::uint32_t>(id + 1); }

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
    void one(const core::Expect& output);
    void one(const core::Memorise& output);
    void one(const core::WantAddresses& output);
    void one(const core::Announce& output);
    void one(const core::Forget& output);
    void one(const core::Transitioned& output);
    void one(const core::FaultChanged& output);
    void one(const core::Noticed& output);
    void send_adverts(const core::Outputs& outputs);
    void log_errors(const std::vector<std::string>& errors);

    const std::string& name_of(core::RouterId id) const { return router_.routers().at(id).config().name; }

    const core::VrrpRouter& router_;
    datapath::Datapath& datapath_;
    host::PacketSocket& socket_;
    host::UnicastSocket& unicast_;
    AddressWork& work_;
    RoutingWork& routing_;
    core::TimePoint now_{};
    std::vector<host::OutgoingFrame> adverts_; // into the outputs being performed
    std::vector<host::OutgoingPacket> unicasts_;
    Timelines timelines_;
    std::map<core::RouterId, std::array<NoticeLimit, kNoticeKinds>> notices_;
    NoticeLimit error_limit_;
};

} // namespace xvrrp::daemon
