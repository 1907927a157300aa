// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts that wait and run: a lane for each instance and each sync group, and one script of a lane at a time.
//
// The scripts of a lane are run in the order in which they were added, and every one of them is run. Over all lanes only so
// many run at once, and the lane that has waited longest is the next.
#pragma once

#include "core/notify/notification.h"
#include "core/script.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace xvrrp::core {

inline constexpr std::size_t kMostScriptsAtOnce = 32;

struct ScriptRun {
    std::uint64_t id = 0; // unique among all runs
    Subject of;
    Script script;
};

class Lanes {
public:
    explicit Lanes(std::size_t most_at_once = kMostScriptsAtOnce) : most_at_once_(most_at_once) {}

    void add(const Subject& of, Script script);
    // Returns the scripts to start now. They count as running until they are ended.
    std::vector<ScriptRun> begin();
    // A script ended, however. Returns what ran, or nothing if no such one runs.
    std::optional<ScriptRun> end(std::uint64_t id);

    // Those that run, in the order in which they began, so that they can be started again.
    const std::map<std::uint64_t, ScriptRun>& running() const { return running_; }

    // The scripts of a lane that have not begun, and those of all lanes that have not ended.
    std::size_t waiting(const Subject& of) const;

    std::size_t unfinished() const { return unfinished_; }

    bool empty() const { return unfinished_ == 0; }

private:
    std::size_t most_at_once_;
    std::map<Subject, std::deque<Script>> lanes_; // without empty ones; the first script may be running
    std::deque<Subject> ready_;                   // the lanes whose first script does not run
    std::map<std::uint64_t, ScriptRun> running_;
    std::uint64_t last_id_ = 0;
    std::size_t unfinished_ = 0;
};

} // namespace xvrrp::core
