// SPDX-License-Identifier: GPL-2.0-or-later
// All virtual routers of one daemon as one value: an input and the time go in, outputs come out.
//
// Contract of the loop around it: feed every packet, and a PeerObserved for those of to_observe(), before a Tick
// ("drain before you fire"); perform the outputs in order; come back at deadline() at the latest. Every link is fed,
// whether or not it concerns somebody: who comes with a Reconfigure is told what is known.
#pragma once

#include "core/vrrp/deadlines.h"
#include "core/vrrp/virtual_router.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::core {

class VrrpRouter {
public:
    explicit VrrpRouter(std::vector<VirtualRouterConfig> configs);
    VrrpRouter(VrrpRouter&&) = default;
    VrrpRouter& operator=(VrrpRouter&&) = default;

    Outputs handle(const Input& input, TimePoint now);

    TimePoint deadline() const { return deadlines_.earliest(); }

    // What the kernel side says of one of to_observe(), where the last advert of all is the last known one: true if that
    // was all there is to know. Otherwise the whole of it has to come as PeerObserved. It costs no more than a look at
    // the virtual router, which is all that a BACKUP does for as long as its master says the same.
    bool hear_quietly(RouterId id, TimePoint keepalive, TimePoint last_seen);

    // The BACKUPs to be observed before a Tick: where one is due, also those that will be within its interval. Adverts
    // of one interval wake the loop once for all of them.
    std::vector<RouterId> to_observe(TimePoint now) const;

    // The interfaces on which a BACKUP takes over with the next Tick, unless it hears something before.
    std::set<InterfaceKey> takeovers(TimePoint now) const;

    const VirtualRouters& routers() const { return routers_; }

    // The first of those from this id on, at most so many of them.
    std::vector<RouterSnapshot> snapshots(RouterId from, std::size_t most) const;
    Configs configs() const;

    std::size_t size() const { return routers_.size(); }

    std::array<std::size_t, 4> count_states() const; // by State
    std::vector<RouterId> waiting() const;           // in INIT
    // The changes from what runs to this; see core/reload.h.
    ReloadPlan plan_reload(std::vector<VirtualRouterConfig> next) const;

    // Addresses that no advert may come from, of all virtual routers together.
    const LocalAddresses& local_addresses() const { return addresses_.all(); }

private:
    void take(const Start& start, TimePoint now, Outputs& out);
    void take(const PacketReceived& input, TimePoint now, Outputs& out);
    void take(const PeerObserved& input, TimePoint now, Outputs& out);
    void take(const LinkObserved& input, TimePoint now, Outputs& out);
    void take(const ReceptionObserved& input, TimePoint now, Outputs& out);
    void take(const Reconfigure& input, TimePoint now, Outputs& out);
    void take(const ClockObserved& clock, TimePoint now, Outputs& out);
    void take(const Tick& tick, TimePoint now, Outputs& out);
    void take(const Shutdown& shutdown, TimePoint now, Outputs& out);
    void remove(RouterId id, TimePoint now, Outputs& out);
    RouterId change(const ReloadPlan::Changed& change, TimePoint now, Outputs& out);
    const std::set<RouterId>& concerned(const InterfaceKey& interface) const;
    RouterId add(VirtualRouterConfig config);
    void tell(RouterId id, const LinkObserved& seen, TimePoint now, Outputs& out);
    void tell_missing(RouterId id, TimePoint now, Outputs& out);
    void tell_known(const std::vector<RouterId>& news, TimePoint now, Outputs& out);
    void enlist(RouterId id);
    void delist(RouterId id);

    void settle(RouterId id) { deadlines_.set(id, routers_.at(id).deadline()); }

    VirtualRouters routers_;
    std::vector<VirtualRouter*> by_id_; // the same, by id; null: nobody has it
    RouterId lowest_free_{};            // no id below is free
    Deadlines deadlines_;
    ClockObserved clock_;
    LocalAddressBook addresses_;
    std::map<InterfaceKey, LinkObserved> links_; // as fed last; those that are gone are not in it
    std::map<InterfaceKey, std::set<RouterId>> concerned_;
};

} // namespace xvrrp::core
