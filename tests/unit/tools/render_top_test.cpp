// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_top.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json counted(const std::string& name, int received, int sent, int by_kernel, int dropped, int changes) {
    return {
        {"name", name},
        {"state", "MASTER"},
        {"stand_in", {{"adverts", by_kernel}}},
        {"drops", {{"ttl", dropped}, {"checksum", 0}}},
        {"counters",
         {{"advertisement-rcvd", received}, {"advertisement-sent", sent}, {"master-transitions", changes}}}};
}

json of(std::vector<json> routers) {
    return {{"instances", std::move(routers)}};
}

const json kBefore = of({counted("VI_1", 0, 10, 0, 0, 1), counted("VI_2", 100, 0, 0, 0, 0)});
const json kAfter = of({counted("VI_1", 0, 28, 2, 1, 1), counted("VI_2", 120, 0, 0, 0, 3)});

} // namespace

TEST(Top, shows_rates_with_the_largest_first) {
    EXPECT_EQ(render_top(kBefore, kAfter, {Order::Received, 2, 0}),
              "2 virtual routers, 10.0 adverts/s received, 10.0 sent\n"
              "NAME  STATE   RX/s  TX/s  DROP/s  CHANGES  LATE ms  GAP ms\n"
              "VI_2  MASTER  10.0   0.0     0.0        3      0.0     0.0\n"
              "VI_1  MASTER   0.0  10.0     0.5        1      0.0     0.0\n");
}

TEST(Top, sorts_by_what_was_asked_for) {
    const auto first = [](Order order) {
        const auto text = render_top(kBefore, kAfter, {order, 2, 1});
        return text.substr(text.find("VI_"), 4);
    };
    EXPECT_EQ(first(Order::Sent), "VI_1");
    EXPECT_EQ(first(Order::Dropped), "VI_1");
    EXPECT_EQ(first(Order::Changes), "VI_2");
    EXPECT_EQ(first(Order::Name), "VI_1");
}

TEST(Top, shows_no_more_rows_than_fit_and_sums_all) {
    const auto text = render_top(kBefore, kAfter, {Order::Received, 2, 1});
    EXPECT_EQ(text.find("VI_1"), std::string::npos);
    EXPECT_NE(text.find("2 virtual routers, 10.0 adverts/s received, 10.0 sent"), std::string::npos);
}

TEST(Top, remembers_the_largest_gap_and_shows_the_latest_advert) {
    const auto timed = [](json silence, double latest) {
        auto its = counted("VI_1", 0, 0, 0, 0, 0);
        its["timing"] = {{"silence_ms", std::move(silence)}, {"latest_ms", latest}};
        return of({its, counted("VI_2", 9, 0, 0, 0, 0)});
    };
    const auto first = timed(300.0, 1.5);
    auto second = timed(100.0, 2.5);
    keep_gaps(first, second);
    EXPECT_EQ(rates(second, timed(50.0, 2.5), 1)[0]["gap_ms"], 300.0) << "the one before the last picture";
    EXPECT_EQ(rates(second, timed(nullptr, 2.5), 1)[0]["gap_ms"], 300.0);
    EXPECT_EQ(rates(second, timed(400.0, 2.5), 1)[0]["gap_ms"], 400.0);
    EXPECT_EQ(rates(second, timed(400.0, 2.5), 1)[0]["late_ms"], 2.5);
    for (const auto order : {Order::Late, Order::Gap}) {
        const auto text = render_top(first, second, {order, 2, 1});
        EXPECT_EQ(text.substr(text.find("VI_"), 4), "VI_1");
    }
    auto odd = json(7);
    keep_gaps(first, odd);
    EXPECT_EQ(odd, json(7));
}

TEST(Top, leaves_out_what_only_one_look_saw_and_takes_a_new_daemon_from_zero) {
    const auto anew = of({counted("VI_1", 4, 0, 0, 0, 0), counted("VI_3", 50, 0, 0, 0, 0)});
    const auto seen = rates(kBefore, anew, 1);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0]["received_per_s"], 4.0);
    EXPECT_EQ(seen[0]["sent_per_s"], 0.0);
    EXPECT_EQ(rates(json::object(), json(), 1), json::array());
}

} // namespace xvrrp::tools
