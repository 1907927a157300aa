// SPDX-License-Identifier: GPL-2.0-or-later
#include "stand_in_under_test.h"

#include "datapath/hash_map.h"
#include "datapath/kernel_time.h"
#include "datapath/slots.h"
#include "datapath/tc_filter.h"
#include "host/packet_socket.h"
#include "rx.skel.h"
#include "stand_in.skel.h"

#include <cstring>

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

namespace xvrrp::test {

namespace {

constexpr std::uint32_t kSlots = 8;
constexpr std::uint32_t kFrames = 5 * VRRP_FRAMES_OF_SLOT;
constexpr std::size_t kHeader = 14 + 20; // Ethernet and IPv4

std::string cable(std::size_t number) {
    return "eth" + std::to_string(number);
}

} // namespace

core::TimePoint monotonic() {
    return std::chrono::steady_clock::now();
}

Bytes with_priority_zero() {
    return Ethernet{} / Ipv4{} / Vrrp{.priority = 0};
}

StandIn::StandIn() = default;
StandIn::~StandIn() = default;

void StandIn::SetUp() {
    RootTest::SetUp();
    if (IsSkipped())
        return;
    host_ = std::make_unique<NetNs>("host");
    peer_ = std::make_unique<NetNs>("peer");
    for (std::size_t number = 0; number < cables_.size(); ++number) {
        connect(*host_, cable(number), *peer_, cable(number));
        cables_[number] = host_->ifindex(cable(number));
        ports_[number] = std::make_unique<Port>(*peer_, cable(number));
    }
    const Inside inside(*host_);
    auto rx =
        datapath::load_rx(datapath::Pins::open(""), datapath::network_namespace().value(), {kSlots, kFrames});
    ASSERT_TRUE(rx) << rx.error().text();
    rx_ = std::move(rx->programs);
    auto program = datapath::load_stand_in(*rx_);
    ASSERT_TRUE(program) << program.error().text();
    program_ = std::move(*program);
    leases_ = open_leases();
    send_token_to(cables_[1]);
    begin(kGeneration);
}

void StandIn::send_token_to(int ifindex) const {
    const std::uint32_t zero = 0;
    vrrp_token token{};
    token.renewed_ns = datapath::nanoseconds(monotonic());
    token.generation = kGeneration;
    token.ifindex = static_cast<std::uint32_t>(ifindex);
    bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_token), &zero, &token, BPF_ANY);
}

core::LeasedFrame StandIn::advert(const Vrrp& vrrp, const Ipv4& ip, std::size_t cable) const {
    return {{cables_[cable]}, Ethernet{} / ip / vrrp, kHeader};
}

core::Lease StandIn::lease() const {
    using namespace std::chrono_literals;
    return {.priority = VRRP_PRIORITY_DEFAULT,
            .source = IpAddress::v4(192, 0, 2, 1),
            .interval = 1s,
            .due = monotonic() + 1s,
            .length = 3s,
            .frames = {advert()},
            .fenced = {}};
}

core::Lease StandIn::overdue(core::Duration by) const {
    auto out = lease();
    out.due = monotonic() - by;
    return out;
}

Bytes StandIn::token(std::uint32_t generation) {
    vrrp_token_packet head{};
    head.protocol = htons(VRRP_TOKEN_PROTOCOL);
    head.magic = htonl(VRRP_TOKEN_MAGIC);
    head.generation = htonl(generation);
    Bytes out(VRRP_TOKEN_SIZE);
    std::memcpy(out.data(), &head, sizeof head);
    return out;
}

// The first turn of a generation is another one.
void StandIn::begin(std::uint32_t generation) const {
    const std::uint32_t zero = 0;
    vrrp_turns turns{};
    turns.generation = generation;
    bpf_map_update_elem(bpf_map__fd(program_->maps.vrrp_turns), &zero, &turns, BPF_ANY);
}

int StandIn::turn(std::uint32_t generation) {
    return arrive(token(generation));
}

int StandIn::arrive(const Bytes& packet) {
    const Inside inside(*host_);
    returned_.assign(VRRP_FRAME_MAX, 0);
    bpf_test_run_opts run{};
    run.sz = sizeof run;
    run.data_in = packet.data();
    run.data_size_in = static_cast<std::uint32_t>(packet.size());
    run.data_out = returned_.data();
    run.data_size_out = static_cast<std::uint32_t>(returned_.size());
    EXPECT_EQ(bpf_prog_test_run_opts(bpf_program__fd(program_->progs.vrrp_stand_in), &run), 0);
    returned_.resize(run.data_size_out);
    return static_cast<int>(run.retval);
}

host::Circle StandIn::start_circling(core::Duration turn) {
    const Inside inside(*host_);
    const auto circle = host::make_circle("test");
    EXPECT_TRUE(circle) << circle.error().text();
    EXPECT_TRUE(host::open_circle(*circle, VRRP_TOKEN_SIZE, turn));
    send_token_to(circle->out.index);
    begin(0);
    EXPECT_TRUE(datapath::attach_first_tc_filter(bpf_program__fd(program_->progs.vrrp_stand_in), 1,
                                                 circle->in.index, circle->name + 'p'));
    const auto packet = this->token();
    const host::OutgoingFrame first{circle->out, packet};
    EXPECT_TRUE(host::PacketSocket::open()->send({&first, 1}).empty());
    return *circle;
}

std::vector<Bytes> StandIn::heard(std::size_t cable) {
    std::vector<Bytes> out;
    for (const auto& frame : ports_[cable]->frames()) {
        if (frame.ether_type() == 0x0800)
            out.push_back(frame.bytes);
    }
    ports_[cable]->clear();
    return out;
}

datapath::Leases StandIn::open_leases(Adverts adverts) const {
    const int frames = adverts == Adverts::Left ? -1 : bpf_map__fd(rx_->maps.vrrp_frames);
    auto leases = datapath::Leases::open({.leases = bpf_map__fd(rx_->maps.vrrp_leases),
                                          .gates = bpf_map__fd(rx_->maps.vrrp_gates),
                                          .frames = frames,
                                          .token = bpf_map__fd(rx_->maps.vrrp_token),
                                          .fenced = bpf_map__fd(rx_->maps.vrrp_fenced),
                                          .netns = rx_->rodata->netns,
                                          .slots = kSlots,
                                          .frames_capacity = bpf_map__max_entries(rx_->maps.vrrp_frames)});
    EXPECT_TRUE(leases) << leases.error().text();
    return std::move(*leases);
}

std::map<core::IpAddress, core::Slot> StandIn::fenced() const {
    std::map<core::IpAddress, core::Slot> out;
    for (const auto& [key, slot] : datapath::entries<vrrp_fence_key>(bpf_map__fd(rx_->maps.vrrp_fenced)))
        out.emplace(datapath::from_wire(key.address), core::Slot{slot});
    return out;
}

vrrp_gate StandIn::gate(core::Slot slot) const {
    vrrp_gate out{};
    bpf_map_lookup_elem(bpf_map__fd(rx_->maps.vrrp_gates), &slot.value, &out);
    return out;
}

vrrp_turns StandIn::turns() const {
    const std::uint32_t zero = 0;
    vrrp_turns out{};
    bpf_map_lookup_elem(bpf_map__fd(program_->maps.vrrp_turns), &zero, &out);
    return out;
}

void StandIn::make_entry(std::uint32_t number, const vrrp_frame& frame) const {
    bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_frames), &number, &frame, BPF_ANY);
}

void StandIn::set_lease_length(core::Duration length) const {
    vrrp_lease entry{};
    bpf_map_lookup_elem(bpf_map__fd(rx_->maps.vrrp_leases), &kLeased.value, &entry);
    entry.lease_ns = static_cast<std::uint64_t>(length.count());
    bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_leases), &kLeased.value, &entry, BPF_ANY);
}

} // namespace xvrrp::test
