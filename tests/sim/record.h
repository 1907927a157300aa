// SPDX-License-Identifier: GPL-2.0-or-later
// The history of a simulation: the transitions, the adverts, and the violations.
#pragma once

#include "timeline.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace xvrrp::sim {

using core::Reason;
using core::State;

// at counts from the start of the simulation.
struct Change {
    Duration at{};
    std::string host;
    std::size_t router = 0;
    State from = State::Init;
    State to = State::Init;
    Reason reason = Reason::Startup;

    bool operator==(const Change&) const = default;
};

struct SentAdvert {
    Duration at{};
    std::string host;
    std::size_t router = 0;
    unsigned priority = 0;

    bool operator==(const SentAdvert&) const = default;
};

struct Record {
    std::vector<Change> changes;
    std::vector<SentAdvert> adverts;
    std::vector<std::string> violations;

    std::vector<Change> changes_since(Duration at) const;
    std::vector<SentAdvert> adverts_of(const std::string& host, Duration since = {}) const;
};

std::ostream& operator<<(std::ostream& out, const Change& change);
std::ostream& operator<<(std::ostream& out, const SentAdvert& advert);

} // namespace xvrrp::sim
