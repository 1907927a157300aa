// SPDX-License-Identifier: GPL-2.0-or-later
// One forged advert against a MASTER, in every way that peers are known to disagree about: whether it yields.
//
// The MASTER has VRID 5, version 3 over IPv4, 10.77.0.1, priority 200, 100 ms, VIP 10.77.0.254. Unless its row says
// otherwise, the advert has priority 250, one right address, 500 ms, and comes from 10.77.0.2. The kernel side gives
// the same verdicts: see same_as_core_test.cpp.
#include "rig.h"
#include "support/packet.h"

namespace xvrrp::core {

namespace {

using test::Ethernet;
using test::Ipv4;
using test::Vrrp;

constexpr std::size_t kEthernetHeader = 14;

enum class Verdict { Yields, Keeps };

struct Case {
    std::string name;
    Verdict verdict;
    Bytes frame;
};

const auto kOur = ip("10.77.0.1");
const auto kTheir = ip("10.77.0.2");
const auto kVirtual = ip("10.77.0.254");
const std::vector<IpAddress> kRight{kVirtual};

Ipv4 from(const IpAddress& source) {
    return {.source = source};
}

Ipv4 to(const IpAddress& destination) {
    return {.source = kTheir, .destination = destination};
}

Vrrp advert(std::uint8_t priority = 250) {
    return {.vrid = 5, .priority = priority, .addresses = kRight, .interval = Centiseconds(50)};
}

template <class Change>
Bytes with(Change change) {
    auto vrrp = advert();
    change(vrrp);
    return Ethernet{} / from(kTheir) / vrrp;
}

std::vector<Case> cases() {
    const auto keeps = Verdict::Keeps;
    const auto yields = Verdict::Yields;
    const auto ipv4 = from(kTheir);
    auto ttl = ipv4;
    ttl.ttl = 254;
    auto options = ipv4;
    options.options = {1, 1, 1, 1};
    return {
        {"a_valid_advert", yields, Ethernet{} / ipv4 / advert()},
        {"checksum_without_pseudo_header", yields,
         with([](Vrrp& v) { v.style = ChecksumStyle::MessageOnly; })},
        {"wrong_checksum", keeps, with([](Vrrp& v) { v.checksum = 0x1234; })},
        {"ttl_254", keeps, Ethernet{} / ttl / advert()},
        {"version_2", keeps, with([](Vrrp& v) { v.version = 2; })},
        {"version_4", keeps, with([](Vrrp& v) { v.version = 4; })},
        {"type_2", keeps, with([](Vrrp& v) { v.type = 2; })},
        {"type_0", keeps, with([](Vrrp& v) { v.type = 0; })},
        {"count_2_with_one_address", keeps, with([](Vrrp& v) { v.count = 2; })},
        {"count_0_without_address", keeps, with([](Vrrp& v) { v.addresses.emplace(); })},
        {"count_0_with_one_address", keeps, with([](Vrrp& v) { v.count = 0; })},
        {"count_1_with_two_addresses", yields, with([](Vrrp& v) {
             v.trailing = {10, 77, 0, 253};
         })},
        {"interval_0", keeps, with([](Vrrp& v) { v.interval = Centiseconds(0); })},
        {"interval_4095", yields, with([](Vrrp& v) { v.interval = Centiseconds(4095); })},
        {"reserved_bits", yields, with([](Vrrp& v) { v.reserved = 0xf; })},
        {"another_address", yields, with([](Vrrp& v) { v.addresses = {ip("10.77.0.253")}; })},
        {"an_address_more", yields, with([](Vrrp& v) {
             v.addresses = {kVirtual, ip("10.77.0.253")};
         })},
        {"vrid_6", keeps, with([](Vrrp& v) { v.vrid = 6; })},
        {"vrid_0", keeps, with([](Vrrp& v) { v.vrid = 0; })},
        {"from_our_own_address", keeps, Ethernet{} / from(kOur) / advert()},
        {"from_the_virtual_address", keeps, Ethernet{} / from(kVirtual) / advert()},
        {"from_another_network", yields, Ethernet{} / from(ip("192.0.2.9")) / advert()},
        {"from_nowhere", keeps, Ethernet{} / from(ip("0.0.0.0")) / advert()},
        {"from_another_mac", yields, Ethernet{.source = {{2, 0, 0, 0, 0, 9}}} / ipv4 / advert()},
        {"ip_options", keeps, Ethernet{} / options / advert()},
        {"to_our_own_address", keeps, Ethernet{} / to(kOur) / advert()},
        {"to_all_hosts", keeps, Ethernet{} / to(ip("224.0.0.1")) / advert()},
        {"priority_255", yields, Ethernet{} / ipv4 / advert(255)},
        {"equal_priority_from_a_higher_address", yields, Ethernet{} / ipv4 / advert(200)},
        {"equal_priority_from_a_lower_address", keeps, Ethernet{} / from(ip("10.0.0.9")) / advert(200)},
        {"priority_199", keeps, Ethernet{} / ipv4 / advert(199)},
    };
}

Rig master_under_test() {
    auto config = config_of(Version::V3, 200);
    config.vrid = 5;
    config.interval = Centiseconds(10);
    config.addresses = {{kVirtual, 24}};
    Rig rig(config, false);
    rig.see(link_up({{kOur, 24}}), 0s);
    rig.start();
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

Said inject(Rig& rig, const Bytes& frame, Duration now) {
    return rig.feed(PacketReceived{0, at(now), {frame.begin() + kEthernetHeader, frame.end()}}, now);
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
    const bool loses =
        GetParam().name == "priority_199" || GetParam().name == "equal_priority_from_a_lower_address";
    EXPECT_EQ(rig.router().counters().adverts_sent - sent,
              loses ? 1U : 0U);     // RFC 9568 section 6.4.3: at once
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
    inject(rig, with([](Vrrp& v) { v.interval = Centiseconds(4095); }), 1s);
    ASSERT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 1s + 3s + 218'750us);
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
}

} // namespace xvrrp::core
