// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

struct Case {
    const char* written;
    int centiseconds;
    Findings found;
};

void expect(const char* version, const std::vector<Case>& cases) {
    for (const Case& one : cases) {
        const std::string text = instance(std::string("version ") + version + "\nadvert_int " + one.written);
        EXPECT_EQ(findings(text), one.found) << one.written;
        EXPECT_EQ(only_router(text).interval, core::Centiseconds(one.centiseconds)) << one.written;
    }
}

// The values are those of keepalived 2.2.7 for the same text.
TEST(Interval, is_rounded_to_whole_seconds_in_version_2) {
    const auto rounded = [](const std::string& used) {
        return Findings{"warning 6:12 VRRP version 2 allows only whole seconds, using " + used + " s"};
    };
    expect("2", {{"1", 100, {}},
                 {"+2", 200, {}},
                 {"255", 25500, {}},
                 {"1.4", 100, rounded("1")},
                 {"1.5", 200, rounded("2")},
                 {"2.5", 300, rounded("3")},
                 {"0.3", 100, rounded("1")},
                 {"254.6", 25500, rounded("255")}});
}

TEST(Interval, is_rounded_to_steps_of_ten_milliseconds_in_version_3) {
    const auto rounded = [](const std::string& used) {
        return Findings{"warning 6:12 VRRP version 3 allows only steps of 0.01 s, using " + used + " s"};
    };
    expect("3", {{"1", 100, {}},
                 {".5", 50, {}},
                 {"2.", 200, {}},
                 {"0.01", 1, {}},
                 {"40.95", 4095, {}},
                 {"0.014", 1, rounded("0.01")},
                 {"0.015", 2, rounded("0.02")}});
}

TEST(Interval, is_at_most_what_twelve_bits_hold_in_version_3) {
    const Findings cut{"warning 6:12 VRRP version 3 allows no more than 40.95 s, using 40.95 s"};
    expect("3", {{"40.96", 4095, cut}, {"50", 4095, cut}, {"255", 4095, cut}, {"40.955", 4095, cut}});
}

TEST(Interval, that_is_none_is_ignored) {
    expect("3", {{"0", 100, {"warning 6:12 advert_int 0 is not in 0.01..255, ignoring it"}},
                 {"0.005", 100, {"warning 6:12 advert_int 0.005 is not in 0.01..255, ignoring it"}},
                 {"-2", 100, {"warning 6:12 advert_int -2 is not in 0.01..255, ignoring it"}},
                 {"300", 100, {"warning 6:12 advert_int 300 is not in 0.01..255, ignoring it"}},
                 {"1e1", 100, {"warning 6:12 advert_int '1e1' is not a number, ignoring it"}}});
    EXPECT_EQ(only_router(instance("advert_int 3\nadvert_int 0")).interval, core::Centiseconds(300));
}

TEST(Interval, with_too_many_decimals_is_rounded_twice) {
    expect("3", {{"1.2345678",
                  123,
                  {"warning 6:12 advert_int 1.2345678 has more than 6 decimal places, rounding it",
                   "warning 6:12 VRRP version 3 allows only steps of 0.01 s, using 1.23 s"}}});
}

} // namespace
} // namespace xvrrp::config
