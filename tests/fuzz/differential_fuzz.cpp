// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as an IP packet with VRRP: vrrp_rx and core::receive() give the same verdict, and an accepted
// packet reaches user space whole. It needs root.
#include "../bpf/rx_under_test.h"
#include "core/vrrp/names.h"
#include "input.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace xvrrp::core;
using namespace xvrrp::test;
using xvrrp::fuzz::Choices;

constexpr std::size_t kLongest = 3000; // a test run takes one page
constexpr std::size_t kEthernet = 14;

std::size_t header_size(Family family) {
    return family == Family::Ipv4 ? 20 : 40;
}

// Makes at least an IP header that says VRRP. The program ignores everything else
// (tests/bpf/refuse_test.cpp).
void make_vrrp(Bytes& packet, const Choices& choices) {
    packet.resize(std::clamp(packet.size(), header_size(choices.family), kLongest));
    const bool ipv4 = choices.family == Family::Ipv4;
    packet[0] = static_cast<std::uint8_t>((ipv4 ? 0x40 : 0x60) | (packet[0] & 0xf));
    packet[ipv4 ? 9 : 6] = VRRP_IP_PROTOCOL;
    if (ipv4 && choices.mend_ip) {
        set16(packet, 10, 0);
        set16(packet, 10, checksum_finish(checksum_add(0, ByteView(packet).first(20))));
    }
    const auto header = header_size(choices.family);
    const std::size_t length = ipv4 ? get16(packet, 2) : header + get16(packet, 4);
    if (length < header || length > packet.size())
        return;
    const auto address = [&](std::size_t from4, std::size_t from6) {
        return IpAddress::from_bytes(ipv4 ? ByteView(packet).subspan(from4, 4)
                                          : ByteView(packet).subspan(from6, 16));
    };
    const auto source = address(12, 8);
    const auto destination = address(16, 24);
    xvrrp::fuzz::mend_vrrp(std::span(packet).first(length).subspan(header), choices, source, destination);
}

// With unicast, the destination of the packet is the expected one.
void configure(vrrp_known& known, const Choices& choices, const Bytes& packet) {
    known.version = static_cast<std::uint8_t>(choices.version);
    known.auth_type = choices.password ? VRRP_AUTH_PASS : VRRP_AUTH_NONE;
    std::ranges::fill(known.auth_data, std::uint8_t{0});
    if (choices.password)
        std::copy_n("secret", 6, known.auth_data);
    const bool ipv4 = choices.family == Family::Ipv4;
    const auto sent_to =
        IpAddress::from_bytes(ipv4 ? ByteView(packet).subspan(16, 4) : ByteView(packet).subspan(24, 16));
    std::ranges::copy((choices.unicast ? sent_to : xvrrp::core::vrrp_group(choices.family)).mapped(),
                      known.destination.bytes);
    known.min_ttl = choices.unicast ? 0 : VRRP_TTL;
    known.hmac = choices.hmac ? VRRP_HMAC_REQUIRED : VRRP_HMAC_NONE;
}

Bytes frame_around(const Bytes& packet, Family family) {
    Bytes frame(kEthernet);
    set16(frame, 12, family == Family::Ipv4 ? 0x0800 : 0x86dd);
    put_bytes(frame, packet);
    return frame;
}

[[noreturn]] void differ(const Outcome& kernel, const std::string& core) {
    std::fprintf(stderr, "core: %s\nkernel:\n", core.c_str());
    for (const auto& [counter, moved] : kernel.counters)
        std::fprintf(stderr, "  %s +%llu\n", counter.c_str(), static_cast<unsigned long long>(moved));
    std::fprintf(stderr, "  %zu events\n", kernel.events.size());
    std::abort();
}

bool has_no_slot(vrrp_drop_reason reason) {
    return reason == VRRP_DROP_TOO_SHORT || reason == VRRP_DROP_VRID_UNKNOWN;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static RxUnderTest& rx = *new RxUnderTest;
    auto [choices, packet] = xvrrp::fuzz::read_input(data, size);
    const auto slot = choices.family == Family::Ipv4 ? kSlot4 : kSlot6;
    static const bool prepared = [] {
        rx.reset();
        rx.control().news_period_ns = 0; // no token bucket: every news reaches user space
        rx.control().unverified_period_ns = 0;
        return true;
    }();
    (void)prepared;
    make_vrrp(packet, choices);
    configure(rx.known(slot), choices, packet);

    const auto received = receive(packet, rx.expectation(slot), {});
    const auto reason = received ? VRRP_DROP_NONE : received.error();
    const auto kernel = rx.run(frame_around(packet, choices.family));
    const std::string said = received ? "accepted" : std::string(name(reason));
    const auto counter = std::to_string(has_no_slot(reason) ? 0 : slot) + "." + said;
    if (!kernel.counters.contains(counter) || kernel.events.size() != (received ? 1 : 0))
        differ(kernel, counter);
    if (received) {
        const auto again = receive(kernel.events[0].packet, rx.expectation(slot), {});
        if (!again || again->advert != received->advert || again->memo != received->memo)
            differ(kernel, "another packet reached user space");
    }
    return 0;
}
