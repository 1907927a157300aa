// SPDX-License-Identifier: GPL-2.0-or-later
// Tells scripts, named pipes and people with mail what happens to the virtual routers and the sync groups.
//
// Whatever is taken is told in its order: on a pipe all of it, by the scripts of one instance or one group one after the
// other. Nothing here waits for a script, a reader or a mail server.
#pragma once

#include "config/grammar/configuration.h"
#include "core/notify/lanes.h"
#include "daemon/fifo_reader.h"
#include "daemon/line_limits.h"
#include "daemon/mails.h"
#include "daemon/notify_fifo.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace xvrrp::daemon {

// What waits to be told, and what was not told since the start.
struct Untold {
    struct Work {
        std::size_t waiting = 0; // or under way
        std::uint64_t failed = 0;
        std::uint64_t left_out = 0;
    };

    struct Pipe {
        std::string path; // empty: there is none
        std::uint64_t lost = 0;
    };

    Work scripts;
    Work mails;
    Pipe fifo;
    Pipe vrrp_fifo;
};

class Notices {
public:
    // The starter of a script gives it a number. The same number is passed to ended(). opener opens the pipes that we may not
    // open, and wake is called when deliver() can go on then.
    explicit Notices(
        ScriptStarter starter, const PipeOpener& opener = {}, std::function<void()> wake = [] {})
        : starter_(std::move(starter)), wake_(std::move(wake)),
          fifo_("notify_fifo", opener, [this] { on_pipe(); }),
          vrrp_fifo_("vrrp_notify_fifo", opener, [this] { on_pipe(); }) {}

    Notices(const Notices&) = delete;
    Notices& operator=(const Notices&) = delete;
    ~Notices() = default;

    // The pipes, the groups and the ways of mails from here on. Groups that are not in it keep their scripts until forget_former().
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
    // A script or a mail ended. A failure is reported.
    void ended(std::uint64_t id, const core::RunOutcome& outcome, core::TimePoint now);

    // When deliver() has something to do.
    core::TimePoint deadline() const {
        return std::min({reader_.deadline(), vrrp_reader_.deadline(), lanes_.deadline()});
    }

    Untold untold() const;

    // The scripts that have not ended, apart from the readers of the pipes.
    std::size_t unfinished() const { return lanes_.unfinished(); }

    // Ends the scripts that have run for long, so that the last ones of their instances come in time.
    void end_long_runs(core::TimePoint now);
    // Ends the scripts that run, and starts no others.
    void give_up();

    std::size_t unsent() const { return mails_.unsent(); }

    void give_up_mails(std::string_view why) { mails_.give_up(why); }

    // Writes to no pipe any more, so that the readers come to the end of them.
    void close_pipes();

    bool is_read() const { return reader_.runs() || vrrp_reader_.runs(); }

    void end_readers();

private:
    void take(const core::Notification& notification, const core::Notify* notify, core::TimePoint now);
    bool takes(const core::Notification& notification, core::TimePoint now);
    void start_scripts(core::TimePoint now);
    bool has_addresses(const core::Subject& subject) const;

    void start_readers();
    void on_pipe();

    ScriptStarter starter_;
    std::function<void()> wake_;
    config::Notifying notifying_;
    core::Lanes<core::Script> lanes_;
    std::map<std::uint64_t, std::uint64_t> runs_; // the number of a run in lanes_, by that of the starter
    NotifyFifo fifo_;
    NotifyFifo vrrp_fifo_;
    FifoReader reader_{starter_};
    FifoReader vrrp_reader_{starter_};
    Mails mails_{starter_};
    std::map<std::string, config::SyncGroup> groups_;
    std::map<core::RouterId, std::string>
        staged_; // the names of those whose addresses wait for before_master
    std::vector<std::string> former_groups_;
    std::optional<core::TimePoint> since_; // the first one that is not delivered yet
    std::uint64_t failed_ = 0;             // of the scripts
    std::uint64_t left_out_ = 0;           // of the scripts
    LineLimit many_wait_;
    LineLimit failures_;
};

} // namespace xvrrp::daemon
