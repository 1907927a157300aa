// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's addresses follow what the holders want, whatever fails, is lost or is done by somebody else.
#include "core/net/addresses.h"
#include "hex.h"

#include <functional>
#include <random>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;

const PlacedAddress kFirst{{2}, {ip("192.0.2.100"), 24}};
const PlacedAddress kSecond{{2}, {ip("192.0.2.101"), 24}};
const PlacedAddress kForeign{{2}, {ip("192.0.2.10"), 24}};
constexpr RouterId kA{0};
constexpr RouterId kB{1};
constexpr std::size_t kAll = 1'000'000;

TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

Hold wants(RouterId router, std::vector<PlacedAddress> addresses, bool wanted = true) {
    Hold held;
    held.router = router;
    held.name = router == kA ? "A" : "B";
    held.wanted = wanted;
    held.addresses = std::move(addresses);
    return held;
}

// The kernel's side: it carries out what it is told, refuses some of it, and may lose its messages.
struct Kernel {
    Addresses& addresses;
    AddressSet there{};
    std::set<PlacedAddress> refuses{};
    bool tells = true; // its messages arrive
    std::vector<std::string> done{};

    void put(PlacedAddress address, bool marked, TimePoint now) {
        address.marked = marked;
        there.erase(address);
        there.insert(address);
        if (tells)
            addresses.observe(address, false, now);
    }

    void take(const PlacedAddress& address, TimePoint now) {
        if (there.erase(address) > 0 && tells)
            addresses.observe(address, true, now);
    }

    // One slice: the operations in words.
    void slice(TimePoint now, std::size_t most = kAll) {
        const auto plan = addresses.plan(most);
        std::vector<FailedAddress> failed;
        std::vector<std::function<void()>> messages; // they are read after the answer
        for (const auto& operation : plan.operations) {
            const auto& target = operation.target;
            const bool adds = operation.kind == AddressOperation::Kind::Add;
            if (refuses.contains(target)) {
                failed.push_back({operation, Error{"add " + target.address.text(), "refused", "", 1}});
                continue;
            }
            done.push_back((adds ? "+" : "-") + target.address.text());
            if (adds)
                there.insert(target);
            else
                there.erase(target);
            if (tells)
                messages.emplace_back([this, target, adds, now] {
                    auto told = target;
                    told.marked = adds;
                    addresses.observe(told, !adds, now);
                });
        }
        addresses.applied(plan.operations, failed, now);
        for (const auto& each : messages)
            each();
    }

    void settle(TimePoint now) {
        while (addresses.pending())
            slice(now);
    }
};

using Done = std::vector<std::string>;

struct AddressesTest : testing::Test {
    Addresses addresses;
    Kernel kernel{addresses};

    void hold(const Hold& held, Duration now = 0s) {
        addresses.hold(held);
        kernel.settle(at(now));
    }
};

TEST_F(AddressesTest, are_added_in_their_order_and_removed_when_nobody_wants_them) {
    hold(wants(kA, {kSecond, kFirst}));
    EXPECT_EQ(kernel.done, (Done{"+192.0.2.101/24", "+192.0.2.100/24"}));
    kernel.done.clear();
    hold(wants(kA, {kSecond, kFirst}, false));
    EXPECT_EQ(kernel.done, (Done{"-192.0.2.101/24", "-192.0.2.100/24"}));
}

TEST_F(AddressesTest, that_are_as_they_should_be_are_left_alone) {
    kernel.put(kFirst, true, at(0s));
    hold(wants(kA, {kFirst}));
    hold(wants(kA, {kFirst}));
    hold(wants(kB, {kSecond}, false));
    EXPECT_EQ(kernel.done, Done{});
    EXPECT_EQ(addresses.take_news().placed, (std::vector<RouterId>{kA, kA}));
}

TEST_F(AddressesTest, of_nobody_are_never_touched) {
    kernel.put(kForeign, false, at(0s));
    hold(wants(kA, {kFirst}));
    hold(wants(kA, {kFirst}, false));
    addresses.forget(kA);
    kernel.settle(at(0s));
    EXPECT_TRUE(kernel.there.contains(kForeign));
}

TEST_F(AddressesTest, with_other_attributes_are_replaced_and_nobody_is_blamed_for_it) {
    for (const auto& change : std::vector<std::function<void(AddressAttributes&)>>{
             [](auto& each) { each.label = "eth0:1"; }, [](auto& each) { each.scope = 253; },
             [](auto& each) { each.broadcast = ip("192.0.2.255"); },
             [](auto& each) { each.peer = ip("192.0.2.9"); }, [](auto& each) { each.noprefixroute = true; },
             [](auto& each) { each.preferred_lifetime = 0; }}) {
        Addresses fresh;
        Kernel side{fresh};
        side.put(kFirst, true, at(0s));
        auto wanted = kFirst;
        change(wanted.attributes);
        fresh.hold(wants(kA, {wanted}));
        side.settle(at(0s));
        EXPECT_EQ(side.done, (Done{"-192.0.2.100/24", "+192.0.2.100/24"}));
        EXPECT_EQ(fresh.take_news().warnings, Done{});
        fresh.hold(wants(kA, {wanted}));
        side.settle(at(0s));
        EXPECT_EQ(side.done.size(), 2U);
    }
}

TEST_F(AddressesTest, that_grew_older_or_were_checked_for_duplicates_are_left_alone) {
    auto wanted = kFirst;
    wanted.attributes.preferred_lifetime = 3600;
    wanted.attributes.detects_duplicates = true;
    auto there = kFirst;
    there.attributes.preferred_lifetime = 3000;
    kernel.put(there, true, at(0s));
    hold(wants(kA, {wanted}));
    EXPECT_EQ(kernel.done, Done{});
}

TEST_F(AddressesTest, with_another_prefix_length_go_when_the_right_one_is_there_but_of_ipv6_before_it) {
    const PlacedAddress longer{{2}, {ip("192.0.2.100"), 32}};
    kernel.put(longer, false, at(0s));
    hold(wants(kA, {kFirst}));
    EXPECT_EQ(kernel.done, (Done{"+192.0.2.100/24", "-192.0.2.100/32"}));
    const PlacedAddress ipv6{{2}, {ip("2001:db8::1"), 64}};
    const PlacedAddress longer_ipv6{{2}, {ip("2001:db8::1"), 128}};
    kernel.put(longer_ipv6, false, at(0s));
    kernel.done.clear();
    hold(wants(kB, {ipv6}));
    EXPECT_EQ(kernel.done, (Done{"-2001:db8::1/128", "+2001:db8::1/64"}));
}

TEST_F(AddressesTest, with_another_prefix_length_stay_in_fault_and_where_somebody_else_wants_them) {
    const PlacedAddress longer{{2}, {ip("192.0.2.100"), 32}};
    hold(wants(kB, {longer}));
    hold(wants(kA, {kFirst}));
    EXPECT_TRUE(kernel.there.contains(longer));
    Addresses fresh;
    Kernel side{fresh};
    side.put(longer, false, at(0s));
    auto in_fault = wants(kA, {kFirst}, false);
    in_fault.standing = false;
    fresh.hold(in_fault);
    side.settle(at(0s));
    EXPECT_EQ(side.done, Done{});
}

TEST_F(AddressesTest, of_an_owner_that_were_there_before_us_stay) {
    kernel.put(kFirst, false, at(0s));
    auto owned = wants(kA, {kFirst, kSecond});
    owned.owner = true;
    hold(owned);
    owned.wanted = false;
    hold(owned);
    EXPECT_EQ(kernel.done, (Done{"+192.0.2.101/24", "-192.0.2.101/24"}));
}

TEST_F(AddressesTest, that_move_from_one_holder_to_another_are_never_removed) {
    hold(wants(kA, {kFirst}));
    kernel.done.clear();
    addresses.hold(wants(kB, {kFirst}));
    addresses.forget(kA);
    kernel.settle(at(0s));
    EXPECT_EQ(kernel.done, Done{});
}

TEST_F(AddressesTest, that_a_crash_left_behind_go_where_they_have_our_mark) {
    kernel.put(kFirst, true, at(0s));
    kernel.put(kForeign, false, at(0s));
    addresses.inherit({kFirst, kForeign, kSecond});
    kernel.settle(at(0s));
    EXPECT_EQ(kernel.done, (Done{"-192.0.2.100/24"}));
}

TEST_F(AddressesTest, that_somebody_else_removes_are_put_back_and_that_is_said) {
    hold(wants(kA, {kFirst}));
    kernel.take(kFirst, at(5s));
    kernel.settle(at(5s));
    EXPECT_TRUE(kernel.there.contains(kFirst));
    EXPECT_EQ(addresses.take_news().warnings,
              (Done{"(A) 192.0.2.100/24 was removed by somebody else, putting it back"}));
    for (int i = 0; i < 5; ++i) {
        kernel.take(kFirst, at(5s));
        kernel.settle(at(5s));
    }
    EXPECT_FALSE(kernel.there.contains(kFirst)); // by now after a pause
    addresses.tick(at(5s + 999ms));
    EXPECT_FALSE(addresses.pending());
    EXPECT_EQ(addresses.deadline(), at(6s));
    addresses.tick(at(6s));
    kernel.settle(at(6s));
    EXPECT_TRUE(kernel.there.contains(kFirst));
}

TEST_F(AddressesTest, that_could_not_be_added_are_tried_again_and_the_failure_is_said_once) {
    kernel.refuses.insert(kFirst);
    hold(wants(kA, {kFirst, kSecond}));
    auto news = addresses.take_news();
    EXPECT_EQ(news.errors, (Done{"add 192.0.2.100/24: refused"}));
    EXPECT_EQ(news.placed, std::vector<RouterId>{});
    addresses.tick(at(1s));
    kernel.settle(at(1s));
    EXPECT_EQ(addresses.take_news().errors, Done{});
    kernel.refuses.clear();
    addresses.tick(addresses.deadline());
    kernel.settle(at(3s));
    EXPECT_TRUE(kernel.there.contains(kFirst));
    EXPECT_EQ(addresses.take_news().placed, (std::vector<RouterId>{kA}));
}

TEST_F(AddressesTest, that_went_while_messages_were_lost_are_put_back_with_the_new_picture) {
    hold(wants(kA, {kFirst, kSecond}));
    kernel.tells = false;
    kernel.take(kFirst, at(1s));
    kernel.settle(at(1s));
    EXPECT_FALSE(kernel.there.contains(kFirst)); // nobody knows
    addresses.observe_all(kernel.there);
    kernel.settle(at(1s));
    EXPECT_TRUE(kernel.there.contains(kFirst));
}

TEST_F(AddressesTest, that_went_unprotected_with_another_one_are_put_back_whoever_they_belong_to) {
    kernel.put(kForeign, false, at(0s));
    kernel.there.erase(kForeign);
    addresses.put_back({kForeign});
    EXPECT_TRUE(addresses.pending());
    kernel.settle(at(0s));
    EXPECT_EQ(kernel.done, (Done{"+192.0.2.10/24"}));
}

TEST_F(AddressesTest, are_announced_when_they_are_there_and_not_before) {
    addresses.hold(wants(kA, {kFirst}));
    Announce::Message message;
    message.address = kFirst.place();
    addresses.announce({kA, 2, {message}});
    EXPECT_TRUE(addresses.announcements(at(0s)).empty());
    kernel.settle(at(0s));
    EXPECT_EQ(addresses.announcements(at(0s)).size(), 2U);
    addresses.announce({kA, 1, {message}});
    hold(wants(kA, {kFirst}, false));
    EXPECT_TRUE(addresses.announcements(at(1s)).empty());
}

TEST_F(AddressesTest, are_compared_no_more_at_a_time_than_asked_for) {
    std::vector<PlacedAddress> many;
    for (std::uint8_t i = 1; i <= 100; ++i)
        many.push_back({{2}, {IpAddress::v4(198, 51, 100, i), 32}});
    addresses.hold(wants(kA, many));
    kernel.slice(at(0s), 30);
    EXPECT_EQ(kernel.done.size(), 30U);
    EXPECT_TRUE(addresses.pending());
}

TEST_F(AddressesTest, that_are_static_come_and_go_with_the_configuration) {
    addresses.hold_static({kFirst});
    kernel.settle(at(0s));
    addresses.hold_static({kSecond});
    kernel.settle(at(0s));
    EXPECT_EQ(kernel.done, (Done{"+192.0.2.100/24", "-192.0.2.100/24", "+192.0.2.101/24"}));
}

// Takeovers, releases, refusals, lost messages and an administrator, in any order: once nothing disturbs any more and
// the messages arrive, the kernel has what is wanted, and nothing that was held and is not wanted.
TEST_F(AddressesTest, end_as_wanted_after_any_disturbance) {
    for (std::uint32_t seed = 0; seed < 2000; ++seed) {
        std::mt19937 random(seed);
        Addresses subject;
        Kernel side{subject};
        std::array<Hold, 3> holds;
        for (std::uint32_t i = 0; i < holds.size(); ++i)
            holds.at(i) = wants({i}, {}, false);
        const auto some_address = [&] {
            return PlacedAddress{{2},
                                 {IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(random() % 5)), 32}};
        };
        auto now = at(0s);
        for (int step = 0; step < 40; ++step, now += 300ms) {
            auto& held = holds.at(random() % holds.size());
            switch (random() % 8) {
            case 0:
                held.addresses = {some_address()};
                [[fallthrough]];
            case 1:
                held.wanted = random() % 2 == 0;
                subject.hold(held);
                break;
            case 2:
                side.take(some_address(), now);
                break;
            case 3:
                side.refuses = {some_address()};
                break;
            case 4:
                side.tells = !side.tells;
                if (side.tells)
                    subject.observe_all(side.there);
                break;
            default:
                subject.tick(now);
                side.slice(now, 1 + random() % 3);
            }
        }
        side.refuses.clear();
        side.tells = true;
        subject.observe_all(side.there);
        for (; subject.pending() || subject.deadline() != kNever; now += 1s) {
            subject.tick(now);
            side.settle(now);
        }
        AddressSet wanted;
        for (const auto& each : holds) {
            if (each.wanted)
                wanted.insert(each.addresses.begin(), each.addresses.end());
        }
        ASSERT_EQ(side.there, wanted) << "seed " << seed;
    }
}

TEST(PlacedAddress, has_the_label_of_its_interface_where_it_has_none_of_its_own) {
    Link link;
    link.index = {2};
    link.name = "eth0";
    VirtualAddress address{ip("192.0.2.100"), 24};
    EXPECT_EQ(place_on(link, address).attributes.label, "eth0");
    address.attributes.label = "eth0:1";
    EXPECT_EQ(place_on(link, address).attributes.label, "eth0:1");
    EXPECT_EQ(place_on(link, {ip("2001:db8::1"), 64}).attributes.label, "");
}

} // namespace

} // namespace xvrrp::core
