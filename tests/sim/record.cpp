// SPDX-License-Identifier: GPL-2.0-or-later
#include "record.h"

#include "core/vrrp/names.h"

#include <algorithm>
#include <iterator>
#include <ostream>

namespace xvrrp::sim {

namespace {

std::string microseconds(Duration at) {
    return std::to_string(at.count() / 1000) + '.' + std::to_string(at.count() % 1000) + " us";
}

} // namespace

std::vector<Change> Record::changes_since(Duration at) const {
    std::vector<Change> out;
    std::ranges::copy_if(changes, std::back_inserter(out), [&](const auto& each) { return each.at >= at; });
    return out;
}

std::vector<SentAdvert> Record::adverts_of(const std::string& host, Duration since) const {
    std::vector<SentAdvert> out;
    std::ranges::copy_if(adverts, std::back_inserter(out),
                         [&](const auto& each) { return each.host == host && each.at >= since; });
    return out;
}

std::ostream& operator<<(std::ostream& out, const Change& change) {
    return out << microseconds(change.at) << ' ' << change.host << '[' << change.router
               << "]: " << core::name(change.from) << " -> " << core::name(change.to) << " ("
               << core::name(change.reason) << ')';
}

std::ostream& operator<<(std::ostream& out, const SentAdvert& advert) {
    return out << microseconds(advert.at) << ' ' << advert.host << '[' << advert.router << "]: priority "
               << advert.priority;
}

} // namespace xvrrp::sim
