// SPDX-License-Identifier: GPL-2.0-or-later
// A host of the simulated LAN: a kernel side that always runs, and a daemon around the real core that may be late,
// stalled, killed and started again.
//
// Its loop runs the daemon's own turn (core/turn.h); it comes back at the deadlines, or when the kernel has news.
#pragma once

#include "core/turn.h"
#include "followed.h"
#include "host_file.h"
#include "host_loop.h"
#include "host_network.h"
#include "host_reception.h"
#include "host_records.h"
#include "host_scripts.h"
#include "host_stand_in.h"
#include "host_trackers.h"
#include "witness.h"

#include <functional>
#include <map>
#include <optional>

namespace xvrrp::sim {

inline core::RouterId id_of(std::size_t router) {
    return {static_cast<std::uint32_t>(router)};
}

enum class Sender : std::uint8_t { Router, Attacker };

class Host {
public:
    using Transmit = std::function<void(core::Bytes)>;

    Host(HostConfig config, Timeline& timeline, Record& record, Transmit transmit);

    void start();
    // Starts it when it is gone, if it waits for before_backup.
    void start_again();
    void kill();      // SIGKILL: says nothing, cleans nothing up
    void shut_down(); // SIGTERM, which waits until the loop runs

    void stall_for(Duration duration) { loop_.stall_for(duration); }

    void set_link(bool up);
    void track(const Tracked& now);
    void restore_tracked(); // everything is good
    // Adverts do not arrive any more, until the daemon finds that and can attach again. barred: not before mend_ears().
    void cut_ears(bool barred);

    void mend_ears() { reception_.mend(); }

    // SIGHUP, with the same virtual routers in another guise, and with or without the static part.
    void reload(std::vector<core::VirtualRouterConfig> routers, bool is_static);
    // SIGHUP, without this one of the virtual routers, and with it again. Only one can be away at a time.
    void drop(std::size_t router);
    void put_back();
    // xvrrpctl, of one virtual router and its sync group or of all.
    void drain(std::optional<std::size_t> router, bool is_forced);
    void undrain(); // all
    void order(std::size_t router, std::uint8_t priority, bool promotes, Duration lasts);
    void receive(core::ByteView frame, Sender sender = Sender::Router);

    bool running() const { return core_.has_value(); }

    bool link_up() const { return link_.now(); }

    bool is_drained(std::size_t router = 0) const { return witness_.is_drained(router); }

    bool is_draining(std::size_t router) const { return witness_.is_draining(router); }

    core::State state(std::size_t router = 0) const;

    bool wants_addresses(std::size_t router = 0) const { return witness_.wants_addresses(router); }

    // Every notify script has begun and ended.
    bool has_told_all() const { return scripts_.are_done(); }

    // This virtual router cannot work, and must be in FAULT.
    bool is_faulty(std::size_t router) const { return witness_.is_faulty(router); }

    // The priority that this virtual router must have.
    std::uint8_t priority(std::size_t router) const { return witness_.priority(router); }

    const HostConfig& config() const { return file_.config(); }

    KernelModel& kernel() { return reception_.kernel(); }

    // This host has the addresses of this virtual router, and tells whoever asks for them.
    bool answers_for(std::size_t router) const;

    std::uint64_t stood_in() const { return stand_in_.sent(); } // adverts of the kernel

    // The kernel's network, and whether the daemon has nothing more to do about it.
    KernelTable& table() { return network_.table(); }

    bool is_settled() const {
        return !running() ||
               (!core_->reload && !core_->network.pending() && core_->network.deadline() == core::kNever);
    }

    // An administrator deletes all that was placed, but not the guard and the settings.
    void delete_all();
    // The first thing of the kernel's network that is not as this host wants it, or nothing.
    std::string difference() const;

    void tell_messages() { loop_.wake(); } // the kernel's messages can be read

    const core::VrrpRouter& daemon() const { return core_->router; }

    HostLoop& loop() { return loop_; }

    Duration clock_error{0}; // of CLOCK_REALTIME; looked at when the daemon starts

private:
    // The way of a daemon to its end.
    struct End {
        bool wanted = false;
        bool begun = false; // it has resigned, but for those that wait for before_backup
        bool again = false; // and starts again
    };

    struct World;
    void run();
    void drain();
    void take_in_network();
    void observe(std::size_t router);
    void check_reception();

    bool can_reload() const { return file_.is_asked_for() && !end_.begun && !core_->reload; }

    void begin_reload();
    void carry_out(const core::ReloadStep& step);
    void begin_leaving();
    void leave();
    void end();
    std::vector<core::RouterId> party(core::RouterId router) const;
    void check(const core::Output& output);
    void check_placing(const core::IpAddress& address);
    std::map<core::RouterId, core::State> states() const;
    void feed(const core::Input& input);
    void perform(const core::Output& output);
    void tell_reception(const core::ReceptionObserved& observed);
    Seen seen() const;
    void read_trackers();
    void take_moves();
    void read_processes();

    HostFile file_;
    HostLoop loop_;
    Transmit transmit_;
    Followed<bool> link_{true};
    HostReception reception_;
    HostStandIn stand_in_;
    HostRecords records_;
    HostTrackers trackers_;
    HostNetwork network_;
    Witness witness_;
    HostScripts scripts_;
    std::optional<core::Core> core_; // of the daemon that runs
    End end_;
    std::vector<core::Input> asked_; // drains, undrains and priorities
    core::Orders noted_;             // what was asked for, for the next daemon
};

} // namespace xvrrp::sim
