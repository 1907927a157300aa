// SPDX-License-Identifier: GPL-2.0-or-later
// The only part that turns the core's outputs into effects: packets, maps, addresses.
#pragma once

#include "core/histogram.h"
#include "core/net/network.h"
#include "core/vrrp/io.h"
#include "daemon/chronicle.h"
#include "daemon/kernel_network.h"
#include "daemon/neighbours.h"
#include "daemon/notices.h"
#include "daemon/reception.h"
#include "daemon/stand_in.h"
#include "datapath/datapath.h"
#include "host/packet_socket.h"
#include "host/unicast_socket.h"

#include <functional>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

// Runs a script that a virtual router waits for.
using StageRunner = std::function<void(const core::RunStage& stage)>;

class Perform {
public:
    Perform(Reception& reception, datapath::Datapath& datapath, StandIns& stand_ins, Neighbours& neighbours,
            host::PacketSocket& socket, host::UnicastSocket& unicast, core::Network& network,
            KernelNetwork& kernel, Chronicle& chronicle, Notices& notices, StageRunner run_stage)
        : reception_(reception), datapath_(datapath), stand_ins_(stand_ins), neighbours_(neighbours),
          socket_(socket), unicast_(unicast), network_(network), kernel_(kernel), chronicle_(chronicle),
          notices_(notices), run_stage_(std::move(run_stage)) {}

    // All adverts leave at once. Addresses, routes, rules and gratuitous ARP become work. Returns the answers for the
    // core.
    std::vector<core::ReceptionObserved> operator()(const core::Outputs& outputs, core::TimePoint now);
    // Tells people of failures, and of removals by others.
    void tell_news();
    // Reads the removals of routes and rules by others.
    void read_routing();
    // Does one slice of that work. Adverts may be due after it.
    void work_slice();

    // How late each advert left.
    const core::Histogram& advert_lateness() const { return advert_lateness_; }

    const LatenessByRouter& lateness() const { return lateness_; }

private:
    void one(const core::SendAdvert& output);
    void one(const core::SendUnicast& output);
    void one(const core::StandIn& output);
    void one(const core::PutOff& output);
    void one(const core::StandAlone& output);
    void one(const core::Resolve& output);
    void one(const core::Receive& output);
    void one(const core::StopReceiving& output);
    void one(const core::Memorise& output);
    void one(const core::Heed& output);
    void one(const core::Hold& output);
    void one(const core::RunStage& output);
    void one(const core::Announce& output);
    void one(const core::Gone& output);
    void one(const core::Transitioned& output);
    void one(const core::FaultChanged& output);
    void one(const core::PriorityChanged& output);
    void one(const core::GroupSynced& output);
    void one(const core::GroupChanged& output);
    void one(const core::Noticed& output);
    void send_adverts(const core::Outputs& outputs);
    void measure_lateness();
    bool has_lost(core::RouterId router) const;
    void send_announcements();
    void log_errors(const std::vector<std::string>& errors);

    Reception& reception_;
    datapath::Datapath& datapath_;
    StandIns& stand_ins_;
    Neighbours& neighbours_;
    host::PacketSocket& socket_;
    host::UnicastSocket& unicast_;
    core::Network& network_;
    KernelNetwork& kernel_;
    Chronicle& chronicle_;
    Notices& notices_;
    StageRunner run_stage_;
    core::TimePoint now_{};
    core::TimePoint sending_at_{};
    std::vector<host::OutgoingFrame> adverts_; // into the outputs being performed
    std::vector<host::OutgoingPacket> unicasts_;
    std::vector<std::pair<core::RouterId, core::TimePoint>> due_; // when these were
    core::Histogram advert_lateness_;
    LatenessByRouter lateness_;
    std::vector<core::ReceptionObserved> answers_;
};

} // namespace xvrrp::daemon
