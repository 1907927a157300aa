// SPDX-License-Identifier: GPL-2.0-or-later
// The acceptance matrix (support/acceptance.h) put to the core. The kernel side gives the same verdicts: see
// same_as_core_test.cpp; a daemon on a wire: see netns/acceptance_test.cpp.
#include "rig.h"
#include "support/acceptance.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

using test::Case;
using test::Verdict;

constexpr std::size_t kEthernetHeader = 14;

const auto kOur = ip("10.77.0.1");
const auto kVirtualIp = ip("10.77.0.254");

std::vector<Case> cases() {
    return test::acceptance_matrix({5, kOur, ip("10.77.0.2"), kVirtualIp});
}

Rig master_under_test() {
    auto config = config_of(Version::V3, test::kTargetPriority);
    config.vrid = 5;
    config.interval = Centiseconds(10);
    config.addresses = {{kVirtualIp, 24}};
    Rig rig(config, false);
    rig.see(link_up({{kOur, 24}}), 0s);
    rig.start();
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

Said inject(Rig& rig, const Bytes& frame, Duration now) {
    return rig.feed(PacketReceived{{0}, at(now), {frame.begin() + kEthernetHeader, frame.end()}}, now);
}

class Acceptance : public ::testing::TestWithParam<Case> {};

TEST_P(Acceptance, of_a_forged_advert_by_a_master) {
    auto rig = master_under_test();
    const auto schedule = rig.deadline();
    const auto sent = rig.router().counters().adverts_sent;
    const auto said = inject(rig, GetParam().frame, schedule - 70ms);
    if (GetParam().verdict == Verdict::Yields) {
        EXPECT_EQ(rig.state(), State::Backup);
        return;
    }
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.deadline(), schedule);
    EXPECT_EQ(rig.router().counters().adverts_sent - sent, GetParam().verdict == Verdict::Answers ? 1U : 0U);
    EXPECT_EQ(said.empty(), false); // it is noticed
}

INSTANTIATE_TEST_SUITE_P(Matrix, Acceptance, ::testing::ValuesIn(cases()),
                         [](const auto& row) { return row.param.name; });

} // namespace

TEST(AcceptanceMatrix, has_every_case) {
    EXPECT_EQ(cases().size(), 31U);
}

// 40.95 s would be two minutes of silence; one second is believed here.
TEST(AcceptanceMatrix, brings_the_master_back_after_one_forged_interval) {
    auto rig = master_under_test();
    const auto matrix = cases();
    inject(rig, std::ranges::find(matrix, "interval_4095", &Case::name)->frame, 1s);
    ASSERT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 1s + 3s + 218'750us);
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
}

} // namespace xvrrp::core
