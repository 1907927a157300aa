// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/acceptance.h"

namespace xvrrp::test {

namespace {

using core::Centiseconds;

const auto kForeign = IpAddress::v4(203, 0, 113, 1);
const auto kLower = IpAddress::v4(10, 0, 0, 9);

Ipv4 from(const IpAddress& source) {
    return {.source = source};
}

// Every row begins with these values.
struct Forger {
    Target target;

    Vrrp advert(std::uint8_t priority = 250) const {
        return {.vrid = target.vrid,
                .priority = priority,
                .addresses = std::vector{target.virtual_address},
                .interval = Centiseconds(50)};
    }

    template <class Change>
    Bytes with(Change change) const {
        auto vrrp = advert();
        change(vrrp);
        return Ethernet{} / from(target.other) / vrrp;
    }

    template <class Change>
    Bytes with_ip(Change change) const {
        auto ipv4 = from(target.other);
        change(ipv4);
        return Ethernet{} / ipv4 / advert();
    }

    Bytes of(const IpAddress& source, std::uint8_t priority = 250) const {
        return Ethernet{} / from(source) / advert(priority);
    }
};

} // namespace

std::vector<Case> acceptance_matrix(const Target& target) {
    const auto keeps = Verdict::Keeps;
    const auto yields = Verdict::Yields;
    const auto answers = Verdict::Answers;
    const auto vip = target.virtual_address;
    const Forger forger{target};
    const auto with = [&](auto change) { return forger.with(change); };
    const auto with_ip = [&](auto change) { return forger.with_ip(change); };
    return {
        {"a_valid_advert", yields, forger.of(target.other)},
        {"checksum_without_pseudo_header", yields,
         with([](Vrrp& v) { v.style = core::ChecksumStyle::MessageOnly; })},
        {"wrong_checksum", keeps, with([](Vrrp& v) { v.checksum = 0x1234; })},
        {"ttl_254", keeps, with_ip([](Ipv4& ip) { ip.ttl = 254; })},
        {"version_2", keeps, with([](Vrrp& v) { v.version = 2; })},
        {"version_4", keeps, with([](Vrrp& v) { v.version = 4; })},
        {"type_2", keeps, with([](Vrrp& v) { v.type = 2; })},
        {"type_0", keeps, with([](Vrrp& v) { v.type = 0; })},
        {"count_2_with_one_address", keeps, with([](Vrrp& v) { v.count = 2; })},
        {"count_0_without_address", keeps, with([](Vrrp& v) { v.addresses.emplace(); })},
        {"count_0_with_one_address", keeps, with([](Vrrp& v) { v.count = 0; })},
        {"count_1_with_two_addresses", yields, with([](Vrrp& v) {
             v.trailing = {203, 0, 113, 1};
         })},
        {"interval_0", keeps, with([](Vrrp& v) { v.interval = Centiseconds(0); })},
        {"interval_4095", yields, with([](Vrrp& v) { v.interval = Centiseconds(4095); })},
        {"reserved_bits", yields, with([](Vrrp& v) { v.reserved = 0xf; })},
        {"another_address", yields, with([](Vrrp& v) { v.addresses = {kForeign}; })},
        {"an_address_more", yields, with([&](Vrrp& v) {
             v.addresses = {vip, kForeign};
         })},
        {"another_vrid", keeps, with([](Vrrp& v) { v.vrid = 255; })},
        {"vrid_0", keeps, with([](Vrrp& v) { v.vrid = 0; })},
        {"from_our_own_address", keeps, forger.of(target.router)},
        {"from_the_virtual_address", keeps, forger.of(vip)},
        {"from_another_network", yields, forger.of(IpAddress::v4(192, 0, 2, 9))},
        {"from_nowhere", keeps, forger.of(IpAddress::v4(0, 0, 0, 0))},
        {"from_another_mac", yields,
         Ethernet{.source = {{2, 0, 0, 0, 0, 9}}} / from(target.other) / forger.advert()},
        {"ip_options", keeps, with_ip([](Ipv4& ip) {
             ip.options = {1, 1, 1, 1};
         })},
        {"to_our_own_address", keeps, with_ip([&](Ipv4& ip) { ip.destination = target.router; })},
        {"to_all_hosts", keeps, with_ip([](Ipv4& ip) { ip.destination = IpAddress::v4(224, 0, 0, 1); })},
        {"priority_255", yields, forger.of(target.other, 255)},
        {"equal_priority_from_a_higher_address", yields, forger.of(target.other, kTargetPriority)},
        {"equal_priority_from_a_lower_address", answers, forger.of(kLower, kTargetPriority)},
        {"priority_199", answers, forger.of(target.other, kTargetPriority - 1)},
    };
}

} // namespace xvrrp::test
