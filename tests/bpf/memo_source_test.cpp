// SPDX-License-Identifier: GPL-2.0-or-later
// The programs do not look up the source of an advert that equals the memo. So the slots show them no memo whose
// source may not send: an address of ours, or who is no peer.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

const IpAddress kMaster = IpAddress::v4(192, 0, 2, 1);

class MemoSource : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (IsSkipped())
            return;
        slots_.emplace(rx().slots());
        ASSERT_TRUE(slots_->set_local({}));
        ASSERT_TRUE(slots_->configure({kSlot4}, {1}, expected_));
    }

    void TearDown() override {
        if (slots_) {
            EXPECT_TRUE(slots_->set_local({}));
        }
    }

    core::Expectation expected_ = expect(core::Family::Ipv4);

    static core::Expectation expect(core::Family family) {
        core::Expectation out;
        out.family = family;
        out.version = core::Version::V3;
        out.vrid = 1;
        out.destination = core::vrrp_group(family);
        out.scope = {{1}, {}};
        return out;
    }

    static core::LocalAddresses ours(vrrp_drop_reason reason, int scope = 0,
                                     const IpAddress& address = kMaster) {
        return {{{{scope}, address}, reason}};
    }

    void memorise(const Bytes& frame) {
        const auto received = core::receive(packet_of(frame), expected_, {});
        ASSERT_TRUE(received.has_value());
        slots_->memorise({kSlot4}, received->memo);
    }

    // The counter, besides those of the verdict, that the frame moves.
    static std::string fate(const Bytes& frame) {
        const auto outcome = rx().run(frame);
        for (const auto& [name, by] : outcome.counters) {
            if (name != "1.accepted" && name != "1.passed" && name != "1.consumed" &&
                name.find("checksum_p") == std::string::npos)
                return name.substr(2);
        }
        return "";
    }

    std::optional<datapath::Slots> slots_;
};

const Bytes kAdvert = Ethernet{.pad_to = 60} / Ipv4{.source = kMaster} / Vrrp{.priority = 150};

} // namespace

TEST_F(MemoSource, an_address_that_becomes_ours_takes_the_memo_with_it_until_it_goes) {
    memorise(kAdvert);
    ASSERT_EQ(fate(kAdvert), "keepalive");
    for (const auto reason : {VRRP_DROP_SOURCE_OWN, VRRP_DROP_SOURCE_VIRTUAL, VRRP_DROP_SOURCE_INVALID}) {
        ASSERT_TRUE(slots_->set_local(ours(reason)));
        const auto outcome = rx().run(kAdvert);
        EXPECT_EQ(outcome.counters.size(), 2u) << "the reason, and that it passed";
        EXPECT_FALSE(outcome.peers_changed);
        EXPECT_EQ(rx().known(kSlot4).current, 0u);
        ASSERT_TRUE(slots_->set_local({}));
        EXPECT_EQ(fate(kAdvert), "keepalive") << "the core still holds it";
    }
}

TEST_F(MemoSource, a_memo_of_our_own_address_is_not_shown) {
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_OWN)));
    memorise(kAdvert);
    EXPECT_EQ(fate(kAdvert), "source_own");
    ASSERT_TRUE(slots_->set_local({}));
    EXPECT_EQ(fate(kAdvert), "keepalive");
}

TEST_F(MemoSource, a_memo_that_the_core_cleared_meanwhile_does_not_come_back) {
    memorise(kAdvert);
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_OWN)));
    slots_->memorise({kSlot4}, {});
    ASSERT_TRUE(slots_->set_local({}));
    EXPECT_EQ(fate(kAdvert), "news");
}

TEST_F(MemoSource, an_address_in_another_part_of_the_network_leaves_it_alone) {
    memorise(kAdvert);
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_OWN, 7)));
    EXPECT_EQ(fate(kAdvert), "keepalive");
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_OWN, 0, IpAddress::v4(192, 0, 2, 2))));
    EXPECT_EQ(fate(kAdvert), "keepalive");
}

TEST_F(MemoSource, the_owner_may_send_from_a_virtual_address) {
    const Bytes owner =
        Ethernet{.pad_to = 60} / Ipv4{.source = kMaster} / Vrrp{.priority = VRRP_PRIORITY_OWNER};
    memorise(owner);
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_VIRTUAL)));
    EXPECT_EQ(fate(owner), "keepalive");
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_OWN)));
    EXPECT_EQ(fate(owner), "source_own");
}

TEST_F(MemoSource, a_link_local_virtual_address_may_send) {
    expected_ = expect(core::Family::Ipv6);
    ASSERT_TRUE(slots_->release({kSlot6}));
    ASSERT_TRUE(slots_->configure({kSlot4}, {1}, expected_));
    const auto source = *IpAddress::from_text("fe80::1");
    const Bytes frame = Ethernet{} / Ipv6{.source = source} / Vrrp{.priority = 150};
    memorise(frame);
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_VIRTUAL, 1, source)));
    EXPECT_EQ(fate(frame), "keepalive");
    ASSERT_TRUE(slots_->set_local(ours(VRRP_DROP_SOURCE_OWN, 1, source)));
    EXPECT_EQ(fate(frame), "source_own");
}

TEST_F(MemoSource, a_memo_of_who_is_no_peer_is_not_shown) {
    expected_.min_ttl = 0;
    memorise(kAdvert);
    expected_.peers = {{IpAddress::v4(192, 0, 2, 9), 0, VRRP_TTL}};
    ASSERT_TRUE(slots_->configure({kSlot4}, {1}, expected_));
    EXPECT_EQ(fate(kAdvert), "source_not_peer") << "a change of the peers removes the memo";
    slots_->memorise({kSlot4}, core::receive(packet_of(kAdvert), expect(core::Family::Ipv4), {})->memo);
    EXPECT_EQ(fate(kAdvert), "source_not_peer");
}

TEST_F(MemoSource, the_known_advert_of_a_peer_has_a_ttl_of_its_range) {
    expected_.min_ttl = 0;
    expected_.peers = {{kMaster, 100, 200}};
    ASSERT_TRUE(slots_->configure({kSlot4}, {1}, expected_));
    const auto with_ttl = [](std::uint8_t ttl) {
        return Bytes(Ethernet{.pad_to = 60} / Ipv4{.source = kMaster, .ttl = ttl} / Vrrp{.priority = 150});
    };
    memorise(with_ttl(150));
    EXPECT_EQ(fate(with_ttl(99)), "ttl");
    EXPECT_EQ(fate(with_ttl(100)), "keepalive");
    EXPECT_EQ(fate(with_ttl(200)), "keepalive");
    EXPECT_EQ(fate(with_ttl(201)), "ttl");
}

// Its source may have become our address while no daemon ran.
TEST_F(MemoSource, a_predecessors_memo_is_not_believed) {
    memorise(kAdvert);
    ASSERT_EQ(fate(kAdvert), "keepalive");
    auto successor = rx().slots();
    EXPECT_EQ(fate(kAdvert), "news");
}

TEST_F(MemoSource, slots_of_one_interface_share_its_entry_in_vrrp_visible) {
    auto other = expected_;
    const auto entry = [](std::uint32_t slot) { return rx().known(slot).visible; };
    for (const auto& [slot, interface] : {std::pair(3U, 1), {4U, 9}, {5U, 9}}) {
        other.vrid = static_cast<std::uint8_t>(slot);
        ASSERT_TRUE(slots_->configure({slot}, {interface}, other));
    }
    EXPECT_EQ(entry(3), entry(kSlot4));
    EXPECT_EQ(entry(5), entry(4));
    EXPECT_NE(entry(4), entry(kSlot4));
    for (const std::uint32_t slot : {kSlot4, 3U}) { // the last slots of interface 1 move to interface 9
        other.vrid = static_cast<std::uint8_t>(slot);
        ASSERT_TRUE(slots_->configure({slot}, {9}, other));
        EXPECT_EQ(entry(slot), entry(4));
    }
    EXPECT_LT(entry(4), kSlots);
}

// The former programs run on until the successor has configured all.
TEST_F(MemoSource, a_peer_of_a_former_daemon_stays_one_until_it_is_configured_otherwise) {
    auto own = IpAddress::v4(192, 0, 2, 7);
    expected_.destination = own;
    expected_.peers = {{kMaster, 0, VRRP_TTL}};
    ASSERT_TRUE(slots_->configure({kSlot4}, {1}, expected_));
    const Bytes advert =
        Ethernet{.pad_to = 60} / Ipv4{.source = kMaster, .destination = own} / Vrrp{.priority = 150};
    ASSERT_EQ(fate(advert), "news");
    slots_.emplace(rx().slots());
    EXPECT_NE(fate(advert), "source_not_peer");
    expected_.peers = {{IpAddress::v4(192, 0, 2, 9), 0, VRRP_TTL}};
    ASSERT_TRUE(slots_->configure({kSlot4}, {1}, expected_));
    EXPECT_EQ(fate(advert), "source_not_peer");
    expected_.peers = {};
}

} // namespace xvrrp::test
