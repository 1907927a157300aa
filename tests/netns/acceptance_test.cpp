// SPDX-License-Identifier: GPL-2.0-or-later
// The acceptance matrix (support/acceptance.h) against a daemon: one MASTER for each row, all at once.
#include "support/acceptance.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWatched{600};
constexpr std::size_t kFewest = 4; // the fewest adverts in that time, at 100 ms
constexpr milliseconds kAtOnce{50};

class ForgedAdverts : public RootTest {};

Target target(std::size_t row) {
    const auto number = static_cast<std::uint8_t>(row + 1);
    return {number, IpAddress::v4(192, 168, 1, 1), IpAddress::v4(192, 168, 1, 2),
            IpAddress::v4(192, 168, 1, static_cast<std::uint8_t>(100 + number))};
}

std::vector<Case> rows() {
    std::vector<Case> rows;
    const auto count = acceptance_matrix(target(0)).size();
    for (std::size_t row = 0; row < count; ++row)
        rows.push_back(acceptance_matrix(target(row))[row]);
    return rows;
}

std::string config(std::size_t rows) {
    std::string text = "global_defs {\n    router_id test\n    vrrp_version 3\n}\n";
    for (std::size_t row = 0; row < rows; ++row) {
        const auto router = target(row);
        text += "vrrp_instance VI_" + std::to_string(router.vrid) +
                " {\n    interface eth0\n    virtual_router_id " + std::to_string(router.vrid) +
                "\n    priority " + std::to_string(kTargetPriority) +
                "\n    advert_int 0.1\n    virtual_ipaddress {\n        " + router.virtual_address.text() +
                "/24\n    }\n}\n";
    }
    return text;
}

// A frame for the router alone gets the router's MAC address.
Bytes addressed(Bytes frame, const core::MacAddress& router) {
    if ((frame[0] & 1) == 0)
        std::copy(router.octets.begin(), router.octets.end(), frame.begin());
    return frame;
}

// The adverts of one virtual router after a time.
std::vector<SeenAdvert> adverts_after(std::chrono::system_clock::time_point begin, std::uint8_t vrid,
                                      std::vector<SeenAdvert> seen) {
    std::erase_if(seen, [&](const auto& each) { return each.time < begin || each.advert.vrid != vrid; });
    return seen;
}

FramePredicate advert_of(const Target& router) {
    return [router](const Frame& frame) {
        const auto seen = read_advert(frame);
        return seen && seen->source == router.router && seen->advert.vrid == router.vrid;
    };
}

bool all_are_master(const VrrpHost& host) {
    const auto instances = host.status()["instances"];
    return std::ranges::all_of(instances, [](const auto& each) { return each["state"] == "MASTER"; });
}

} // namespace

TEST_F(ForgedAdverts, of_the_acceptance_matrix_are_judged_as_by_the_core) {
    Lan lan("lan");
    VrrpHost router(lan, "a", "192.168.1.1/24");
    VrrpHost forger(lan, "forger", "192.168.1.3/24");
    Port wire(forger.netns(), "eth0");
    const auto matrix = rows();
    ASSERT_EQ(matrix.size(), 31U);
    router.run_xvrrpd(config(matrix.size()));
    ASSERT_TRUE(wait_until([&] { return all_are_master(router); }));

    // All routers are on one schedule, so when the last one has sent, all of them have just sent.
    const auto mac = router.netns().mac("eth0");
    wire.clear();
    ASSERT_TRUE(wire.wait_for(advert_of(target(matrix.size() - 1))));
    const auto begin = std::chrono::system_clock::now();
    for (const auto& row : matrix)
        wire.send(addressed(row.frame, mac));
    wire.wait_for([](const Frame&) { return false; }, kWatched);
    const auto seen = adverts(wire.frames(), router.address());
    const auto instances = router.status()["instances"];

    for (std::size_t row = 0; row < matrix.size(); ++row) {
        SCOPED_TRACE(matrix[row].name);
        const auto own = adverts_after(begin, target(row).vrid, seen);
        const bool yields = matrix[row].verdict == Verdict::Yields;
        EXPECT_EQ(instances[row]["name"], "VI_" + std::to_string(row + 1));
        EXPECT_EQ(instances[row]["state"], yields ? "BACKUP" : "MASTER");
        if (yields) {
            EXPECT_LE(own.size(), 1U); // one may have been on its way
            continue;
        }
        EXPECT_EQ(instances[row]["counters"]["master-transitions"], 1);
        ASSERT_GE(own.size(), kFewest);
        for (const auto& each : own)
            EXPECT_EQ(each.advert.priority, kTargetPriority);
        EXPECT_EQ(own.front().time - begin < kAtOnce, matrix[row].verdict == Verdict::Answers);
    }
}

} // namespace xvrrp::test
