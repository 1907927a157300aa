// SPDX-License-Identifier: GPL-2.0-or-later
// The ears of one simulated host: its kernel side, and the knowledge that the daemon has of it, as in daemon/reception.h.
//
// The ears may be cut off, and then no advert arrives. The daemon finds that within two seconds, or before a takeover, and
// attaches again. If it cannot, it says so and tries again and again.
#pragma once

#include "core/vrrp/io.h"
#include "kernel_model.h"
#include "random.h"

#include <map>
#include <vector>

namespace xvrrp::sim {

class HostReception {
public:
    HostReception(std::size_t slots, std::uint64_t seed) : kernel_(slots), random_(seed) {}

    // barred: nobody can attach again until mend().
    void cut(bool barred, TimePoint now);

    void mend() { barred_ = false; }

    bool hears() const { return hears_; }

    void start(); // a daemon, which has not attached yet
    core::ReceptionObserved receive(const core::Receive& wanted, TimePoint now);
    void stop(core::RouterId router);

    // The news for the daemon. before_takeover: the next Tick would make a virtual router MASTER.
    std::vector<core::ReceptionObserved> look(bool before_takeover, TimePoint now);

    TimePoint deadline() const;

    KernelModel& kernel() { return kernel_; }

    const KernelModel& kernel() const { return kernel_; }

private:
    bool attach();
    void put_right(TimePoint now, std::vector<core::ReceptionObserved>& news);

    KernelModel kernel_;
    Random random_;
    bool hears_ = true;
    bool barred_ = false;
    bool serves_ = false;              // as far as the daemon knows
    TimePoint look_at_ = core::kNever; // the look that finds the ears cut off
    std::map<core::RouterId, core::Receive> wanted_;
    std::map<core::RouterId, TimePoint> deaf_; // the value is the time of the next attempt
};

} // namespace xvrrp::sim
