// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/timers.h"

#include <random>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;

struct Row {
    Version version;
    std::uint8_t priority;
    Duration interval;
    Duration skew;
    Duration down;
};

TEST(Timers, follow_the_rfcs_to_the_nanosecond) {
    for (const auto& row : std::initializer_list<Row>{
             {Version::V2, 100, 1s, 609'375us, 3'609'375us},
             {Version::V3, 100, 1s, 609'375us, 3'609'375us},
             {Version::V2, 100, 3s, 609'375us, 9'609'375us}, // version 2: the skew is of a second
             {Version::V3, 100, 3s, 1'828'125us, 10'828'125us},
             {Version::V3, 100, 10ms, 6'093'750ns, 36'093'750ns},
             {Version::V3, 101, 10ms, 6'054'687ns, 36'054'687ns}, // and not the same as that of 100
             {Version::V2, 254, 1s, 7'812'500ns, 3'007'812'500ns},
             {Version::V3, 255, 1s, 3'906'250ns, 3'003'906'250ns},
             {Version::V3, 1, 40'950ms, 40'790'039'062ns, 163'640'039'062ns}}) {
        EXPECT_EQ(skew_time(row.version, row.priority, row.interval), row.skew) << int{row.priority};
        EXPECT_EQ(master_down_interval(row.version, row.priority, row.interval, 3), row.down)
            << int{row.priority};
    }
}

TEST(Timers, count_as_many_adverts_as_configured) {
    EXPECT_EQ(master_down_interval(Version::V2, 100, 1s, 1), 1'609'375us);
    EXPECT_EQ(master_down_interval(Version::V2, 100, 1s, 10), 10'609'375us);
}

TEST(Timers, make_a_router_of_higher_priority_the_faster_one_at_any_interval) {
    for (const Duration interval : {10ms, 1000ms, 40'950ms}) {
        for (int priority = 1; priority < 255; ++priority)
            EXPECT_GT(skew_time(Version::V3, static_cast<std::uint8_t>(priority), interval),
                      skew_time(Version::V3, static_cast<std::uint8_t>(priority + 1), interval));
    }
}

TEST(NextOnSchedule, is_one_interval_later_when_the_loop_was_on_time) {
    const TimePoint start{100s};
    EXPECT_EQ(next_on_schedule(start, 1s, start), start + 1s);
    EXPECT_EQ(next_on_schedule(start, 1s, start + 999'999'999ns), start + 1s);
}

TEST(NextOnSchedule, skips_what_is_past_and_stays_on_the_grid) {
    const TimePoint start{100s};
    EXPECT_EQ(next_on_schedule(start, 1s, start + 1s), start + 2s);
    EXPECT_EQ(next_on_schedule(start, 1s, start + 5'500ms), start + 6s);
    EXPECT_EQ(next_on_schedule(start, 10ms, start + 24h), start + 24h + 10ms);
}

TEST(NextOnSchedule, has_not_drifted_after_a_million_late_ticks) {
    std::mt19937 random(5);
    const TimePoint start{100s};
    auto next = start;
    for (int tick = 1; tick <= 1'000'000; ++tick) {
        next = next_on_schedule(next, 10ms, next + std::chrono::nanoseconds(random() % 10'000'000));
        ASSERT_EQ(next, start + tick * 10ms);
    }
}

TEST(SecondsText, shows_milliseconds) {
    EXPECT_EQ(seconds_text(3'609'375us), "3.609 s");
    EXPECT_EQ(seconds_text(36ms), "0.036 s");
    EXPECT_EQ(seconds_text(1s), "1.000 s");
    EXPECT_EQ(seconds_text(0s), "0.000 s");
}

TEST(SecondsText, survives_a_negative_duration) {
    EXPECT_EQ(seconds_text(-5ms), "-0.005 s");
    EXPECT_EQ(seconds_text(-1'234ms), "-1.234 s");
}

TEST(SpanText, is_as_exact_as_people_need_it) {
    EXPECT_EQ(span_text(-5s), "0.0 s");
    EXPECT_EQ(span_text(0s), "0.0 s");
    EXPECT_EQ(span_text(449ms), "0.4 s");
    EXPECT_EQ(span_text(9'999ms), "9.9 s");
    EXPECT_EQ(span_text(10s), "10 s");
    EXPECT_EQ(span_text(119'999ms), "119 s");
    EXPECT_EQ(span_text(120s), "2 min");
    EXPECT_EQ(span_text(119min), "119 min");
    EXPECT_EQ(span_text(2h), "2 h");
    EXPECT_EQ(span_text(47h + 59min), "47 h 59 min");
    EXPECT_EQ(span_text(48h), "2 d");
    EXPECT_EQ(span_text(98h), "4 d 2 h");
}

} // namespace

} // namespace xvrrp::core
