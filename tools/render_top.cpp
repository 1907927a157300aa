// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_top.h"

#include "tools/columns.h"
#include "tools/reply.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr const char* kGap = "largest_gap_ms"; // kept beside what the daemon says

struct Column {
    const char* head;
    const char* key;
    Order order;
};

constexpr std::array kColumns = {
    Column{"RX/s", "received_per_s", Order::Received}, Column{"TX/s", "sent_per_s", Order::Sent},
    Column{"DROP/s", "dropped_per_s", Order::Dropped}, Column{"CHANGES", "changes", Order::Changes},
    Column{"LATE ms", "late_ms", Order::Late},         Column{"GAP ms", "gap_ms", Order::Gap},
};

double sum(const json& numbers) {
    double out = 0;
    for (const auto& each : numbers)
        out += each.is_number() ? each.get<double>() : 0;
    return out;
}

// A counter of a daemon that was started anew is smaller than before.
double grown(double before, double after) {
    return after < before ? after : after - before;
}

// Of what was seen so far: how long ago the last advert of another router came.
double largest_gap(const json& before, const json& after) {
    return std::max({number_in(before, kGap), number_in(member(before, "timing"), "silence_ms"),
                     number_in(member(after, "timing"), "silence_ms")});
}

std::map<std::string, const json*> by_name(const json& status) {
    std::map<std::string, const json*> out;
    for (const auto& each : member(status, "instances"))
        out.emplace(text_in(each, "name"), &each);
    return out;
}

json rate(const json& before, const json& after, double seconds) {
    const auto counted = [&](const char* key) {
        return grown(number_in(member(before, "counters"), key), number_in(member(after, "counters"), key));
    };
    return {{"name", text_in(after, "name")},
            {"state", text_in(after, "state")},
            {"received_per_s", counted("advertisement-rcvd") / seconds},
            {"sent_per_s",
             (counted("advertisement-sent") + grown(number_in(member(before, "stand_in"), "adverts"),
                                                    number_in(member(after, "stand_in"), "adverts"))) /
                 seconds},
            {"dropped_per_s", grown(sum(member(before, "drops")), sum(member(after, "drops"))) / seconds},
            {"changes", number_in(member(after, "counters"), "master-transitions")},
            {"late_ms", number_in(member(after, "timing"), "latest_ms")},
            {"gap_ms", largest_gap(before, after)}};
}

std::string written(double value, bool whole) {
    std::string text(32, '\0');
    const auto size = std::snprintf(text.data(), text.size(), "%.*f", whole ? 0 : 1, value);
    text.resize(static_cast<std::size_t>(std::max(size, 0)));
    return text;
}

} // namespace

json rates(const json& before, const json& after, double seconds) {
    const auto known = by_name(before);
    json out = json::array();
    for (const auto& each : member(after, "instances")) {
        const auto found = known.find(text_in(each, "name"));
        if (found != known.end())
            out.push_back(rate(*found->second, each, seconds));
    }
    return out;
}

void keep_gaps(const json& before, json& after) {
    const auto known = by_name(before);
    const auto instances = after.find("instances");
    if (instances == after.end())
        return;
    for (auto& each : *instances) {
        const auto found = known.find(text_in(each, "name"));
        if (found != known.end() && each.is_object())
            each[kGap] = largest_gap(*found->second, each);
    }
}

std::string render_top(const json& before, const json& after, TopStyle style) {
    auto all = rates(before, after, style.seconds).get<std::vector<json>>();
    const auto* by = std::ranges::find(kColumns, style.order, &Column::order);
    std::ranges::stable_sort(all, [&](const json& one, const json& other) {
        return by == kColumns.end() ? text_in(one, "name") < text_in(other, "name")
                                    : number_in(one, by->key) > number_in(other, by->key);
    });
    std::vector<std::vector<std::string>> rows{{"NAME", "STATE"}};
    for (const auto& column : kColumns)
        rows.front().emplace_back(column.head);
    double received = 0;
    double sent = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        received += number_in(all[i], "received_per_s");
        sent += number_in(all[i], "sent_per_s");
        if (style.rows != 0 && i >= style.rows)
            continue;
        rows.push_back({text_in(all[i], "name"), text_in(all[i], "state")});
        for (const auto& column : kColumns)
            rows.back().push_back(written(number_in(all[i], column.key), column.order == Order::Changes));
    }
    return std::to_string(all.size()) + (all.size() == 1 ? " virtual router, " : " virtual routers, ") +
           written(received, false) + " adverts/s received, " + written(sent, false) + " sent\n" +
           aligned(rows);
}

} // namespace xvrrp::tools
