// SPDX-License-Identifier: GPL-2.0-or-later
// Writes keepalived's dump files when they are asked for.
//
// Virtual routers and interfaces are looked at a few at a time, when nothing else is pending. The text is made and written beside the loop.
// There is one dump at a time. One that is asked for while it is under way is written afterwards, once however often it was
// asked for, so a file is never older than the last time that it was asked for.
#pragma once

#include "daemon/dumps/files.h"
#include "daemon/dumps/view.h"
#include "daemon/render.h"
#include "os/event_loop.h"
#include "os/fd.h"

#include <functional>
#include <memory>
#include <set>

namespace xvrrp::daemon {

class Dumps {
public:
    // Runs work beside the loop, and then done on it.
    using Aside = std::function<void(std::function<void()> work, std::function<void()> done)>;

    struct Sources {
        Snapshots snapshots;
        std::function<Counted(const core::RouterSnapshot& router)> counted;
        // The first interfaces behind this name, at most so many.
        std::function<std::map<std::string, core::LinkObserved>(const std::string& after, std::size_t most)>
            interfaces;
        std::function<DumpView()> view; // without virtual routers and interfaces
    };

    Dumps(os::EventLoop& loop, Aside aside, Sources sources)
        : loop_(loop), aside_(std::move(aside)), sources_(std::move(sources)) {}

    ~Dumps();
    Dumps(const Dumps&) = delete;
    Dumps& operator=(const Dumps&) = delete;

    Result<> open();
    void ask(Dump dump);
    // The virtual router is gone. What was cleared of it does not count for another one with its id.
    void forget(core::RouterId router);

private:
    struct Job {
        Dump dump = Dump::Data;
        DumpView view{};
        core::RouterId next{};                       // a reload may remove some between two looks
        bool has_routers = false;                    // all of them
        std::map<core::RouterId, Counted> cleared{}; // when it is written
        std::string file{};
        Result<> written{};
    };

    void begin();
    void look();
    bool take_routers(); // false: there are no more
    bool take_interfaces();
    void write();
    void finish();

    os::EventLoop& loop_;
    Aside aside_;
    Sources sources_;
    os::Fd looking_;       // an eventfd that is readable while there is something to look at
    std::set<Dump> asked_; // but for the job
    std::shared_ptr<Job> job_;
    Cleared cleared_;
};

} // namespace xvrrp::daemon
