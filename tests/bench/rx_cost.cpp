// SPDX-License-Identifier: GPL-2.0-or-later
// Prints the cost of one frame in vrrp_rx and vrrp_rx_tc, in nanoseconds and as a multiple of a program that
// only passes. Usage: rx_cost (as root)
#include "bpf/rx_under_test.h"
#include "pass.skel.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

constexpr int kRuns = 15;
constexpr int kRepeat = 200'000;
constexpr std::uint64_t kForever = ~0ull >> 1;

struct Cost {
    std::uint32_t least = 0;
    std::uint32_t median = 0;
    std::uint32_t most = 0;
};

Cost measure(int program, const Bytes& frame) {
    std::array<std::uint32_t, kRuns> costs{};
    for (auto& cost : costs) {
        bpf_test_run_opts options{};
        options.sz = sizeof options;
        options.data_in = frame.data();
        options.data_size_in = static_cast<std::uint32_t>(frame.size());
        options.repeat = kRepeat;
        bpf_prog_test_run_opts(program, &options);
        cost = options.duration;
    }
    std::ranges::sort(costs);
    return {costs.front(), costs[kRuns / 2], costs.back()};
}

void print(const char* what, Cost cost, Cost base) {
    std::printf("%-34s %6u %8u %6u %9.1f\n", what, cost.least, cost.median, cost.most,
                static_cast<double>(cost.median) / std::max(base.median, 1u));
}

void print_table(RxUnderTest& rx, Program program, Cost base) {
    const Bytes known = Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{};
    const std::pair<const char*, Bytes> rows[] = {
        {"a TCP segment", Ethernet{} / Ipv4{.protocol = 6} / Payload{Bytes(1000)}},
        {"an advert, VRID unknown", Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{.vrid = 2}},
        {"an advert, wrong checksum", Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{.checksum = 1}},
        {"the known advert", known},
        {"the known advert, 20 addresses",
         Ethernet{} / Ipv4{} / Vrrp{.addresses = documentation_addresses(core::Family::Ipv4, 20)}},
    };
    std::printf("%s\n", std::string(name(program)).c_str());
    for (const auto& [what, frame] : rows) {
        rx.reset();
        rx.control().stale_after_ns = kForever;
        rx.control().visible_burst = 0; // all are consumed, as in a flood
        const auto received = core::receive(packet_of(frame), rx.expectation(kSlot4), {});
        if (received)
            rx.memorise(kSlot4, packet_of(frame));
        print(what, measure(rx.program_fd(program), frame), base);
    }
}

// The fence on the way out sees every packet that leaves, and nothing is fenced.
void print_way_out(RxUnderTest& rx, Cost base) {
    const Bytes arp{0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 7, 192, 0, 2, 7, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1};
    const std::pair<const char*, Bytes> rows[] = {
        {"a TCP segment", Ethernet{} / Ipv4{.protocol = 6} / Payload{Bytes(1000)}},
        {"a TCP segment over IPv6", Ethernet{} / Ipv6{.next_header = 6} / Payload{Bytes(1000)}},
        {"an ARP packet", Ethernet{.ether_type = 0x0806} / Payload{arp}},
    };
    rx.reset();
    std::printf("%s\n", std::string(name(Program::Out)).c_str());
    for (const auto& [what, frame] : rows)
        print(what, measure(rx.program_fd(Program::Out), frame), base);
}

int run() {
    auto* pass = pass__open_and_load();
    if (!pass) {
        std::fprintf(stderr, "rx_cost: the programs cannot be loaded, run it as root\n");
        return 1;
    }
    RxUnderTest rx;
    const auto base = measure(bpf_program__fd(pass->progs.pass), Bytes(60));
    std::printf("%-34s %6s %8s %6s %9s\n", "nanoseconds per frame", "least", "median", "most", "to pass");
    print("a program that only passes", base, base);
    for (const auto program : {Program::Xdp, Program::Tc})
        print_table(rx, program, base);
    print_way_out(rx, base);
    pass__destroy(pass);
    return 0;
}

} // namespace

} // namespace xvrrp::test

int main() {
    return xvrrp::test::run();
}
