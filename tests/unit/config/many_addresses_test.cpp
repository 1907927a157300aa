// SPDX-License-Identifier: GPL-2.0-or-later
// The cost of an instance's addresses grows with their number, and not with its square.
#include "../cost.h"
#include "config/report/show.h"
#include "findings.h"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

constexpr unsigned kFew = 2'500;
constexpr unsigned kMany = 4 * kFew;

using test::cost;
using test::kMostOfLinear;

std::string with_excluded(unsigned count) {
    std::string lines;
    for (unsigned i = 0; i < count; ++i)
        lines += fmt::format("10.{}.{}.{}/32 dev eth0\n", 1 + i / 65'536, i / 256 % 256, i % 256);
    return instance("virtual_ipaddress_excluded {\n" + lines + "}");
}

TEST(ManyAddresses, are_read_in_linear_time) {
    const auto read = [](const std::string& text) {
        return cost([&] { EXPECT_TRUE(parse_text(text).clean()); });
    };
    EXPECT_LT(read(with_excluded(kMany)), kMostOfLinear * read(with_excluded(kFew)));
}

TEST(ManyAddresses, are_shown_in_linear_time) {
    const auto written = [](const Parsed& parsed) {
        return cost([&] { EXPECT_FALSE(show(parsed.config, Secrets::Hidden).empty()); });
    };
    EXPECT_LT(written(parse_text(with_excluded(kMany))),
              kMostOfLinear * written(parse_text(with_excluded(kFew))));
}

TEST(ManyAddresses, are_compared_in_linear_time) {
    const auto compared = [](unsigned count) {
        const auto router = only_router(with_excluded(count));
        auto other = router;
        std::ranges::reverse(other.excluded);
        return cost([&] { EXPECT_EQ(differences(router, other).size(), 1U); });
    };
    EXPECT_LT(compared(kMany), kMostOfLinear * compared(kFew));
}

// A person learns that an address stands there twice, however many addresses there are.
TEST(ManyAddresses, are_still_told_apart) {
    EXPECT_EQ(
        findings(instance("virtual_ipaddress_excluded {\n10.1.0.1/24\n10.1.0.1/25\n10.1.0.1/24 dev eth0\n}")),
        Findings{"note 8:1 '10.1.0.1/24' is in the list already"});
}

} // namespace
} // namespace xvrrp::config
