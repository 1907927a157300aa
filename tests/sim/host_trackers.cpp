// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_trackers.h"

namespace xvrrp::sim {

using TrackerKind = core::Tracker::Kind;

void HostTrackers::set(const Tracked& next) {
    interface_.set(next.interface_up);
    script_.set(next.script_good);
    file_.set(next.file);
    processes_.set(next.processes);
}

void HostTrackers::start() {
    interface_.take_news();
    script_.take_news();
    file_.take_news();
    processes_.take_news();
    quorum_ = core::Quorum(kTrackedProcess, "serverd", rule_);
}

std::optional<int> HostTrackers::take_file() {
    const auto news = file_.take_news();
    return news.empty() ? std::nullopt : std::optional(news.back());
}

core::LinkObserved HostTrackers::interface(bool up) {
    core::LinkObserved out;
    out.link.index = {3};
    out.link.name = kTrackedInterface;
    out.link.up = up;
    return out;
}

core::TrackerObserved HostTrackers::script(bool good) {
    return {{TrackerKind::Script, kTrackedScript, {}},
            {good, 0, good ? "the script succeeds" : "the script fails"}};
}

core::TrackerObserved HostTrackers::file(int value) {
    return {{TrackerKind::File, kTrackedFile, {}}, {true, value, "the file holds " + std::to_string(value)}};
}

core::TrackerObserved HostTrackers::processes() const {
    return {{TrackerKind::Process, kTrackedProcess, {}}, quorum_.state().value_or(core::TrackerState{})};
}

} // namespace xvrrp::sim
