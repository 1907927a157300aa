// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/pacer.h"

#include <string>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{1000s};
constexpr InterfaceIndex kEth0{2};
constexpr InterfaceIndex kEth1{3};

PlacedAddress placed(InterfaceIndex interface, const std::string& address) {
    return {interface, {IpAddress::from_text(address).value(), 24}};
}

const auto kA = placed(kEth0, "192.0.2.1");
const auto kB = placed(kEth0, "192.0.2.2");
const auto kOnEth1 = placed(kEth1, "192.0.2.3");
const auto kIpv6 = placed(kEth0, "2001:db8::1");
const AddressSet kAll{kA, kB, kOnEth1, kIpv6};

std::vector<Announcement> all_due(Pacer& pacer, TimePoint now, const AddressSet& wanted) {
    return pacer.due(now, [&](const AddressPlace& place) {
        return wanted.contains({place.interface, place.address});
    });
}

Announcement of(std::uint32_t router, const PlacedAddress& address, Duration interval) {
    return {{router},
            {.address = address.place(), .through = address.interface, .frame = {}, .interval = interval}};
}

// Each announced address with the virtual router that announces it.
using Announcements = std::vector<std::pair<std::uint32_t, AddressPlace>>;

Announcements due(Pacer& pacer, TimePoint now, const AddressSet& wanted) {
    Announcements out;
    for (const auto& each : all_due(pacer, now, wanted))
        out.emplace_back(each.router.value, each.message.address);
    return out;
}

// Every message from the first to the last, as "milliseconds:address".
std::vector<std::string> whole_course(Pacer& pacer, TimePoint now, const AddressSet& wanted) {
    std::vector<std::string> out;
    for (; pacer.deadline() != kNever; now = std::max(now, pacer.deadline())) {
        for (const auto& each : all_due(pacer, now, wanted))
            out.push_back(std::to_string((now - kStart) / 1ms) + ":" +
                          each.message.address.address.address.text());
    }
    return out;
}

} // namespace

TEST(Pacer, is_never_due_without_announcements) {
    Pacer pacer;
    EXPECT_EQ(pacer.deadline(), kNever);
    EXPECT_EQ(due(pacer, kStart, kAll), Announcements{});
    pacer.add(of(1, kA, 100ms), 0);
    EXPECT_EQ(pacer.deadline(), kNever);
}

TEST(Pacer, sends_everything_at_once_without_an_interval) {
    Pacer pacer;
    pacer.add(of(1, kA, 0ms), 2);
    pacer.add(of(2, kB, 0ms), 2);
    EXPECT_EQ(due(pacer, kStart, kAll),
              (Announcements{{1, kA.place()}, {2, kB.place()}, {1, kA.place()}, {2, kB.place()}}));
    EXPECT_EQ(pacer.deadline(), kNever);
}

TEST(Pacer, leaves_the_interval_between_two_messages_and_takes_everybody_once_before_anybody_twice) {
    Pacer pacer;
    pacer.add(of(1, kA, 100ms), 2);
    pacer.add(of(1, kB, 100ms), 2);
    EXPECT_EQ(whole_course(pacer, kStart, kAll),
              (std::vector<std::string>{"0:192.0.2.1", "100:192.0.2.2", "200:192.0.2.1", "300:192.0.2.2"}));
}

TEST(Pacer, is_not_due_a_nanosecond_early) {
    Pacer pacer;
    pacer.add(of(1, kA, 100ms), 2);
    EXPECT_EQ(due(pacer, kStart, kAll), (Announcements{{1, kA.place()}}));
    EXPECT_EQ(pacer.deadline(), kStart + 100ms);
    EXPECT_EQ(due(pacer, kStart + 100ms - 1ns, kAll), Announcements{});
    EXPECT_EQ(due(pacer, kStart + 100ms, kAll), (Announcements{{1, kA.place()}}));
}

TEST(Pacer, keeps_the_interval_when_the_loop_is_late) {
    Pacer pacer;
    pacer.add(of(1, kA, 100ms), 3);
    EXPECT_EQ(due(pacer, kStart, kAll).size(), 1U);
    EXPECT_EQ(due(pacer, kStart + 5s, kAll), (Announcements{{1, kA.place()}}));
    EXPECT_EQ(pacer.deadline(), kStart + 5s + 100ms);
}

TEST(Pacer, keeps_the_interval_to_a_message_of_an_earlier_announcement) {
    Pacer pacer;
    pacer.add(of(1, kA, 100ms), 1);
    EXPECT_EQ(due(pacer, kStart, kAll).size(), 1U);
    pacer.add(of(2, kB, 100ms), 1);
    EXPECT_EQ(pacer.deadline(), kStart + 100ms);
}

TEST(Pacer, paces_interfaces_and_families_apart) {
    Pacer pacer;
    pacer.add(of(1, kA, 100ms), 1);
    pacer.add(of(2, kOnEth1, 100ms), 1);
    pacer.add(of(3, kIpv6, 100ms), 1);
    EXPECT_EQ(due(pacer, kStart, kAll),
              (Announcements{{1, kA.place()}, {3, kIpv6.place()}, {2, kOnEth1.place()}}));
}

TEST(Pacer, paces_a_group_of_interfaces_as_one_and_families_apart) {
    Pacer pacer;
    const auto grouped = [](std::uint32_t group, const PlacedAddress& address) {
        auto out = of(1, address, 100ms);
        out.message.group = group;
        return out;
    };
    pacer.add(grouped(1, kA), 1);
    pacer.add(grouped(1, kOnEth1), 1);
    pacer.add(grouped(1, kIpv6), 1);
    pacer.add(grouped(2, kB), 1);
    EXPECT_EQ(pacer.queues(), 3U);
    EXPECT_EQ(due(pacer, kStart, kAll),
              (Announcements{{1, kA.place()}, {1, kIpv6.place()}, {1, kB.place()}}));
    EXPECT_EQ(due(pacer, kStart + 100ms - 1ns, kAll), Announcements{});
    EXPECT_EQ(due(pacer, kStart + 100ms, kAll), (Announcements{{1, kOnEth1.place()}}));
}

TEST(Pacer, drops_what_is_not_wanted_any_more_without_a_pause_for_it) {
    Pacer pacer;
    pacer.add(of(1, kA, 100ms), 3);
    pacer.add(of(1, kB, 100ms), 2);
    EXPECT_EQ(whole_course(pacer, kStart, {kB}), (std::vector<std::string>{"0:192.0.2.2", "100:192.0.2.2"}));
}

TEST(Pacer, forgets_an_interface_that_is_announced_on_no_more) {
    Pacer pacer;
    for (int index = 1; index <= 100; ++index)
        pacer.add(of(1, placed({index}, "192.0.2.1"), 4294s), 1);
    const auto everything = [](const AddressPlace&) { return true; };
    EXPECT_EQ(pacer.due(kStart + 4294s, everything).size(), 100U);
    pacer.due(kStart + 2 * 4294s, everything);
    EXPECT_EQ(pacer.queues(), 100U);
    pacer.due(kStart + 2 * 4294s + 2s, everything);
    EXPECT_EQ(pacer.queues(), 0U);
}

TEST(Pacer, does_not_pile_up_announcements_of_one_address) {
    Pacer pacer;
    for (int i = 0; i < 1000; ++i)
        pacer.add(of(1, kA, 100ms), 2);
    EXPECT_EQ(whole_course(pacer, kStart, kAll), (std::vector<std::string>{"0:192.0.2.1", "100:192.0.2.1"}));
}

} // namespace xvrrp::core
