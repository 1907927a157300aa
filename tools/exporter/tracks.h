// SPDX-License-Identifier: GPL-2.0-or-later
// The states of virtual routers over some time, as the history of the daemon tells them. Pure.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::exporter {

// Times are seconds since 1970.
struct Span {
    double from = 0;
    double to = 0;
    std::string state;
    std::string cause; // of its begin, or empty if that was earlier
};

struct Track {
    std::string name;
    std::vector<Span> spans; // in order; nothing is known of the time between two of them
    double changed = 0;      // the last time
};

// The virtual routers that changed their state in that time, those that changed last first. Nothing is known of a time
// without a daemon.
std::vector<Track> tracks_of(const nlohmann::json& events, double from, double to);

} // namespace xvrrp::exporter
