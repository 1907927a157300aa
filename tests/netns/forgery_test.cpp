// SPDX-License-Identifier: GPL-2.0-or-later
// Adverts that must be refused, sent to a MASTER and to a BACKUP. They change a counter and nothing else.
//
// Each has priority 200, so the MASTER would lose its place if it believed one.
#include "core/vrrp/frame.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <thread>

namespace xvrrp::test {

namespace {

using core::Bytes;
using core::IpAddress;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kIp = 14;
constexpr std::size_t kVrrp = kIp + 20;
constexpr int kCopies = 3;

struct Forged {
    core::Advert advert;
    IpAddress source = IpAddress::v4(192, 168, 1, 66);
    IpAddress destination = core::vrrp_group(core::Family::Ipv4);

    Bytes frame() const {
        return core::advert_frame({{2, 0, 0, 0, 0, 0x66}}, source, destination, 1,
                                  core::encode(advert, source, destination));
    }
};

void seal_ip(Bytes& frame) {
    const auto header = std::span(frame).subspan(kIp, 20);
    core::set16(header, 10, 0);
    core::set16(header, 10, core::checksum_finish(core::checksum_add(0, header)));
}

// Changes a byte of the IP header and corrects the checksum.
Bytes with_ip(Bytes frame, std::size_t offset, unsigned value) {
    frame[kIp + offset] = static_cast<std::uint8_t>(value);
    seal_ip(frame);
    return frame;
}

Bytes with_vrrp(Bytes frame, std::size_t offset, unsigned value) {
    frame[kVrrp + offset] = static_cast<std::uint8_t>(value);
    return frame;
}

Bytes with_ip_options(Bytes frame) {
    frame.insert(frame.begin() + kVrrp, 4, 1); // four "no operation" options
    frame[kIp] = 0x46;
    frame[kIp + 3] = static_cast<std::uint8_t>(frame[kIp + 3] + 4);
    core::set16(frame, kIp + 10, 0);
    core::set16(frame, kIp + 10,
                core::checksum_finish(core::checksum_add(0, core::ByteView(frame).subspan(kIp, 24))));
    return frame;
}

Bytes cut_to(Bytes frame, std::size_t message) {
    frame.resize(kVrrp + message);
    return with_ip(std::move(frame), 3, static_cast<unsigned>(20 + message));
}

Bytes with_wrong_ip_checksum(Bytes frame) {
    frame[kIp + 10] = static_cast<std::uint8_t>(~frame[kIp + 10]);
    return frame;
}

Bytes from(Forged forged, const IpAddress& source) {
    forged.source = source;
    return forged.frame();
}

Bytes to(Forged forged, const IpAddress& destination) {
    forged.destination = destination;
    return forged.frame();
}

struct Refused {
    const char* drop; // the name of the counter in the status
    Bytes frame;
};

std::vector<Refused> of_any_version(const Forged& good, const IpAddress& target) {
    const auto frame = good.frame();
    const auto another_type = static_cast<unsigned>(good.advert.version) << 4 | 2;
    return {{"too_short", cut_to(frame, 4)},
            {"ip_options", with_ip_options(frame)},
            {"ip_checksum", with_wrong_ip_checksum(frame)},
            {"ip_length", with_ip(frame, 3, 200)},
            {"fragment", with_ip(frame, 6, 0x20)},
            {"fragment", with_ip(frame, 7, 1)},
            {"ttl", with_ip(frame, 8, 254)},
            {"source_invalid", from(good, IpAddress::v4(0, 0, 0, 0))},
            {"source_invalid", from(good, IpAddress::v4(127, 0, 0, 1))},
            {"source_invalid", from(good, IpAddress::v4(224, 0, 0, 18))},
            {"source_invalid", from(good, IpAddress::v4(255, 255, 255, 255))},
            {"source_invalid", from(good, IpAddress::v4(192, 168, 1, 255))},
            {"source_own", from(good, target)},
            {"source_virtual", from(good, virtual_address())},
            {"destination", to(good, IpAddress::v4(224, 0, 0, 1))},
            {"destination", to(good, target)},
            {"type", with_vrrp(frame, 0, another_type)},
            {"count_zero", with_vrrp(frame, 3, 0)},
            {"length", with_vrrp(frame, 3, 3)},
            {"checksum", with_vrrp(frame, 6, 0x5a)}};
}

std::vector<Refused> of_version_2(const core::Advert& good, const IpAddress& target) {
    auto rows = of_any_version({good}, target);
    auto version = good;
    version.version = core::Version::V3;
    auto type = good;
    type.authentication = {};
    auto data = good;
    data.authentication.data = {'1', '1', '1', '2'};
    auto interval = good;
    interval.interval = core::Centiseconds(200);
    rows.push_back({"version", Forged{version}.frame()});
    rows.push_back({"auth_type", Forged{type}.frame()});
    rows.push_back({"auth_data", Forged{data}.frame()});
    rows.push_back({"interval_mismatch", Forged{interval}.frame()});
    return rows;
}

std::vector<Refused> of_version_3(const core::Advert& good, const IpAddress& target) {
    auto rows = of_any_version({good}, target);
    auto version = good;
    version.version = core::Version::V2;
    auto interval = good;
    interval.interval = core::Centiseconds(0);
    rows.push_back({"version", Forged{version}.frame()});
    rows.push_back({"interval_zero", Forged{interval}.frame()});
    return rows;
}

using Rows = std::vector<Refused>(const core::Advert& good, const IpAddress& target);

// The drops of the virtual router, and those of packets that do not say whose they are.
nlohmann::json drops(const VrrpHost& host) {
    auto status = host.status();
    auto sum = status["drops"];
    for (const auto& [reason, count] : status["instances"][0]["drops"].items())
        sum[reason] = sum.value(reason, 0) + count.get<int>();
    return sum;
}

// The frame goes to the target's MAC, so that only the target hears it: the own source of one router is a
// stranger's for the other.
void send_to(const VrrpHost& target, Port& wire, Bytes frame) {
    const auto mac = target.netns().mac("eth0").octets;
    std::copy(mac.begin(), mac.end(), frame.begin());
    wire.send(frame);
}

void refuse_all(TwoRouters& net, Rows rows_of, const core::Advert& good) {
    for (const auto* target : {&net.a, &net.b}) {
        auto expected = drops(*target);
        const auto news = target->counter("news");
        for (const auto& row : rows_of(good, target->address())) {
            for (int copy = 0; copy < kCopies; ++copy)
                send_to(*target, net.wire, row.frame);
            expected[row.drop] = expected.value(row.drop, 0) + kCopies;
            const auto counted = [&] { return drops(*target)[row.drop] == expected[row.drop]; };
            EXPECT_TRUE(wait_until(counted, seconds(2))) << row.drop << ": " << drops(*target)[row.drop];
        }
        EXPECT_EQ(drops(*target), expected);
        EXPECT_EQ(target->counter("news"), news);
    }
}

class Forgery : public RootTest {};

core::Advert version_3() {
    return {.version = core::Version::V3,
            .vrid = 51,
            .priority = 200,
            .interval = core::Centiseconds(10),
            .authentication = {},
            .addresses = {virtual_address()}};
}

core::Advert version_2() {
    return {.version = core::Version::V2,
            .vrid = 51,
            .priority = 200,
            .interval = core::Centiseconds(100),
            .authentication = {VRRP_AUTH_PASS, {'1', '1', '1', '1'}},
            .addresses = {virtual_address()}};
}

} // namespace

TEST_F(Forgery, of_version_3_moves_a_counter_and_nothing_else) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100, .advert_int = "0.1"}, {.priority = 90, .advert_int = "0.1"}));
    refuse_all(net, of_version_3, version_3());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.counter("master-transitions"), 1U);
    EXPECT_EQ(net.b.counter("master-transitions"), 0U);
}

TEST_F(Forgery, of_version_2_moves_a_counter_and_nothing_else) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(published(100), published(90)));
    refuse_all(net, of_version_2, version_2());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.counter("master-transitions"), 1U);
    EXPECT_EQ(net.b.counter("master-transitions"), 0U);
}

TEST_F(Forgery, does_not_disturb_the_schedule_of_a_master) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100, .advert_int = "0.1"}, {.priority = 90, .advert_int = "0.1"}));
    const auto rows = of_version_3(version_3(), net.a.address());
    net.wire.clear();
    const auto end = std::chrono::steady_clock::now() + seconds(2);
    std::size_t sent = 0;
    while (std::chrono::steady_clock::now() < end) {
        for (const auto& row : rows)
            net.wire.send(row.frame);
        sent += rows.size();
    }
    const auto own = adverts(net.wire.frames(), net.a.address());
    EXPECT_GT(sent, 1000U);
    EXPECT_GE(own.size(), 18U);
    EXPECT_LE(own.size(), 21U);
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.counter("master-transitions"), 1U);
    EXPECT_EQ(net.b.counter("master-transitions"), 0U);
}

TEST_F(Forgery, ten_times_a_second_of_each_kind_delays_no_advert_of_a_master) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(published(100), published(90)));
    const auto rows = of_version_2(version_2(), net.a.address());
    net.wire.clear();
    const auto start = std::chrono::steady_clock::now();
    for (int round = 0; round < 50; ++round) {
        for (const auto& row : rows)
            net.wire.send(row.frame);
        std::this_thread::sleep_until(start + round * milliseconds(100));
    }
    const auto own = adverts(net.wire.frames(), net.a.address());
    EXPECT_GE(own.size(), 4U);
    EXPECT_LE(own.size(), 6U);
    for (std::size_t i = 1; i < own.size(); ++i) {
        EXPECT_GT(own[i].time - own[i - 1].time, milliseconds(800));
        EXPECT_LT(own[i].time - own[i - 1].time, milliseconds(1200));
    }
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.counter("master-transitions"), 1U);
    EXPECT_EQ(net.b.counter("master-transitions"), 0U);
}

// Adverts of another virtual router change nothing here.
TEST_F(Forgery, of_an_unknown_virtual_router_is_left_alone) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    auto advert = version_3();
    advert.vrid = 52;
    Port arrived(net.a.netns(), "eth0");
    const auto frame = Forged{.advert = advert}.frame();
    net.wire.send(frame);
    EXPECT_TRUE(arrived.wait_for([&](const Frame& each) { return each.bytes == frame; }));
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.status()["counters"]["vrid-errors"], 1);
}

// This is the control: the same advert without the fault is believed.
TEST_F(Forgery, that_is_not_broken_makes_a_master_yield) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.wire.send(Forged{.advert = version_3()}.frame());
    EXPECT_TRUE(net.a.daemon().says("(VI_1) Entering BACKUP STATE (priority 200 from 192.168.1.66)"))
        << net.a.log();
    EXPECT_TRUE(wait_until([&] { return !net.a.has_vip(); }));
    EXPECT_TRUE(leads(net.a, net.b)); // no router is behind that advert
}

} // namespace xvrrp::test
