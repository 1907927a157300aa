// SPDX-License-Identifier: GPL-2.0-or-later
// A router tracks several things at once. The witness compares its conditions and its priority after every turn.
#include "scenario.h"

namespace xvrrp::sim {

namespace {

using Kinds = core::Tracker::Kind;

const core::Tracker kInterfaceTracker{Kinds::Interface, kTrackedInterface, {}};
const core::Tracker kScriptTracker{Kinds::Script, kTrackedScript, {}};
const core::Tracker kFileTracker{Kinds::File, kTrackedFile, {}};
const core::Tracker kProcessTracker{Kinds::Process, kTrackedProcess, {}};

core::VirtualRouterConfig tracking(std::vector<core::Tracking> tracked) {
    auto config = instance(150);
    config.tracked = std::move(tracked);
    return config;
}

using Trackers = Scenario;

TEST_F(Trackers, keep_a_router_in_fault_until_the_last_one_is_good) {
    auto& a = lan.add({tracking({{kInterfaceTracker, 0}, {kScriptTracker, 0}})});
    lan.add({instance(100)});
    settle();
    a.track({.interface_up = false});
    lan.run_for(1s);
    EXPECT_EQ(a.state(), State::Fault);
    a.track({.interface_up = false, .script_good = false});
    lan.run_for(1s);
    a.track({.script_good = false});
    lan.run_for(1s);
    EXPECT_EQ(a.state(), State::Fault);
    a.track({});
    lan.run_for(1s);
    EXPECT_EQ(a.state(), State::Backup);
}

TEST_F(Trackers, of_one_track_any_are_a_fault_only_together) {
    core::Tracking interface { kInterfaceTracker }, script{kScriptTracker};
    interface.any_of = script.any_of = 1;
    auto& a = lan.add({tracking({interface, script})});
    settle();
    a.track({.interface_up = false});
    lan.run_for(1s);
    a.track({.script_good = false});
    lan.run_for(1s);
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
    a.track({.interface_up = false, .script_good = false});
    lan.run_for(1s);
    EXPECT_EQ(a.state(), State::Fault);
}

TEST_F(Trackers, add_the_number_in_a_file_times_its_weight) {
    auto& a = lan.add({tracking({{kFileTracker, -2}})});
    auto& b = lan.add({instance(100)});
    settle();
    a.track({.file = 24});
    lan.run_for(10s);
    EXPECT_EQ(a.daemon().routers().at({0}).effective_priority(), 102);
    EXPECT_EQ(a.state(), State::Master);
    a.track({.file = 26});
    lan.run_for(10s);
    EXPECT_EQ(b.state(), State::Master);
    a.track({.file = 127});
    lan.run_for(1s);
    EXPECT_EQ(a.state(), State::Fault) << "-254 or less is a FAULT";
}

TEST_F(Trackers, count_processes_after_their_delays) {
    auto& a = lan.add({tracking({{kProcessTracker, 0}})}, {1, {}, 2s, 3s});
    settle();
    a.track({.processes = 0});
    lan.run_for(2s);
    a.track({.processes = 1}); // it did not last
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
    a.track({.processes = 0});
    lan.run_for(5s);
    a.track({.processes = 1});
    lan.run_for(5s);
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{25s, "a", 0, State::Master, State::Fault, Reason::TrackedProcess},
                       {29s, "a", 0, State::Fault, State::Backup, Reason::FaultCleared}}));
}

} // namespace

} // namespace xvrrp::sim
