// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel stands in for our MASTERs: their leases, and the token that makes the kernel look at them.
#pragma once

#include "core/result.h"
#include "core/vrrp/io.h"
#include "datapath/datapath.h"
#include "host/circle.h"
#include "host/packet_socket.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::daemon {

// The alias of the pair of interfaces on which the token of a daemon with this directory circles.
std::string circle_owner(const std::string& bpf_dir);

// The kernel resigns for a predecessor's MASTERs, if its token still circles.
void end_inherited(datapath::Leases& leases);

class StandIns {
public:
    static constexpr auto kNobody = core::Duration::max();
    static constexpr auto kHandOver = std::chrono::seconds(30); // for a successor to start

    // owner is known to people by `ip link`, and to a successor.
    StandIns(datapath::Datapath& datapath, host::PacketSocket& socket, std::string owner);

    // The token circles from here on. shortest is the shortest interval at which the kernel may have to send; kNobody means
    // that no virtual router wants it to stand in. Returns what the core has to know.
    core::StandInObserved start(core::Duration shortest, core::TimePoint now);
    // Another configuration may be in force.
    std::optional<core::StandInObserved> follow(core::Duration shortest, core::TimePoint now);
    // Takes back all leases, and leaves nothing in the kernel.
    void stop();
    // A successor has so much time from now on.
    void hand_over(core::TimePoint now);

    // The virtual routers that a former daemon led, by its slots.
    std::set<core::RouterId> inherited() const;
    // Those among the virtual routers of now for which the kernel stands in since then. They wait for settle(). For all
    // others it resigns.
    std::vector<core::Inherited> take_inherited(const std::set<core::RouterId>& of_now, core::TimePoint now);
    // Of those that wait, some have left INIT: a MASTER has lent its own advert if it wants to, and for any other the kernel
    // resigns.
    void settle(const std::function<core::State(core::RouterId)>& state_of, core::TimePoint now);

    const std::set<core::RouterId>& waiting() const { return waiting_; }

    // Returns why the kernel cannot send these adverts, or an empty text.
    std::string lend(const core::StandIn& output, core::TimePoint now);
    void put_off(const core::PutOff& output);
    // The kernel sends nothing from here on. Where it had shut the gate before, the fence stays until let_go().
    void take_back(const core::StandAlone& output, core::TimePoint now);
    // The addresses of those that were taken back are gone.
    void let_go();
    // Fences the way out of the next interface, because each takes the kernel some time. Returns why that failed, or an
    // empty text.
    std::string fence_next();

    // We place these addresses, so a predecessor's fence around them goes.
    void unfence(const std::vector<core::PlacedAddress>& addresses);

    bool has_to_let_go() const { return !fenced_.empty(); }

    std::optional<core::GateShut> shut(core::RouterId router, core::TimePoint now) const;
    // The end of a healthy turn of the loop.
    void renew(core::TimePoint now);
    // Looks at the token, and puts another one in its place if it is lost. Returns what the core has to know.
    // here returns the addresses of this host.
    std::optional<core::StandInObserved> look(const std::function<std::set<core::IpAddress>()>& here,
                                              core::TimePoint now);

    bool is_time_to_look(core::TimePoint now) const { return look_at_ <= now; }

    core::TimePoint deadline() const { return unfenced_.empty() ? look_at_ : core::TimePoint{}; }

    // Tokens that were lost while somebody was stood in for.
    std::uint64_t lost() const { return lost_; }

    // Empty: the kernel can stand in.
    const std::string& trouble() const { return trouble_; }

private:
    Result<> circulate();
    core::TimePoint next_look(core::TimePoint now) const;

    datapath::Datapath& datapath_;
    host::PacketSocket& socket_;
    std::string owner_;
    host::Circle circle_;
    core::Duration shortest_ = kNobody;
    std::set<core::RouterId> fenced_;         // no MASTERs any more
    std::set<core::RouterId> waiting_;        // inherited ones
    std::set<core::InterfaceIndex> ways_out_; // of our addresses
    std::set<core::InterfaceIndex> unfenced_; // of them, those that nobody has fenced yet
    std::string trouble_ = "it was not asked to";
    std::uint64_t lost_ = 0;
    core::TimePoint look_at_ = core::kNever;
};

} // namespace xvrrp::daemon
