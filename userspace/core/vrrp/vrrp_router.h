// SPDX-License-Identifier: GPL-2.0-or-later
// All virtual routers of one daemon as one value. An input and the time go in, and outputs come out.
//
// The loop around it feeds every packet, and a PeerObserved for each of to_observe(), before a Tick ("drain before you
// fire"). It performs the outputs in order, and comes back at deadline() at the latest. It feeds every link, because a
// virtual router that a reload adds may need one that concerned nobody before.
#pragma once

#include "core/vrrp/deadlines.h"
#include "core/vrrp/listeners.h"
#include "core/vrrp/virtual_router.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::core {

class VrrpRouter {
public:
    // Where ids has one, the virtual router of the same place gets it, and the others get the lowest ones that are free.
    explicit VrrpRouter(std::vector<VirtualRouterConfig> configs,
                        const std::vector<std::optional<RouterId>>& ids = {});
    VrrpRouter(VrrpRouter&&) = default;
    VrrpRouter& operator=(VrrpRouter&&) = default;
    VrrpRouter(const VrrpRouter&) = delete;
    VrrpRouter& operator=(const VrrpRouter&) = delete;
    ~VrrpRouter() = default;

    Outputs handle(const Input& input, TimePoint now);

    TimePoint deadline() const { return deadlines_.earliest(); }

    // Takes the two times that the kernel side has of one of to_observe(). Returns true if only the known advert was
    // heard, which is all that a BACKUP hears as long as its master says the same. Otherwise PeerObserved must follow.
    bool hear_quietly(RouterId id, TimePoint keepalive, TimePoint last_seen);

    // The BACKUPs to observe before a Tick, by id. If one is due, those that will be due within its interval are among
    // them, so that adverts of one interval wake the loop once for all of them.
    std::vector<RouterId> to_observe(TimePoint now) const;

    // The MASTERs whose gates to look at before anything else: those that are due, and all of them if the loop is late.
    std::vector<RouterId> to_guard(TimePoint now) const;

    // The interfaces on which a BACKUP takes over with the next Tick, unless it hears something before.
    std::set<InterfaceKey> takeovers(TimePoint now) const;

    // A BACKUP in it may not know yet of the known adverts that hear_quietly() took.
    const VirtualRouters& routers() const { return routers_; }

    // Nothing if no virtual router has this name.
    std::optional<RouterId> named(const std::string& name) const;

    // The virtual routers from this id on, at most so many of them.
    std::vector<RouterSnapshot> snapshots(RouterId from, std::size_t most) const;
    Configs configs() const;
    RunningConfigs running() const;

    std::size_t size() const { return routers_.size(); }

    // The shortest interval at which the kernel may have to stand in; the largest Duration: it never has to.
    Duration shortest_interval() const;

    // It waits for before_backup before it is shut down or removed; the second: any of them.
    bool is_leaving(RouterId id) const;
    bool is_leaving() const;

    // It was asked to hand over or to take over, and has not yet, or its addresses wait for before_master.
    bool is_moving(RouterId id) const;

    // Those that are asked to hand over, and have not yet.
    const std::set<RouterId>& draining() const { return draining_; }

    // What was asked for and goes on, for the next daemon. It changes only together with the revision.
    Orders orders() const;

    std::uint64_t orders_revision() const { return orders_revision_; }

    // These and all members of their sync groups. An empty list stands for all virtual routers.
    std::vector<RouterId> with_groups(const std::vector<RouterId>& routers) const;

    std::array<std::size_t, 4> count_states() const; // indexed by State
    std::vector<RouterId> waiting() const;           // in INIT

    // The state of each sync group that has left INIT.
    const std::map<std::string, State>& group_states() const { return groups_.states(); }

    // The changes from the running configuration to this one; see core/reload.h.
    ReloadPlan plan_reload(std::vector<VirtualRouterConfig> next) const;

    // The addresses that no advert may come from, for all virtual routers together.
    const LocalAddresses& local_addresses() const { return addresses_.all(); }

    std::uint64_t local_revision() const { return addresses_.revision(); }

private:
    void take(const Start& start, TimePoint now, Outputs& out);
    void take(const PacketReceived& input, TimePoint now, Outputs& out);
    void take(const PeerObserved& input, TimePoint now, Outputs& out);
    void take(const LinkObserved& input, TimePoint now, Outputs& out);
    void take(const ReceptionObserved& input, TimePoint now, Outputs& out);
    void take(const TrackerObserved& input, TimePoint now, Outputs& out);
    void take(const Leave& leave, TimePoint now, Outputs& out);
    void take(const Reconfigure& input, TimePoint now, Outputs& out);
    void take(const StageEnded& input, TimePoint now, Outputs& out);
    void take(const GateShut& input, TimePoint now, Outputs& out);
    void take(const StandInObserved& seen, TimePoint now, Outputs& out);
    void take(const Inherited& inherited, TimePoint now, Outputs& out);
    void take(const Remembered& former, TimePoint now, Outputs& out);
    void take(const NeighboursObserved& input, TimePoint now, Outputs& out);
    template <class Observed>
    void pass_on(const Observed& input, TimePoint now, Outputs& out);
    void take(const TrackerGone& gone, TimePoint now, Outputs& out);
    void take(const ClockObserved& clock, TimePoint now, Outputs& out);
    void take(const Drain& drain, TimePoint now, Outputs& out);
    void take(const Undrain& undrain, TimePoint now, Outputs& out);
    void take(const OrderPriority& input, TimePoint now, Outputs& out);
    void take(const Orders& orders, TimePoint now, Outputs& out);
    void take(const Tick& tick, TimePoint now, Outputs& out);
    void take(const Shutdown& shutdown, TimePoint now, Outputs& out);
    void take(const HandOver& hand_over, TimePoint now, Outputs& out);
    void remove(RouterId id, TimePoint now, Outputs& out);
    RouterId change(const ReloadPlan::Changed& change, TimePoint now, Outputs& out);
    const std::set<RouterId>& concerned(const InterfaceKey& interface) const;
    RouterId add(VirtualRouterConfig config);
    RouterId add(RouterId id, VirtualRouterConfig config);
    void forget_inherited_in_parts();
    void tell(RouterId id, const SharedObservation& seen, TimePoint now, Outputs& out);
    void tell_missing(RouterId id, TimePoint now, Outputs& out);
    void tell_known(const std::vector<RouterId>& news, TimePoint now, Outputs& out);
    Named named_by(const VirtualRouterConfig& config) const;
    void enlist(RouterId id);
    void delist(RouterId id);

    VirtualRouter* find(RouterId id); // null if there is none
    void review(RouterId id);
    void sync_groups(TimePoint now, Outputs& out);
    void carry_out(const GroupDecision& decision, TimePoint now, Outputs& out);
    void see_off(TimePoint now, Outputs& out);
    void see_off(const std::vector<RouterId>& party, TimePoint now, Outputs& out);
    void finish_drains(TimePoint now, Outputs& out);
    void end_drain(const VirtualRouter& router);
    void order_newcomer(VirtualRouter& newcomer);
    void leave_orders(const VirtualRouter& gone);
    std::vector<RouterId> due_backups(TimePoint now) const;

    VirtualRouters routers_;
    std::vector<VirtualRouter*> by_id_; // the same, by id; null for a free id
    RouterId lowest_free_{};            // no lower id is free
    Deadlines deadlines_;
    Listeners listeners_;
    SyncGroups groups_;
    std::set<RouterId> farewells_; // those that have one
    std::set<RouterId> draining_;  // those that are asked to
    std::set<RouterId> to_drain_;  // of them, those that have lost MASTER otherwise
    std::set<RouterId> ordered_;   // those with a priority that somebody asked for
    Orders for_newcomers_;         // when they come
    std::uint64_t orders_revision_ = 0;
    ClockObserved clock_;
    StandInObserved stand_in_;
    LocalAddressBook addresses_;
    std::map<InterfaceKey, SharedObservation> links_; // as they were fed last; without those that are gone
    std::map<InterfaceKey, std::set<RouterId>> concerned_;
    std::map<Tracker, TrackerState> trackers_; // all but interfaces
    std::map<Tracker, std::set<RouterId>> tracked_by_;
};

} // namespace xvrrp::core
