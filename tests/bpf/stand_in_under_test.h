// SPDX-License-Identifier: GPL-2.0-or-later
// vrrp_stand_in under BPF_PROG_TEST_RUN, on a host with two cables: a token goes in, and adverts come out at the other
// ends.
//
// Slot 1 has an IPv4 advert with priority 100 from 192.0.2.1, every second, on cable 0. Its lease is 3 s long.
#pragma once

#include "datapath/leases.h"
#include "datapath/rx_program.h"
#include "datapath/stand_in_program.h"
#include "host/circle.h"
#include "support/netns.h"
#include "support/packet.h"
#include "support/port.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace xvrrp::test {

inline constexpr core::Slot kLeased{1};
inline constexpr core::Slot kOther{2};

core::TimePoint monotonic();

// The advert with which the kernel resigns.
Bytes with_priority_zero();

class StandIn : public RootTest {
protected:
    StandIn();
    ~StandIn() override;
    void SetUp() override;

    // The advert of a slot, as the daemon would send it.
    core::LeasedFrame advert(const Vrrp& vrrp = {}, const Ipv4& ip = {}, std::size_t cable = 0) const;
    core::Lease lease() const;
    // A lease whose adverts are overdue.
    core::Lease overdue(core::Duration by = std::chrono::milliseconds(1)) const;

    // A token of this generation has circled before.
    void begin(std::uint32_t generation) const;
    // The token arrives. Returns the verdict of the program.
    int turn(std::uint32_t generation = kGeneration);
    // Another packet arrives.
    int arrive(const Bytes& packet);
    // The frames that came out of a cable since the last call.
    std::vector<Bytes> heard(std::size_t cable = 0);

    // The kernel sends the token around by itself from here on.
    host::Circle start_circling(core::Duration turn);

    enum class Adverts : std::uint8_t { Mapped, Left };

    // What a daemon finds that starts now, or somebody who arms no lease.
    datapath::Leases open_leases(Adverts adverts = Adverts::Mapped) const;
    vrrp_gate gate(core::Slot slot = kLeased) const;
    // The addresses behind the fence, each with its slot.
    std::map<core::IpAddress, core::Slot> fenced() const;
    vrrp_turns turns() const;
    void make_entry(std::uint32_t number, const vrrp_frame& frame) const;
    void set_lease_length(core::Duration length) const;

    static constexpr std::uint32_t kGeneration = 7;
    static Bytes token(std::uint32_t generation = kGeneration);

    datapath::Leases leases_;
    Bytes returned_; // the packet after the last turn
    std::unique_ptr<NetNs> host_;
    std::array<std::unique_ptr<Port>, 2> ports_; // the far ends of the cables
    std::array<int, 2> cables_{};

private:
    void send_token_to(int ifindex) const;

    std::unique_ptr<NetNs> peer_;
    datapath::RxProgram rx_;
    datapath::StandInProgram program_;
};

} // namespace xvrrp::test
