// SPDX-License-Identifier: GPL-2.0-or-later
// Watches one host: records what it does and notes whatever must never be.
//
// After every run of the loop each virtual router is where the reference, which heard every advert when it arrived,
// says it must be: no takeover before its time, none missed, no master that should have yielded.
#pragma once

#include "core/vrrp/vrrp_router.h"
#include "host_scripts.h"
#include "oracle.h"
#include "record.h"
#include "reference.h"

#include <functional>
#include <map>
#include <vector>

namespace xvrrp::sim {

unsigned priority_in(const core::Bytes& frame); // of an advert

// From the first advert with priority 0 until a virtual router that is drained gives its addresses up.
Duration longest_hand_over(Duration interval);

class Witness {
public:
    Witness(std::string host, core::IpAddress source, std::vector<core::VirtualRouterConfig> routers,
            QuorumOracle processes, const Timeline& timeline, Record& record);

    // The kernel side accepted this advert now, and perhaps kept it from user space.
    void arrived(std::size_t router, const core::ReceivedAdvert& received, bool withheld);
    void began(Seen seen); // a daemon started
    void left();           // a daemon ended in an orderly way
    void configured(const std::vector<core::VirtualRouterConfig>& routers);
    // While it runs, by a reload.
    void reconfigured(std::size_t router, const core::VirtualRouter& before,
                      const core::VirtualRouterConfig& config);
    void dropped(std::size_t router);
    void admitted(std::size_t router, const core::VirtualRouterConfig& config);
    // The core is about to be told of a change around the host.
    void saw(const core::VrrpRouter& before, const std::function<void(Seen&)>& change);
    void saw_time(const core::VrrpRouter& before); // in which the delays of processes end
    void planned_for_processes(TimePoint deadline);
    void saw_end(const core::StageEnded& ended); // the core was told of it
    void saw_gate(const core::GateShut& gate);   // the core is about to be told of it
    void saw_inherited(const core::Inherited& inherited);
    void saw_remembered(const core::Remembered& remembered);
    void saw_reception(const core::ReceptionObserved& seen, const core::VrrpRouter& before);
    // The core is about to be told of a drain, or that all are undrained.
    void saw_drain(const core::Drain& drain, const core::VrrpRouter& before);
    void saw_undrain(const core::VrrpRouter& before);
    // The core was told of a priority.
    void saw_order(const core::OrderPriority& input, const core::VrrpRouter& after);
    void took_over_unheard(const core::Transitioned& transition); // while the ears are cut off
    // The core handled an input: what it was before, what came out, what it is now.
    void handled(const std::map<core::RouterId, core::State>& before, const core::Outputs& outputs,
                 const core::VrrpRouter& now);
    // A turn of the loop is over. at_once: the next one follows, because work is left.
    void settled(const core::VrrpRouter& router, bool at_once);

    bool wants_addresses(std::size_t router) const { return each_[router].wanted; }

    // The priority as it has to be, computed in the simplest way.
    std::uint8_t priority(std::size_t router) const { return weighed(each_[router]).priority; }

    // It or a member of its sync group has a condition that prevents work.
    bool is_faulty(std::size_t router) const {
        return !own_faults(each_[router]).empty() || has_faulty_partner(router) || is_drained(router);
    }

    bool is_drained(std::size_t router) const { return each_[router].drained; }

    bool is_draining(std::size_t router) const { return each_[router].draining; }

private:
    struct Arrival {
        core::IpAddress source;
        core::Advert advert;
        TimePoint at;
    };

    struct Each {
        core::VirtualRouterConfig config;
        Reference reference;
        std::vector<Arrival> arrivals;  // since the last run
        bool heard_resignation = false; // in this run
        bool withheld = false;          // ever
        bool wanted = false;
        bool left = false;                     // by the daemon that was killed here, and not yet given up
        bool runs = true;                      // it is configured, and left INIT
        std::optional<core::RunStage> stage{}; // before_master, which the addresses wait for
        TimePoint staged_until{};
        std::string deaf{};                       // the trouble with the reception that was told
        std::optional<TimePoint> inherited{};     // the kernel's next advert under a former daemon's lease
        std::optional<core::Followed> followed{}; // by the virtual router of a former daemon
        bool drained = false;
        bool draining = false; // it is asked to be drained
        bool by_force = false;
        std::optional<core::PriorityOrder> order{};
    };

    core::VirtualRouterConfig weighed(const Each& each) const;
    void end_orders(const core::VrrpRouter& before);
    Duration longest_hand_over_of(const Each& each) const;

    Faults own_faults(const Each& each) const { return faults_of(each.config, seen_, each.deaf); }

    bool has_faulty_partner(std::size_t router) const;
    void check_conditions(std::size_t router, const core::VirtualRouter& now);
    void judge(Each& each);
    void take(const core::SendAdvert& sent, core::State before, core::State after);
    void take(const core::Transitioned& transition);
    void take(const core::GroupChanged& change, bool stays);
    void lead_on(Each& each, const core::VirtualRouter& router);
    void follow_on(Each& each);
    void take(const core::Hold& hold);
    void take(const core::RunStage& stage);
    void hear_of_drain(Each& each, const core::VirtualRouter& router);
    bool has_drained_partner(const Each& each) const;
    void hear_of_priority(Each& each, const core::VirtualRouter& router);
    void check_scripts(const Each& each, const core::VirtualRouter& router);
    static void catch_up(Each& each);
    void catch_up(Each& each, const core::VirtualRouter& router);
    void check_takeover(Each& each);
    void compare(Each& each, const core::VirtualRouter& router, bool at_once);
    void check_groups(const core::VrrpRouter& router);
    void check_backup(const Each& each, const core::VirtualRouter& router, bool at_once);
    void check_master(Each& each, const core::VirtualRouter& router);
    void violation(const std::string& router, const std::string& what);

    std::string host_;
    std::vector<Each> each_;
    const Timeline& timeline_;
    Record& record_;
    Seen seen_;
    std::map<std::string, State> groups_; // as they were told
    bool are_all_drained_ = false;        // and those that come may be
};

} // namespace xvrrp::sim
