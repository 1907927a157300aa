// SPDX-License-Identifier: GPL-2.0-or-later
// Tells scripts and named pipes what happens to the virtual routers and the sync groups.
//
// Whatever is taken is told in its order: on a pipe all of it, by the scripts of one instance or one group one after the
// other. Nothing here waits for a script or a reader.
#pragma once

#include "config/grammar/configuration.h"
#include "core/notify/lanes.h"
#include "daemon/chronicle.h"
#include "daemon/fifo_reader.h"
#include "daemon/notify_fifo.h"

#include <map>
#include <optional>
#include <string>

namespace xvrrp::daemon {

class Notices {
public:
    // Whoever runs the scripts calls ended() with the number that it gave.
    explicit Notices(ScriptStarter starter) : starter_(std::move(starter)) {}

    Notices(const Notices&) = delete;
    Notices& operator=(const Notices&) = delete;

    // The pipes and the groups from here on. Groups that are not in it keep their scripts until forget_former().
    void follow(const config::Config& config);
    void forget_former();

    void take(const core::Transitioned& output, core::TimePoint now);
    void take(const core::GroupChanged& output, core::TimePoint now);
    void take(const core::PriorityChanged& output, core::TimePoint now);
    void take(const core::Noticed& output, core::TimePoint now);
    // Tells the pipes alone.
    void tell_state(const core::Notification& notification, core::TimePoint now);

    // Writes and starts what was taken. may_wait: the addresses of what was taken may not be there yet, so that a
    // script that needs one would fail.
    void deliver(core::TimePoint now, bool may_wait);
    // A script ended. It is told if that is no good.
    void ended(std::uint64_t id, const core::RunOutcome& outcome, core::TimePoint now);

    // When deliver() has something to do.
    core::TimePoint deadline() const { return std::min(reader_.deadline(), vrrp_reader_.deadline()); }

    // The scripts that have not ended, apart from the readers of the pipes.
    std::size_t unfinished() const { return lanes_.unfinished(); }

    // Ends the scripts that run, and starts no others.
    void give_up();
    // Writes to no pipe any more, so that the readers come to the end of them.
    void close_pipes();

    bool is_read() const { return reader_.runs() || vrrp_reader_.runs(); }

    void end_readers();

private:
    void take(const core::Notification& notification, const core::Notify* notify, core::TimePoint now);
    bool takes(const core::Notification& notification, core::TimePoint now);
    void start_scripts();

    void start_readers(const config::Notifying& notifying);

    ScriptStarter starter_;
    core::Lanes lanes_;
    std::map<std::uint64_t, std::uint64_t> runs_; // the number of a run in lanes_, by that of the starter
    NotifyFifo fifo_{"notify_fifo"};
    NotifyFifo vrrp_fifo_{"vrrp_notify_fifo"};
    FifoReader reader_{starter_};
    FifoReader vrrp_reader_{starter_};
    std::map<std::string, core::Notify> groups_;
    std::vector<std::string> former_groups_;
    std::optional<core::TimePoint> since_; // the first one that is not delivered yet
    LineLimit many_wait_;
    LineLimit failures_;
};

} // namespace xvrrp::daemon
