// SPDX-License-Identifier: GPL-2.0-or-later
// One VRRP virtual router: RFC 3768 section 6.4 and RFC 9568 section 6.4 as a value.
//
// Inputs come through VrrpRouter; outputs are appended to the Outputs given. now is the time of handling,
// arrival the kernel's time stamp: deadlines are computed from the latter.
#pragma once

#include "core/vrrp/hmac.h"
#include "core/vrrp/io.h"
#include "core/vrrp/link_settling.h"
#include "core/vrrp/virtual_router_config.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace xvrrp::core {

// The master as a backup knows it.
struct KnownMaster {
    IpAddress address;
    std::uint8_t priority = 0;
};

struct RouterCounters {
    std::uint64_t master_transitions = 0;
    std::uint64_t adverts_sent = 0;
    std::uint64_t priority_zero_sent = 0;
    std::uint64_t address_list_errors = 0;
    // What the kernel side had to accept, because only we can tell (auth_hmac).
    std::array<std::uint64_t, VRRP_DROP_REASON_COUNT> refused{};
};

// All that can be seen of a virtual router from outside, at one moment.
struct RouterSnapshot {
    RouterId router{};
    std::shared_ptr<const VirtualRouterConfig> config;
    State state = State::Init;
    Reason reason = Reason::Startup;
    TimePoint since{};
    std::uint8_t effective_priority = 0;
    std::optional<KnownMaster> master; // as BACKUP knows it; itself as MASTER
    std::vector<std::string> faults;   // sentences
    Duration master_down{0};
    RouterCounters counters;
};

class VirtualRouter {
public:
    VirtualRouter(RouterId id, VirtualRouterConfig config);

    RouterSnapshot snapshot() const;

    void start(TimePoint now, Outputs& out);
    // local: the addresses that no advert may come from, of all virtual routers.
    void receive(const PacketReceived& input, const LocalAddresses& local, TimePoint now, Outputs& out);
    void observe(const PeerObserved& peer, Outputs& out);
    void observe(const LinkObserved& seen, const LocalAddresses& local, TimePoint now, Outputs& out);

    void observe_clock(const ClockObserved& clock) { wall_ahead_ = clock.ahead; }

    // The same of the interface with the virtual MAC, and of any other that an address of ours names.
    void observe_vmac(const Link& link, TimePoint now, Outputs& out);
    void observe_address_link(const Link& link, TimePoint now, Outputs& out);
    void observe(const ReceptionObserved& reception, TimePoint now, Outputs& out);
    // A reload: what was heard, the state and its deadlines stay, as far as the new configuration lets them.
    void reconfigure(VirtualRouterConfig config, TimePoint now, Outputs& out);
    void tick(TimePoint now, Outputs& out);
    void shut_down(TimePoint now, Outputs& out);

    // When tick has something to do.
    TimePoint deadline() const;

    const VirtualRouterConfig& config() const { return *config_; }

    const std::shared_ptr<const VirtualRouterConfig>& shared_config() const { return config_; }

    State state() const { return state_; }

    Reason reason() const { return reason_; }

    TimePoint since() const { return since_; }

    TimePoint last_heard() const { return last_heard_; }

    TimePoint timer() const { return timer_; }

    TimePoint takeover_due() const { return takeover_due_; } // the deadline at which we last became MASTER

    Duration master_down() const;

    std::uint8_t effective_priority() const { return config_->priority; }

    const std::optional<KnownMaster>& master() const { return master_; }

    const std::optional<Reason>& fault() const { return fault_; }

    std::string fault_text() const; // the same for people; empty: none

    const std::optional<Link>& link() const { return link_; }

    // Where the addresses go that name no interface.
    const std::optional<Link>& address_link() const { return config_->vmac ? vmac_link_ : link_; }

    // Where this one goes; none: no such interface.
    const Link* link_of(const VirtualAddress& address) const;
    // What the neighbours are told of an address that names no interface.
    MacAddress announced_mac() const;

    const std::optional<IpAddress>& source() const { return source_; }

    const RouterCounters& counters() const { return counters_; }

    Expectation expectation() const;

private:
    // What an election needs to know of an advert, however it became known.
    struct Heard {
        IpAddress source;
        std::uint8_t priority = 0;
        Centiseconds interval{0};
        TimePoint at;
    };

    void stand_for_election(Reason reason, const std::string& detail, TimePoint now, Outputs& out);
    void become(State to, Reason reason, TimePoint now, std::string detail, Outputs& out);
    void enter_master(Reason reason, TimePoint now, std::string detail, Outputs& out);
    void enter_backup(Reason reason, TimePoint now, std::string detail, Outputs& out);
    void give_up_leftovers(Outputs& out);
    void resign(TimePoint now, Outputs& out);
    void follow_nobody(Outputs& out);
    void hear_again(TimePoint keepalive, Outputs& out);
    bool believes(const ReceivedAdvert& received, TimePoint arrival, Outputs& out);
    bool receive_as_backup(const Heard& heard, Outputs& out);
    void notice_differences(const Advert& advert, Outputs& out);
    void notice(Noticed::Kind kind, std::string detail, Outputs& out);
    void receive_as_master(const Heard& heard, TimePoint now, Outputs& out);
    void answer_losing_advert(const Heard& heard, TimePoint now, Outputs& out);
    void follow(const Heard& heard);
    bool preempts(const Heard& heard, Outputs& out);
    void memorise(const std::optional<Memo>& memo, Outputs& out);
    void send_advert(std::uint8_t priority, TimePoint now, Outputs& out);

    WallTime wall_time(TimePoint when) const { return WallTime(when.time_since_epoch() + wall_ahead_); }

    enum class Which : std::uint8_t { All, Elsewhere };
    void announce(unsigned repeat, Outputs& out, Which which = Which::All);
    std::optional<Announce::Message> message_of(const VirtualAddress& address) const;
    void hold(bool wanted, Outputs& out) const;
    void ask_to_receive(Outputs& out);

    bool ignores_adverts() const {
        return config_->owner_ignore_adverts && config_->priority == VRRP_PRIORITY_OWNER;
    }

    // The answer to Receive comes within the same turn of the loop: no reason to speak of it.
    bool awaits_reception() const { return fault_ == Reason::CannotReceive && !trouble_; }

    void plan_repetitions(TimePoint now);
    void plan_burst(TimePoint now, Duration delay, unsigned repeat);
    Duration longest_learned_interval() const;
    bool meet_fault(std::optional<Reason> fault, TimePoint now, Outputs& out);
    void settle_fault(bool faulted, TimePoint now, Outputs& out);
    void enter_fault(TimePoint now, Outputs& out);
    void see_link(const std::optional<Link>& link, const std::optional<IpAddress>& source, TimePoint now,
                  Outputs& out);
    void see_vmac(const std::optional<Link>& link, TimePoint now, Outputs& out);
    void settle_links(TimePoint now, Outputs& out);
    void move_addresses(Outputs& out);
    void reconfigure_backup(const VirtualRouterConfig& before, TimePoint now, Outputs& out);
    void reconfigure_master(const VirtualRouterConfig& before, TimePoint now, Outputs& out);
    void adopt_keys();
    Duration patience() const;
    std::optional<Reason> fault_of(const std::optional<Link>& link, const std::optional<Link>& vmac,
                                   const std::optional<IpAddress>& source) const;
    const Link* failed_address_link() const;
    const Link* failed_routing_link() const;
    std::optional<IpAddress> choose_source(const LinkObserved& seen, const LocalAddresses& local) const;
    // The link by which the neighbours are told of an address that is on this one, with the MAC that they are told.
    std::optional<Link> announcing_link(const Link& carrier) const;
    Reason takeover_reason() const;
    std::string silence(TimePoint now) const;

    RouterId id_;
    std::shared_ptr<const VirtualRouterConfig> config_;
    std::optional<Authenticator> authenticator_;
    Duration wall_ahead_{0};
    State state_ = State::Init;
    Reason reason_ = Reason::Startup;
    TimePoint since_{};
    std::optional<Reason> fault_ = Reason::InterfaceMissing;
    std::string told_fault_; // FAULT: what was said of it last
    std::optional<Link> link_;
    std::optional<Link> vmac_link_;
    LinkSettling link_settling_;
    LinkSettling vmac_settling_;
    std::optional<std::string>
        trouble_; // why adverts are not received; empty: they are; none: nobody has answered yet
    // Those that addresses, routes and rules name; ifindex 0: gone. Of what is not there we have not been told yet.
    std::map<std::string, Link> address_links_;
    std::optional<IpAddress> source_;

    TimePoint timer_ = kNever;      // BACKUP: master-down; MASTER: the next advert
    TimePoint garp_at_ = kNever;    // MASTER: the second burst
    unsigned garp_repeat_ = 0;      // and its size
    TimePoint refresh_at_ = kNever; // MASTER: garp_master_refresh
    TimePoint extra_at_ = kNever;   // MASTER: garp_extra_if
    TimePoint preempt_at_ = kNever; // BACKUP: the end of preempt_delay
    TimePoint answer_after_{};      // MASTER: losing adverts are answered again from here on
    Duration master_interval_{};    // learned in version 3
    TimePoint takeover_due_{};
    bool undecided_ = false;     // BACKUP since the start, and nobody else is known to be MASTER
    TimePoint standing_since_{}; // when we left INIT or FAULT: nothing that arrived before counts
    TimePoint last_heard_{};     // the last accepted advert
    TimePoint last_seen_{};      // the last advert of any kind that reached us
    std::optional<Heard> lower_; // BACKUP: the last advert that we are going to preempt
    std::optional<KnownMaster> master_;
    std::optional<Memo> memo_;         // what the kernel compares with
    std::optional<Heard> known_;       // the advert of the memo, or of the last one
    Centiseconds noticed_interval_{0}; // version 3: the last one that was not ours
    bool addresses_differ_ = false;
    std::uint64_t withheld_ = 0; // with an authenticator: as the kernel side counted last
    bool missed_ = false;        // and whether some were withheld since the last advert that we believed
    std::uint16_t identification_ = 0;
    RouterCounters counters_;
};

// By id, which is also the order of the configuration at the start.
using VirtualRouters = std::map<RouterId, VirtualRouter>;

} // namespace xvrrp::core
