// SPDX-License-Identifier: GPL-2.0-or-later
// A host of the simulated LAN: a kernel side that always runs, and a daemon around the real core that may be late,
// stalled, killed and started again.
//
// Its loop runs the daemon's own turn (core/turn.h); it comes back at the deadlines, or when the kernel has news.
#pragma once

#include "core/turn.h"
#include "kernel_model.h"
#include "kernel_table.h"
#include "random.h"
#include "witness.h"

#include <functional>
#include <map>
#include <optional>

namespace xvrrp::sim {

inline constexpr const char* kTracked = "eth1"; // the interface or the script that virtual routers may track

struct HostConfig {
    std::string name;
    core::IpAddress address;
    std::vector<core::VirtualRouterConfig> routers;
};

enum class Sender : std::uint8_t { Router, Attacker };

class Host {
public:
    using Transmit = std::function<void(core::Bytes)>;

    Host(HostConfig config, Timeline& timeline, Record& record, Transmit transmit);

    void start();
    void kill();      // SIGKILL: says nothing, cleans nothing up
    void shut_down(); // SIGTERM, which waits until the loop runs
    void stall_for(Duration duration);
    void set_link(bool up);
    void set_tracked(bool up); // the interface and the script of this name
    // SIGHUP, with the same virtual routers in another guise, and with or without the static part.
    void reload(std::vector<core::VirtualRouterConfig> routers, bool is_static);
    // SIGHUP, without this one of the virtual routers, and with it again. Only one can be away at a time.
    void drop(std::size_t router);
    void put_back();
    void receive(core::ByteView frame, Sender sender = Sender::Router);

    bool running() const { return core_.has_value(); }

    bool link_up() const { return link_up_; }

    core::State state(std::size_t router = 0) const;

    bool wants_addresses(std::size_t router = 0) const { return witness_.wants_addresses(router); }

    // The priority that this virtual router must have.
    std::uint8_t priority(std::size_t router) const { return witness_.priority(router); }

    const HostConfig& config() const { return config_; }

    KernelModel& kernel() { return kernel_; }

    // The kernel's network, and whether the daemon has nothing more to do about it.
    KernelTable& table() { return table_; }

    bool is_settled() const {
        return !running() ||
               (!core_->reload && !core_->network.pending() && core_->network.deadline() == core::kNever);
    }

    // An administrator deletes all that was placed, but not the guard and the settings.
    void delete_all();
    // The first thing of the kernel's network that is not as this host wants it, or nothing.
    std::string difference() const;
    void tell_messages(); // the kernel's messages can be read

    const core::VrrpRouter& daemon() const { return core_->router; }

    Duration lateness{0};    // at most, of every run of the loop
    Duration clock_error{0}; // of CLOCK_REALTIME; looked at when the daemon starts

private:
    void wake_at(TimePoint when);
    void run_if_due(TimePoint planned);
    struct World;
    void run();
    void drain();
    void take_in_network();
    void observe(std::size_t router);
    void begin_reload();
    void carry_out(const core::ReloadStep& step);
    void put_up();
    static core::Link hardware(const core::IpAddress& address, bool up = true);
    core::Standing standing() const;
    core::Noted placeable() const;
    std::vector<core::PlacedAddress> places(const core::VirtualRouterConfig& router) const;
    std::string difference_of(std::size_t router) const;
    std::string difference_of_static() const;
    void observe_network();
    void observe_routing();
    void leave();
    std::map<core::RouterId, core::State> states() const;
    std::vector<core::VirtualRouterConfig> configured() const;
    void feed(const core::Input& input);
    void perform(const core::Output& output);
    void work();
    core::LinkObserved link(bool up) const;
    static core::LinkObserved tracked_link(bool up);
    static core::TrackerObserved tracked_script(bool up);

    HostConfig config_;
    Timeline& timeline_;
    Transmit transmit_;
    KernelModel kernel_;
    Witness witness_;
    Random random_;
    std::optional<core::Core> core_; // of the daemon that runs
    KernelTable table_;
    core::Noted noted_; // as in a file
    TimePoint planned_ = core::kNever;
    TimePoint stalled_until_{};
    bool link_up_ = true;
    bool tracked_up_ = true;
    std::vector<bool> link_news_; // as netlink queues it
    std::vector<bool> tracked_news_;
    bool is_static_ = true;
    bool stopping_ = false;
    bool asked_to_reload_ = false;
    std::optional<std::size_t> dropped_; // by the configuration, if not yet by the daemon
};

} // namespace xvrrp::sim
