// SPDX-License-Identifier: GPL-2.0-or-later
// Adverts that must be refused: one counter changes and nothing else. Each row is a valid advert with one
// fault.
#include "rx_under_test.h"

#include <set>

namespace xvrrp::test {

namespace {

struct Row {
    std::string description;
    Bytes frame;
    std::string counter;
    std::uint32_t slot = kSlot4;
};

class Refuse : public RxTest {
protected:
    // Version 2 with a password, for the rows that need it.
    static void expect_version_2(vrrp_auth_type type = VRRP_AUTH_PASS) {
        auto& known = rx().known(kSlot4);
        known.version = 2;
        known.auth_type = static_cast<std::uint8_t>(type);
        std::copy_n("secret", 6, known.auth_data);
    }

    static void check(const std::vector<Row>& rows) {
        for (const auto& row : rows) {
            for (const auto program : {Program::Xdp, Program::Tc}) {
                SCOPED_TRACE(row.description + ", " + std::string(name(program)));
                const auto slot = std::to_string(row.slot) + ".";
                rx().control().visible_burst = 100;
                expect_refused(row, program,
                               {Verdict::Pass, {{slot + row.counter, 1}, {slot + "passed", 1}}});
                rx().control().visible_burst = 0;
                expect_refused(row, program,
                               {Verdict::Consume, {{slot + row.counter, 1}, {slot + "consumed", 1}}});
            }
        }
    }

    static void expect_refused(const Row& row, Program program,
                               const std::pair<Verdict, Counters>& expected) {
        const auto outcome = rx().run(row.frame, program);
        EXPECT_EQ(outcome.verdict, expected.first);
        EXPECT_EQ(outcome.counters, expected.second);
        EXPECT_TRUE(outcome.events.empty());
        EXPECT_FALSE(outcome.peers_changed);
        EXPECT_FALSE(outcome.frame_changed);
    }
};

core::Authentication password(const char* text) {
    core::Authentication out{VRRP_AUTH_PASS, {}};
    std::copy_n(text, std::min<std::size_t>(std::string_view(text).size(), 8), out.data.begin());
    return out;
}

Ipv4 from(const char* source) {
    return Ipv4{.source = *IpAddress::from_text(source)};
}

Ipv6 from6(const char* source) {
    return Ipv6{.source = *IpAddress::from_text(source)};
}

} // namespace

TEST_F(Refuse, what_the_ip_stack_would_have_refused) {
    check({
        {"options", Ethernet{} / Ipv4{.options = Bytes(8, 1)} / Vrrp{}, "ip_options"},
        {"the longest options", Ethernet{} / Ipv4{.options = Bytes(40, 1)} / Vrrp{}, "ip_options"},
        {"a header shorter than a header", Ethernet{} / Ipv4{.header_words = 4} / Vrrp{}, "ip_options"},
        {"header checksum", Ethernet{} / Ipv4{.checksum = 0x1234} / Vrrp{}, "ip_checksum"},
        {"total length beyond the frame", Ethernet{} / Ipv4{.total_length = 33} / Vrrp{}, "ip_length"},
        {"the longest total length", Ethernet{} / Ipv4{.total_length = 65535} / Vrrp{}, "ip_length"},
        {"total length without VRRP", Ethernet{} / Ipv4{.total_length = 27} / Vrrp{}, "ip_length"},
        {"total length 0", Ethernet{} / Ipv4{.total_length = 0} / Vrrp{}, "ip_length"},
        {"payload length beyond the frame", Ethernet{} / Ipv6{.payload_length = 25} / Vrrp{}, "ip_length",
         kSlot6},
        {"payload length without VRRP", Ethernet{} / Ipv6{.payload_length = 7} / Vrrp{}, "ip_length", kSlot6},
        {"a first fragment", Ethernet{} / Ipv4{.fragment = 0x2000} / Vrrp{}, "fragment"},
        {"a last fragment", Ethernet{} / Ipv4{.fragment = 0x0001} / Vrrp{}, "fragment"},
        {"TTL 254", Ethernet{} / Ipv4{.ttl = 254} / Vrrp{}, "ttl"},
        {"hop limit 0", Ethernet{} / Ipv6{.hop_limit = 0} / Vrrp{}, "ttl", kSlot6},
    });
}

TEST_F(Refuse, sources_that_no_other_host_has) {
    rx().forbid(IpAddress::v4(192, 0, 2, 7), VRRP_DROP_SOURCE_OWN);
    rx().forbid(IpAddress::v4(192, 0, 2, 100), VRRP_DROP_SOURCE_VIRTUAL);
    rx().forbid(IpAddress::v4(192, 0, 2, 255), VRRP_DROP_SOURCE_INVALID);
    rx().forbid(*IpAddress::from_text("fe80::7"), VRRP_DROP_SOURCE_OWN);
    rx().forbid(IpAddress::v4(169, 254, 2, 100), VRRP_DROP_SOURCE_VIRTUAL);
    rx().forbid(*IpAddress::from_text("2001:db8::100"), VRRP_DROP_SOURCE_VIRTUAL);
    check({
        {"unspecified", Ethernet{} / from("0.0.0.0") / Vrrp{}, "source_invalid"},
        {"loopback", Ethernet{} / from("127.1.2.3") / Vrrp{}, "source_invalid"},
        {"multicast", Ethernet{} / from("224.0.0.18") / Vrrp{}, "source_invalid"},
        {"limited broadcast", Ethernet{} / from("255.255.255.255") / Vrrp{}, "source_invalid"},
        {"directed broadcast", Ethernet{} / from("192.0.2.255") / Vrrp{}, "source_invalid"},
        {"our own", Ethernet{} / from("192.0.2.7") / Vrrp{}, "source_own"},
        {"virtual", Ethernet{} / from("192.0.2.100") / Vrrp{}, "source_virtual"},
        {"unspecified, IPv6", Ethernet{} / from6("::") / Vrrp{}, "source_invalid", kSlot6},
        {"loopback, IPv6", Ethernet{} / from6("::1") / Vrrp{}, "source_invalid", kSlot6},
        {"multicast, IPv6", Ethernet{} / from6("ff02::12") / Vrrp{}, "source_invalid", kSlot6},
        {"virtual, link-local", Ethernet{} / from("169.254.2.100") / Vrrp{}, "source_virtual"},
        {"virtual, IPv6", Ethernet{} / from6("2001:db8::100") / Vrrp{}, "source_virtual", kSlot6},
        {"our own, IPv6", Ethernet{} / from6("fe80::7") / Vrrp{}, "source_own", kSlot6},
    });
}

// On another link, or in another VRF, the same address belongs to another host.
TEST_F(Refuse, not_a_source_that_is_ours_elsewhere) {
    constexpr std::uint32_t kRed = 7;
    constexpr std::uint32_t kBlue = 8;
    constexpr std::uint32_t kOtherLink = 9;
    const auto first = IpAddress::v4(192, 0, 2, 1);
    const auto second = *IpAddress::from_text("fe80::1");
    rx().known(kSlot4).domain = rx().known(kSlot6).domain = kRed;
    for (const auto scope : {0U, kBlue, kOtherLink}) {
        rx().forbid(first, VRRP_DROP_SOURCE_OWN, scope);
        rx().forbid(second, VRRP_DROP_SOURCE_OWN, scope);
        rx().forbid(IpAddress::v4(169, 254, 2, 1), VRRP_DROP_SOURCE_VIRTUAL, scope);
    }
    rx().forbid(second, VRRP_DROP_SOURCE_OWN, kRed);
    for (const auto program : {Program::Xdp, Program::Tc}) {
        EXPECT_EQ(rx().run(Ethernet{} / Ipv4{} / Vrrp{}, program).counters.at("1.accepted"), 1u);
        EXPECT_EQ(rx().run(Ethernet{} / from("169.254.2.1") / Vrrp{}, program).counters.at("1.accepted"), 1u);
        EXPECT_EQ(rx().run(Ethernet{} / Ipv6{} / Vrrp{}, program).counters.at("2.accepted"), 1u);
    }
    rx().forbid(first, VRRP_DROP_SOURCE_OWN, kRed);
    rx().forbid(second, VRRP_DROP_SOURCE_OWN);
    check({
        {"ours in the VRF", Ethernet{} / Ipv4{} / Vrrp{}, "source_own"},
        {"ours on the link", Ethernet{} / Ipv6{} / Vrrp{}, "source_own", kSlot6},
    });
}

// RFC 9568 section 1.6: the owner of an address sends from it.
TEST_F(Refuse, not_the_owner_of_a_virtual_address) {
    rx().forbid(IpAddress::v4(192, 0, 2, 100), VRRP_DROP_SOURCE_VIRTUAL);
    for (const auto program : {Program::Xdp, Program::Tc}) {
        const auto outcome = rx().run(Ethernet{} / from("192.0.2.100") / Vrrp{.priority = 255}, program);
        EXPECT_EQ(outcome.counters.at("1.accepted"), 1u);
        EXPECT_FALSE(outcome.counters.contains("1.source_virtual"));
    }
}

TEST_F(Refuse, not_frr_that_sends_from_a_link_local_virtual_address) {
    rx().forbid(*IpAddress::from_text("fe80::5:100"), VRRP_DROP_SOURCE_VIRTUAL);
    for (const auto program : {Program::Xdp, Program::Tc}) {
        const auto outcome = rx().run(Ethernet{} / from6("fe80::5:100") / Vrrp{}, program);
        EXPECT_EQ(outcome.counters.at("2.accepted"), 1u);
        EXPECT_FALSE(outcome.counters.contains("2.source_virtual"));
    }
}

TEST_F(Refuse, what_is_no_advert_of_version_3) {
    using std::chrono::milliseconds;
    check({
        {"a host address", Ethernet{} / Ipv4{.destination = IpAddress::v4(192, 0, 2, 9)} / Vrrp{},
         "destination"},
        {"another group", Ethernet{} / Ipv4{.destination = IpAddress::v4(224, 0, 0, 5)} / Vrrp{},
         "destination"},
        {"version 2", Ethernet{} / Ipv4{} / Vrrp{.version = 2}, "version"},
        {"version 0", Ethernet{} / Ipv4{} / Vrrp{.version = 0}, "version"},
        {"type 2", Ethernet{} / Ipv4{} / Vrrp{.type = 2}, "type"},
        {"no address", Ethernet{} / Ipv4{} / Vrrp{.addresses = std::vector<IpAddress>{}}, "count_zero"},
        {"a count too high", Ethernet{} / Ipv4{} / Vrrp{.count = 2}, "length"},
        {"a count too high, in the padding", Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{.count = 2}, "length"},
        {"the highest count", Ethernet{} / Ipv4{} / Vrrp{.count = 255}, "length"},
        {"a count too high, IPv6", Ethernet{} / Ipv6{} / Vrrp{.count = 2}, "length", kSlot6},
        {"checksum", Ethernet{} / Ipv4{} / Vrrp{.checksum = 0x1234}, "checksum"},
        {"checksum 0", Ethernet{} / Ipv4{} / Vrrp{.checksum = 0}, "checksum"},
        {"checksum, IPv6", Ethernet{} / Ipv6{} / Vrrp{.checksum = 0x1234}, "checksum", kSlot6},
        {"checksum without pseudo-header, IPv6",
         Ethernet{} / Ipv6{} / Vrrp{.style = core::ChecksumStyle::MessageOnly}, "checksum", kSlot6},
        {"interval 0", Ethernet{} / Ipv4{} / Vrrp{.interval = core::Centiseconds(0)}, "interval_zero"},
        {"interval 0 beside reserved bits",
         Ethernet{} / Ipv4{} / Vrrp{.interval = core::Centiseconds(0), .reserved = 15}, "interval_zero"},
    });
}

TEST_F(Refuse, what_does_not_fit_version_2) {
    expect_version_2();
    const Vrrp good{.version = 2, .authentication = password("secret")};
    auto with = [&](auto change) {
        auto vrrp = good;
        change(vrrp);
        return vrrp;
    };
    check({
        {"version 3", Ethernet{} / Ipv4{} / Vrrp{}, "version"},
        {"no room for the password", Ethernet{} / Ipv4{} / with([](Vrrp& v) { v.count = 2; }), "length"},
        {"checksum", Ethernet{} / Ipv4{} / with([](Vrrp& v) { v.checksum = 0x1234; }), "checksum"},
        {"no authentication", Ethernet{} / Ipv4{} / with([](Vrrp& v) { v.authentication = {}; }),
         "auth_type"},
        {"authentication header",
         Ethernet{} / Ipv4{} / with([](Vrrp& v) { v.authentication.type = VRRP_AUTH_AH; }), "auth_type"},
        {"another password",
         Ethernet{} / Ipv4{} / with([](Vrrp& v) { v.authentication = password("sesame"); }), "auth_data"},
        {"a longer password",
         Ethernet{} / Ipv4{} / with([](Vrrp& v) { v.authentication = password("secret1"); }), "auth_data"},
        {"another password behind 255 addresses", Ethernet{} / Ipv4{} / with([](Vrrp& v) {
                                                      v.authentication = password("sesame");
                                                      v.addresses =
                                                          documentation_addresses(core::Family::Ipv4, 255);
                                                  }),
         "auth_data"},
        {"the password after the trailing bytes", Ethernet{} / Ipv4{} / with([](Vrrp& v) {
                                                      v.authentication.data = {};
                                                      v.trailing = {'s', 'e', 'c', 'r', 'e', 't', 0, 0};
                                                  }),
         "auth_data"},
        {"two seconds", Ethernet{} / Ipv4{} / with([](Vrrp& v) { v.interval = std::chrono::seconds(2); }),
         "interval_mismatch"},
    });
}

TEST_F(Refuse, the_pseudo_header_in_a_version_2_checksum) {
    expect_version_2(VRRP_AUTH_NONE);
    const Bytes good = Ethernet{} / Ipv4{} / Vrrp{.version = 2};
    auto message = good;
    core::set16(message, 40, 0);
    const auto body = core::ByteView(message).subspan(34);
    const auto pseudo = core::checksum_add(VRRP_IP_PROTOCOL + static_cast<std::uint32_t>(body.size()),
                                           core::ByteView(message).subspan(26, 8));
    core::set16(message, 40, core::checksum_finish(core::checksum_add(pseudo, body)));
    EXPECT_EQ(rx().run(good).counters.contains("1.accepted"), true);
    check({{"pseudo-header", message, "checksum"}});
}

TEST_F(Refuse, version_2_over_ipv6) {
    rx().known(kSlot6).version = 2;
    check({{"version 2", Ethernet{} / Ipv6{} / Vrrp{.version = 2}, "version", kSlot6}});
}

TEST_F(Refuse, the_first_of_several_reasons_names_it) {
    check({
        {"all of it",
         Ethernet{} / Ipv4{.ttl = 1, .fragment = 0x2000, .checksum = 1} / Vrrp{.type = 3, .checksum = 1},
         "ip_checksum"},
        {"from the fragment on",
         Ethernet{} / Ipv4{.ttl = 1, .fragment = 0x2000} / Vrrp{.type = 3, .checksum = 1}, "fragment"},
        {"from the type on", Ethernet{} / Ipv4{} / Vrrp{.type = 3, .count = 0, .checksum = 1}, "type"},
    });
}

TEST_F(Refuse, an_advert_cut_off_anywhere) {
    rx().known(kSlot4).version = 2;
    rx().control().visible_burst = 10000;
    const std::set<std::string> harmless{"0.too_short", "1.ip_length", "1.passed", "2.ip_length", "2.passed"};
    const std::pair<Bytes, std::size_t> rows[] = {
        // The frame, cut to the shortest that a test run of tc takes.
        {Ethernet{} / Ipv4{} / Vrrp{.version = 2, .trailing = Bytes(3, 9)}, 34},
        {Ethernet{} / Vlan{.id = 0} / Vlan{.id = 0} / Ipv4{} / Vrrp{.version = 2}, 15},
        {Ethernet{} / Ipv6{} / Vrrp{}, 54},
    };
    for (const auto& [frame, least] : rows) {
        for (std::size_t length = 15; length < frame.size(); ++length) {
            for (const auto program : {Program::Xdp, Program::Tc}) {
                if (program == Program::Tc && length < least)
                    continue;
                SCOPED_TRACE(std::to_string(length) + " of " + std::to_string(frame.size()));
                const auto outcome = rx().run(cut(frame, length), program);
                EXPECT_EQ(outcome.verdict, Verdict::Pass);
                EXPECT_TRUE(outcome.events.empty());
                EXPECT_FALSE(outcome.peers_changed);
                for (const auto& [counter, moved] : outcome.counters)
                    EXPECT_TRUE(harmless.contains(counter)) << counter;
            }
        }
        EXPECT_EQ(rx().run(frame).events.size(), 1u) << "and all of it is accepted";
    }
}

TEST_F(Refuse, nothing_of_what_is_not_ours) {
    const std::vector<Row> rows{
        {"TCP", Ethernet{} / Ipv4{.protocol = 6} / Payload{Bytes(40)}, ""},
        {"UDP over IPv6", Ethernet{} / Ipv6{.next_header = 17} / Payload{Bytes(40)}, ""},
        {"VRRP behind a fragment header", Ethernet{} / Ipv6{.next_header = 44} / Payload{Bytes(40)}, ""},
        {"ARP", Ethernet{.ether_type = 0x0806} / Payload{Bytes(28)}, ""},
        {"three tags", Ethernet{} / Vlan{} / Vlan{} / Vlan{} / Ipv4{} / Vrrp{}, ""},
        {"IPv6 that says it is IPv4", Ethernet{.ether_type = 0x0800} / Ipv6{} / Vrrp{}, ""},
        {"no VRRP header", cut(Ethernet{} / Ipv4{} / Vrrp{}, 41), "0.too_short"},
        {"no VRRP header behind options", cut(Ethernet{} / Ipv4{.options = Bytes(40)} / Vrrp{}, 80),
         "0.too_short"},
        {"another VRID", Ethernet{} / Ipv4{} / Vrrp{.vrid = 2}, "0.vrid_unknown"},
        {"another VRID behind options", Ethernet{} / Ipv4{.options = Bytes(4)} / Vrrp{.vrid = 2},
         "0.vrid_unknown"},
        {"another VRID, IPv6", Ethernet{} / Ipv6{} / Vrrp{.vrid = 2}, "0.vrid_unknown"},
        {"our VRID on a VLAN", Ethernet{} / Vlan{.id = 7} / Ipv4{} / Vrrp{}, "0.vrid_unknown"},
    };
    rx().control().visible_burst = 0;
    for (const auto& row : rows) {
        for (const auto program : {Program::Xdp, Program::Tc}) {
            SCOPED_TRACE(row.description + ", " + std::string(name(program)));
            const Counters expected = row.counter.empty() ? Counters{} : Counters{{row.counter, 1}};
            expect_refused(row, program, {Verdict::Pass, expected});
        }
    }
}

} // namespace xvrrp::test
