// SPDX-License-Identifier: GPL-2.0-or-later
// The things of one simulated host that its virtual routers may track beside their own interface: an interface, a script, a
// file, and the processes of a program. They change at any time, and the daemon reads their news in its turns.
#pragma once

#include "core/conditions/quorum.h"
#include "core/vrrp/io.h"
#include "followed.h"

#include <optional>
#include <utility>
#include <vector>

namespace xvrrp::sim {

inline constexpr const char* kTrackedInterface = "eth1";
inline constexpr const char* kTrackedScript = "check";
inline constexpr const char* kTrackedFile = "number";
inline constexpr const char* kTrackedProcess = "server";

struct Tracked {
    bool interface_up = true;
    bool script_good = true;
    int file = 0;
    std::size_t processes = 1;
};

class HostTrackers {
public:
    explicit HostTrackers(core::QuorumRule rule)
        : rule_(std::move(rule)), processes_(rule_.least), quorum_(kTrackedProcess, "serverd", rule_) {}

    void set(const Tracked& next);

    // Everything is good.
    void restore() { set({true, true, 0, rule_.least}); }

    Tracked now() const { return {interface_.now(), script_.now(), file_.now(), processes_.now()}; }

    void start(); // a daemon, which knows nothing

    // The news since the last call.
    std::vector<bool> take_interface() { return interface_.take_news(); }

    std::vector<bool> take_script() { return script_.take_news(); }

    std::vector<std::size_t> take_processes() { return processes_.take_news(); }

    // The file is read when it is read, so only its last value is seen.
    std::optional<int> take_file();

    const core::QuorumRule& rule() const { return rule_; }

    core::Quorum& quorum() { return quorum_; }

    core::TimePoint deadline() const { return quorum_.deadline(); }

    // The inputs of the core.
    static core::LinkObserved interface(bool up);
    static core::TrackerObserved script(bool good);
    static core::TrackerObserved file(int value);
    core::TrackerObserved processes() const;

private:
    core::QuorumRule rule_;
    Followed<bool> interface_{true};
    Followed<bool> script_{true};
    Followed<int> file_{0};
    Followed<std::size_t> processes_;
    core::Quorum quorum_;
};

} // namespace xvrrp::sim
