// SPDX-License-Identifier: GPL-2.0-or-later
// vrrp_rx and vrrp_rx_tc under BPF_PROG_TEST_RUN: one frame goes in, and all changes come out.
//
// Slot kSlot4 is a version 3 virtual router over IPv4 with VRID 1, and kSlot6 is one over IPv6 with VRID 1.
// Both are on the interface and in the namespace of a test run. The daemon is alive, there are no memos, and
// the budgets are full.
#pragma once

#include "core/vrrp/packet.h"
#include "datapath/mapped_array.h"
#include "datapath/rx_program.h"
#include "datapath/slots.h"
#include "support/packet.h"

#include <xvrrp/bpf_abi.h>
#include <xvrrp/stand_in.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

struct ring_buffer;

namespace xvrrp::test {

inline constexpr std::uint32_t kSlot4 = 1;
inline constexpr std::uint32_t kSlot6 = 2;
inline constexpr std::uint32_t kSlots = 8;

enum class Program { Xdp, Tc, Ip, Out }; // Ip: the frame begins with the IP header; Out: it leaves
enum class Verdict { Pass, Consume };

struct SeenEvent {
    std::uint32_t slot = 0;
    std::uint32_t ifindex = 0;
    Bytes packet;
    core::MacAddress sender{}; // the tests that care look at it themselves

    bool operator==(const SeenEvent& other) const {
        return std::tie(slot, ifindex, packet) == std::tie(other.slot, other.ifindex, other.packet);
    }
};

using Counters = std::map<std::string, std::uint64_t>; // "1.keepalive": counter keepalive of slot 1

struct Outcome {
    Verdict verdict = Verdict::Pass;
    Counters counters; // the changed counters, and their increases
    std::vector<SeenEvent> events;
    std::vector<vrrp_refused> notes; // those that changed
    bool frame_changed = false;
    bool peers_changed = false;
};

class RxUnderTest {
public:
    RxUnderTest();
    ~RxUnderTest();
    RxUnderTest(const RxUnderTest&) = delete;
    RxUnderTest& operator=(const RxUnderTest&) = delete;

    Outcome run(const Bytes& frame, Program program = Program::Xdp, std::uint32_t times = 1);
    void reset(); // puts everything back to the first state
    void age_notes(std::chrono::nanoseconds by);

    vrrp_known& known(std::uint32_t slot) { return known_[slot]; }

    vrrp_control& control() { return control_[0]; }

    vrrp_lease& lease(std::uint32_t slot) { return leases_[slot]; }

    // A lease of three seconds, from token().renewed_ns on. The first advert is due in a second.
    vrrp_lease& lend(std::uint32_t slot, std::uint64_t epoch);

    vrrp_gate& gate(std::uint32_t slot) { return gates_[slot]; }

    vrrp_token& token() { return token_[0]; }

    // The slot has this address on the interface of a test run.
    void fence(const IpAddress& address, std::uint32_t slot, std::uint16_t vlan = 0);

    vrrp_peer peer(std::uint32_t slot) const { return peers_[slot]; }

    void enter(const vrrp_index_key& key, std::uint32_t slot);
    vrrp_index_key key(core::Family family, std::uint8_t vrid = 1) const;
    // Forbids an address in the scope in which the slots look for it, or in another one.
    void forbid(const IpAddress& source, vrrp_drop_reason reason, std::optional<std::uint32_t> scope = {});
    void admit(std::uint32_t slot, const IpAddress& peer, const vrrp_unicast& ttl);
    void memorise(std::uint32_t slot, const Bytes& packet); // like the core, from the IP header on
    core::Expectation expectation(std::uint32_t slot) const;
    int program_fd(Program program) const;
    // The slots as the daemon fills them. It knows all the entries that are there, like a successor.
    datapath::Slots slots() const;

    // The scratches of each processor: which are taken by a program. A test takes them like a program that was
    // preempted.
    void take_scratches(std::uint32_t count);
    std::uint32_t taken_scratches() const;

    static std::uint64_t now();

private:
    std::vector<vrrp_peer> all_peers() const;
    std::vector<vrrp_refused> all_notes() const;
    Counters all_counters() const;
    std::vector<SeenEvent> take_events();

    datapath::RxProgram rx_;
    std::uint32_t netns_ = 0;
    datapath::MappedArray<vrrp_peer> peers_;
    datapath::MappedArray<vrrp_known> known_;
    datapath::MappedArray<vrrp_control> control_;
    datapath::MappedArray<vrrp_refused> refused_;
    datapath::MappedArray<vrrp_lease> leases_;
    datapath::MappedArray<vrrp_gate> gates_;
    datapath::MappedArray<vrrp_token> token_;
    ring_buffer* ring_ = nullptr;
    std::vector<SeenEvent> events_;
};

// The programs are loaded once for all tests of a suite. Each test finds them in their first state.
class RxTest : public ::testing::Test {
protected:
    static void SetUpTestSuite();
    static void TearDownTestSuite();
    void SetUp() override;

    static RxUnderTest& rx() { return *shared_; }

private:
    static std::unique_ptr<RxUnderTest> shared_;
};

// Returns the IP packet of an untagged frame.
Bytes packet_of(const Bytes& frame, std::size_t tags = 0);

std::string_view name(Program program);

} // namespace xvrrp::test
