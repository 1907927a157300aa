// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/exporter/page.h"
#include "tools/exporter/tracks.h"

#include <cmath>

#include <gtest/gtest.h>

namespace xvrrp::exporter {

namespace {

using nlohmann::json;

constexpr double kNow = 1'795'276'800; // 2026-11-21T16:00:00Z
constexpr double kHour = 3600;

json event(double hours_ago, const std::string& kind, const std::string& name, const std::string& what,
           const std::string& cause = "") {
    return {{"time", "2026-11-21T15:00:00.000000Z"},
            {"time_ns", static_cast<std::int64_t>((kNow - hours_ago * kHour) * 1e9)},
            {"kind", kind},
            {"name", name},
            {"what", what},
            {"cause", cause}};
}

// Each track as "VI_1: BACKUP 24-2 MASTER 2-0", in hours ago.
std::vector<std::string> drawn(const json& events) {
    std::vector<std::string> out;
    for (const auto& track : tracks_of(events, kNow - 24 * kHour, kNow)) {
        auto text = track.name + ":";
        for (const auto& span : track.spans)
            text += " " + span.state + " " + std::to_string(std::lround((kNow - span.from) / kHour)) + "-" +
                    std::to_string(std::lround((kNow - span.to) / kHour));
        out.push_back(text);
    }
    return out;
}

using Drawn = std::vector<std::string>;

TEST(Tracks, have_the_state_before_the_first_change_from_the_begin_on) {
    EXPECT_EQ(drawn(json::array({event(2, "transition", "VI_1", "BACKUP -> MASTER")})),
              (Drawn{"VI_1: BACKUP 24-2 MASTER 2-0"}));
}

TEST(Tracks, begin_with_what_was_so_before_that_time) {
    EXPECT_EQ(drawn({event(30, "transition", "VI_1", "BACKUP -> MASTER"),
                     event(5, "transition", "VI_1", "MASTER -> FAULT")}),
              (Drawn{"VI_1: MASTER 24-5 FAULT 5-0"}));
}

TEST(Tracks, are_only_of_those_that_changed_and_the_last_one_comes_first) {
    EXPECT_EQ(drawn({event(30, "transition", "VI_0", "INIT -> BACKUP"),
                     event(4, "transition", "VI_1", "BACKUP -> MASTER"),
                     event(3, "transition", "VI_2", "BACKUP -> MASTER"),
                     event(2, "fault", "VI_3", "FAULT goes on")}),
              (Drawn{"VI_2: BACKUP 24-3 MASTER 3-0", "VI_1: BACKUP 24-4 MASTER 4-0"}));
}

TEST(Tracks, know_nothing_of_a_time_without_a_daemon) {
    EXPECT_EQ(drawn({event(9, "transition", "VI_1", "BACKUP -> MASTER"), event(7, "daemon", "", "stopped"),
                     event(5, "daemon", "", "started"), event(4, "transition", "VI_1", "INIT -> BACKUP")}),
              (Drawn{"VI_1: BACKUP 24-9 MASTER 9-7 INIT 5-4 BACKUP 4-0"}));
}

TEST(Tracks, take_any_json) {
    for (const auto& odd :
         {json(), json(7), json("x"), json{1, "x", nullptr}, json{{"time_ns", "x"}}, json{{{"time_ns", 5}}}})
        EXPECT_EQ(drawn(odd), Drawn{}) << odd;
}

json status_of(json instance) {
    return {{"daemon", {{"version", "0.1.0"}, {"router_id", "left"}}},
            {"instances", json::array({std::move(instance)})}};
}

TEST(Page, shows_the_virtual_routers_and_their_last_day) {
    const auto shown = page(
        status_of({{"name", "VI_1"}, {"state", "MASTER"}, {"reason_text", "no advert for 3.6 s"}}),
        json::array({event(2, "transition", "VI_1", "BACKUP -> MASTER", "no advert for 3.6 s")}), "", kNow);
    for (const auto* part :
         {"<h1>left</h1>", "1 MASTER", "<td>VI_1</td><td class=\"state MASTER\">MASTER</td>",
          "<title>MASTER, 14:00:00 to 16:00:00: no advert for 3.6 s</title>"})
        EXPECT_NE(shown.find(part), std::string::npos) << part << " is not in\n" << shown;
}

TEST(Page, has_no_state_of_a_daemon_that_does_not_answer) {
    const auto shown = page({}, {}, "no xvrrpd answers", kNow);
    EXPECT_NE(shown.find("no state is known: no xvrrpd answers"), std::string::npos);
    EXPECT_EQ(shown.find("<table>"), std::string::npos);
}

// Whatever a name or a reason says, it says no HTML: wherever it comes, it comes escaped.
TEST(Page, escapes_everything_that_comes_from_the_daemon) {
    const std::string evil = R"("><script>alert('x')</script>&)";
    json router{{"master", {{"address", evil}}},
                {"fault_reasons", {evil}},
                {"addresses", {evil}},
                {"priority", {{"base", evil}}}};
    for (const auto* key : {"name", "state", "interface", "vrid", "since", "reason_text"})
        router[key] = evil;
    auto status = status_of(router);
    status["daemon"] = {{"version", evil}, {"router_id", evil}};
    status["stand_in"] = {{"trouble", evil}};
    status["interfaces"] = json::array({{{"name", evil}, {"mode", "none"}, {"why", evil}}});
    auto happened = event(2, "transition", evil, evil + " -> " + evil, evil);
    happened["time"] = evil;
    const auto empty = page(status_of(json::object()), json::array(), "", kNow);
    for (const auto& shown : {page(status, json::array({happened}), "", kNow),
                              page(status, json::array({happened}), evil, kNow)}) {
        EXPECT_EQ(shown.find("<script"), std::string::npos) << shown;
        EXPECT_EQ(shown.find("\"><s"), std::string::npos) << shown;
        EXPECT_EQ(shown.find("alert('"), std::string::npos) << shown;
        EXPECT_NE(shown.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"), std::string::npos);
    }
    EXPECT_EQ(empty.find("<script"), std::string::npos);
}

TEST(Page, needs_nothing_from_elsewhere) {
    const auto shown = page(status_of({{"name", "VI_1"}}),
                            json::array({event(2, "transition", "VI_1", "BACKUP -> MASTER")}), "", kNow);
    for (const auto* part : {"src=", "http://", "https://", "url(", "@import"})
        EXPECT_EQ(shown.find(part), std::string::npos) << part;
    EXPECT_NE(shown.find("prefers-color-scheme:dark"), std::string::npos);
}

} // namespace

} // namespace xvrrp::exporter
