// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/line_limits.h"

#include <cmath>

#include <fmt/format.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kQuiet = std::chrono::seconds(10);
constexpr LineLimits::Rule kWhileItGoesOn{1, std::chrono::minutes(1)};

LogLine summary(LogLine line, std::uint64_t left_out, core::Duration within) {
    const auto seconds = std::lround(std::chrono::duration<double>(within).count());
    line.text = fmt::format("{}: {} more of this in the last {} s",
                            line.again.empty() ? line.text : line.again, left_out, seconds);
    line.beside.fields.emplace_back("VRRP_LEFT_OUT", std::to_string(left_out));
    return line;
}

} // namespace

std::string and_more(std::uint64_t left_out) {
    return left_out ? fmt::format(" ({} more since the last line)", left_out) : "";
}

std::optional<std::uint64_t> LineLimit::pass(core::TimePoint now) {
    if (now < quiet_until_) {
        ++left_out_;
        return std::nullopt;
    }
    quiet_until_ = now + kQuiet;
    return std::exchange(left_out_, 0);
}

void LineLimits::begin(const Key& key, const Rule& rule, core::TimePoint now) {
    floods_.insert_or_assign(key, Flood{.begun = now, .end = now + rule.within, .room = rule.most});
    ends_.emplace(now + rule.within, key);
}

bool LineLimits::pass(const Key& key, const Rule& rule, const LogLine& line, core::TimePoint now) {
    if (!floods_.contains(key))
        begin(key, rule, now);
    auto& flood = floods_.at(key);
    if (flood.room > 0) {
        --flood.room;
        return true;
    }
    ++flood.left_out;
    flood.last = line;
    return false;
}

std::vector<LineLimits::Told> LineLimits::take_over(core::TimePoint now) {
    std::vector<Told> told;
    while (deadline() <= now) {
        const auto key = ends_.extract(ends_.begin()).value().second;
        auto flood = std::move(floods_.extract(key).mapped());
        if (flood.left_out == 0)
            continue;
        told.push_back({key.about, summary(std::move(flood.last), flood.left_out, now - flood.begun)});
        begin(key, kWhileItGoesOn, now);
    }
    return told;
}

std::vector<LineLimits::Told> LineLimits::take_all(core::TimePoint now) {
    std::vector<Told> told;
    for (auto& [key, flood] : floods_) {
        if (flood.left_out > 0)
            told.push_back({key.about, summary(std::move(flood.last), flood.left_out, now - flood.begun)});
    }
    floods_.clear();
    ends_.clear();
    return told;
}

} // namespace xvrrp::daemon
