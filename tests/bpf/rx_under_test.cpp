// SPDX-License-Identifier: GPL-2.0-or-later
#include "rx_under_test.h"

#include "rx.skel.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/pkt_cls.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint32_t kLoopback = 1; // the interface of a test run

// The order is that of vrrp_stats.
constexpr auto kCounterNames = std::to_array<std::string_view>({"accepted",
#define XVRRP_NAME(NAME, name, leaf, sentence) #name,
                                                                XVRRP_DROP_REASONS(XVRRP_NAME)
#undef XVRRP_NAME
#define XVRRP_NAME(NAME, name, sentence) #name,
                                                                    XVRRP_COUNTERS(XVRRP_NAME)
#undef XVRRP_NAME
});
static_assert(kCounterNames.size() == VRRP_COUNTER_END);

Verdict verdict_of(Program program, std::uint32_t value) {
    if (program == Program::Xdp) {
        EXPECT_TRUE(value == XDP_PASS || value == XDP_DROP) << value;
        return value == XDP_PASS ? Verdict::Pass : Verdict::Consume;
    }
    EXPECT_TRUE(value == static_cast<std::uint32_t>(TC_ACT_UNSPEC) || value == TC_ACT_SHOT) << value;
    return value == TC_ACT_SHOT ? Verdict::Consume : Verdict::Pass;
}

vrrp_address wire(const IpAddress& address) {
    vrrp_address out{};
    std::ranges::copy(address.mapped(), out.bytes);
    return out;
}

template <class Key>
void clear(int map) {
    Key key{};
    while (bpf_map_get_next_key(map, nullptr, &key) == 0)
        bpf_map_delete_elem(map, &key);
}

int take_event(void* events, void* data, std::size_t size) {
    const auto* event = static_cast<const vrrp_event*>(data);
    const auto* packet = static_cast<const std::uint8_t*>(data) + sizeof *event;
    EXPECT_EQ(size, sizeof *event + event->length);
    static_cast<std::vector<SeenEvent>*>(events)->push_back(
        {event->slot, event->ifindex, {packet, packet + event->length}, {std::to_array(event->sender)}});
    return 0;
}

} // namespace

std::unique_ptr<RxUnderTest> RxTest::shared_;

void RxTest::SetUpTestSuite() {
    if (geteuid() == 0)
        shared_ = std::make_unique<RxUnderTest>();
}

void RxTest::TearDownTestSuite() {
    shared_.reset();
}

void RxTest::SetUp() {
    if (!shared_)
        GTEST_SKIP() << "BPF programs need root";
    shared_->reset();
}

RxUnderTest::RxUnderTest() {
    netns_ = datapath::network_namespace().value();
    auto loaded = datapath::load_rx(datapath::Pins::open(""), netns_, {kSlots, kSlots});
    if (!loaded)
        throw std::runtime_error(loaded.error().text());
    rx_ = std::move(loaded->programs);
    peers_ = {bpf_map__fd(rx_->maps.vrrp_peers), kSlots, PROT_READ};
    known_ = {bpf_map__fd(rx_->maps.vrrp_known), kSlots, PROT_READ | PROT_WRITE};
    control_ = {bpf_map__fd(rx_->maps.vrrp_control), 1, PROT_READ | PROT_WRITE};
    refused_ = {bpf_map__fd(rx_->maps.vrrp_refused), VRRP_REFUSED_PLACES, PROT_READ | PROT_WRITE};
    leases_ = {bpf_map__fd(rx_->maps.vrrp_leases), kSlots, PROT_READ | PROT_WRITE};
    gates_ = {bpf_map__fd(rx_->maps.vrrp_gates), kSlots, PROT_READ | PROT_WRITE};
    token_ = {bpf_map__fd(rx_->maps.vrrp_token), 1, PROT_READ | PROT_WRITE};
    ring_ = ring_buffer__new(bpf_map__fd(rx_->maps.vrrp_events), take_event, &events_, nullptr);
}

RxUnderTest::~RxUnderTest() {
    ring_buffer__free(ring_);
}

std::uint64_t RxUnderTest::now() {
    return static_cast<std::uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
}

void RxUnderTest::reset() {
    take_events();
    clear<vrrp_index_key>(bpf_map__fd(rx_->maps.vrrp_index));
    clear<vrrp_local_key>(bpf_map__fd(rx_->maps.vrrp_local));
    clear<vrrp_sender_key>(bpf_map__fd(rx_->maps.vrrp_senders));
    clear<vrrp_unicast_key>(bpf_map__fd(rx_->maps.vrrp_unicast));
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
        const vrrp_peer nobody{};
        bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_peers), &slot, &nobody, BPF_ANY);
        const vrrp_visible full{};
        bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_visible), &slot, &full, BPF_ANY);
        known_[slot] = {};
        leases_[slot] = {};
        gates_[slot] = {};
    }
    clear<vrrp_fence_key>(bpf_map__fd(rx_->maps.vrrp_fenced));
    token_[0] = {};
    token_[0].renewed_ns = now();
    std::fill_n(&refused_[0], +VRRP_REFUSED_PLACES, vrrp_refused{});
    control_[0] = {now(), 3600 * kSecond, 0, kSecond / 100, kSecond / 50, kSecond / 5000, 100, 16, 500, 0};
    for (const auto& [slot, family] : {std::pair(kSlot4, core::Family::Ipv4), {kSlot6, core::Family::Ipv6}}) {
        enter(key(family), slot);
        known_[slot].version = 3;
        known_[slot].priority = VRRP_PRIORITY_DEFAULT;
        known_[slot].min_ttl = VRRP_TTL;
        known_[slot].interval_s = 1;
        known_[slot].destination = wire(core::vrrp_group(family));
        known_[slot].link = kLoopback;
    }
}

vrrp_index_key RxUnderTest::key(core::Family family, std::uint8_t vrid) const {
    return {netns_, kLoopback, 0, 0, static_cast<std::uint8_t>(family), vrid, {}};
}

void RxUnderTest::enter(const vrrp_index_key& key, std::uint32_t slot) {
    EXPECT_EQ(bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_index), &key, &slot, BPF_ANY), 0);
}

void RxUnderTest::forbid(const IpAddress& source, vrrp_drop_reason reason,
                         std::optional<std::uint32_t> scope) {
    const vrrp_local_key key{netns_, scope.value_or(source.is_link_local() ? kLoopback : 0U), wire(source)};
    const std::uint32_t value = reason;
    EXPECT_EQ(bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_local), &key, &value, BPF_ANY), 0);
}

vrrp_lease& RxUnderTest::lend(std::uint32_t slot, std::uint64_t epoch) {
    auto& lease = leases_[slot];
    lease = {};
    lease.epoch = epoch;
    lease.lease_ns = 3 * kSecond;
    lease.interval_ns = kSecond;
    lease.due_ns = now() + kSecond;
    return lease;
}

void RxUnderTest::fence(const IpAddress& address, std::uint32_t slot, std::uint16_t vlan) {
    const vrrp_fence_key key{netns_, kLoopback, vlan, 0, wire(address)};
    EXPECT_EQ(bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_fenced), &key, &slot, BPF_ANY), 0);
}

void RxUnderTest::admit(std::uint32_t slot, const IpAddress& peer, const vrrp_unicast& ttl) {
    const vrrp_unicast_key key{slot, wire(peer)};
    EXPECT_EQ(bpf_map_update_elem(bpf_map__fd(rx_->maps.vrrp_unicast), &key, &ttl, BPF_ANY), 0);
}

core::Expectation RxUnderTest::expectation(std::uint32_t slot) const {
    const auto& known = known_[slot];
    core::Expectation out;
    out.family = slot == kSlot6 ? core::Family::Ipv6 : core::Family::Ipv4;
    out.version = static_cast<core::Version>(known.version);
    out.vrid = 1;
    out.min_ttl = known.min_ttl;
    out.destination = IpAddress::from_mapped(std::to_array(known.destination.bytes));
    out.authentication.type = static_cast<vrrp_auth_type>(known.auth_type);
    std::ranges::copy(known.auth_data, out.authentication.data.begin());
    out.interval = std::chrono::seconds(known.interval_s);
    out.hmac = static_cast<vrrp_hmac>(known.hmac);
    out.scope = {{static_cast<int>(known.link)}, {static_cast<int>(known.domain)}};
    return out;
}

void RxUnderTest::memorise(std::uint32_t slot, const Bytes& packet) {
    const auto received = core::receive(packet, expectation(slot), {});
    ASSERT_TRUE(received.has_value());
    known_[slot].memo[1] = datapath::to_wire(received->memo, expectation(slot)).value();
    known_[slot].current = 2;
}

int RxUnderTest::program_fd(Program program) const {
    switch (program) {
    case Program::Xdp:
        return bpf_program__fd(rx_->progs.vrrp_rx);
    case Program::Tc:
        return bpf_program__fd(rx_->progs.vrrp_rx_tc);
    case Program::Out:
        return bpf_program__fd(rx_->progs.vrrp_fence_tc);
    case Program::Ip:
        break;
    }
    return bpf_program__fd(rx_->progs.vrrp_rx_ip);
}

datapath::Slots RxUnderTest::slots() const {
    const auto& maps = rx_->maps;
    return datapath::Slots::open({.index = bpf_map__fd(maps.vrrp_index),
                                  .known = bpf_map__fd(maps.vrrp_known),
                                  .local = bpf_map__fd(maps.vrrp_local),
                                  .senders = bpf_map__fd(maps.vrrp_senders),
                                  .unicast = bpf_map__fd(maps.vrrp_unicast),
                                  .peers = bpf_map__fd(maps.vrrp_peers),
                                  .stats = bpf_map__fd(maps.vrrp_stats),
                                  .capacity = kSlots},
                                 netns_)
        .value();
}

// A scratch begins with the mark of who took it.
void RxUnderTest::take_scratches(std::uint32_t count) {
    const auto* map = rx_->maps.vrrp_scratch;
    const auto words = (bpf_map__value_size(map) + 7) / 8;
    const auto processors = static_cast<std::size_t>(libbpf_num_possible_cpus());
    std::vector<std::uint64_t> values(words * processors);
    for (std::uint32_t scratch = 0; scratch < bpf_map__max_entries(map); ++scratch) {
        for (std::size_t i = 0; i < processors; ++i)
            values[i * words] = scratch < count ? 1 : 0;
        EXPECT_EQ(bpf_map_update_elem(bpf_map__fd(map), &scratch, values.data(), BPF_ANY), 0);
    }
}

// The number of the processor that has most.
std::uint32_t RxUnderTest::taken_scratches() const {
    const auto* map = rx_->maps.vrrp_scratch;
    const auto words = (bpf_map__value_size(map) + 7) / 8;
    const auto processors = static_cast<std::size_t>(libbpf_num_possible_cpus());
    std::vector<std::uint64_t> values(words * processors);
    std::vector<std::uint32_t> taken(processors);
    for (std::uint32_t scratch = 0; scratch < bpf_map__max_entries(map); ++scratch) {
        EXPECT_EQ(bpf_map_lookup_elem(bpf_map__fd(map), &scratch, values.data()), 0);
        for (std::size_t i = 0; i < processors; ++i)
            taken[i] += values[i * words] != 0 ? 1 : 0;
    }
    return *std::ranges::max_element(taken);
}

std::vector<vrrp_peer> RxUnderTest::all_peers() const {
    return {&peers_[0], &peers_[0] + kSlots};
}

std::vector<vrrp_refused> RxUnderTest::all_notes() const {
    return {&refused_[0], &refused_[0] + VRRP_REFUSED_PLACES};
}

void RxUnderTest::age_notes(std::chrono::nanoseconds by) {
    for (std::size_t place = 0; place < VRRP_REFUSED_PLACES; ++place)
        refused_[place].at_ns -= static_cast<std::uint64_t>(by.count());
}

Counters RxUnderTest::all_counters() const {
    Counters out;
    std::vector<std::uint64_t> values(static_cast<std::size_t>(libbpf_num_possible_cpus()) *
                                      VRRP_COUNTER_END);
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
        EXPECT_EQ(bpf_map_lookup_elem(bpf_map__fd(rx_->maps.vrrp_stats), &slot, values.data()), 0);
        for (std::size_t i = 0; i < values.size(); ++i)
            out[std::to_string(slot) + "." + std::string(kCounterNames[i % VRRP_COUNTER_END])] += values[i];
    }
    return out;
}

std::vector<SeenEvent> RxUnderTest::take_events() {
    events_.clear();
    ring_buffer__consume(ring_);
    return events_;
}

Outcome RxUnderTest::run(const Bytes& frame, Program program, std::uint32_t times) {
    Bytes out(frame.size() + 64);
    auto before = all_counters();
    const auto peers = all_peers();
    const auto notes = all_notes();
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = frame.data();
    options.data_size_in = static_cast<std::uint32_t>(frame.size());
    options.data_out = out.data();
    options.data_size_out = static_cast<std::uint32_t>(out.size());
    options.repeat = static_cast<int>(times);
    EXPECT_EQ(bpf_prog_test_run_opts(program_fd(program), &options), 0) << frame.size() << " bytes";
    out.resize(options.data_size_out);

    Outcome outcome;
    outcome.verdict = verdict_of(program, options.retval);
    for (const auto& [name, value] : all_counters()) {
        if (value != before[name])
            outcome.counters[name] = value - before[name];
    }
    outcome.events = take_events();
    outcome.frame_changed = out != frame;
    const auto notes_now = all_notes();
    for (std::size_t entry = 0; entry < notes.size(); ++entry) {
        if (std::memcmp(&notes[entry], &notes_now[entry], sizeof(vrrp_refused)) != 0)
            outcome.notes.push_back(notes_now[entry]);
    }
    const auto peers_now = all_peers();
    outcome.peers_changed =
        std::memcmp(peers.data(), peers_now.data(), peers.size() * sizeof(vrrp_peer)) != 0;
    return outcome;
}

Bytes packet_of(const Bytes& frame, std::size_t tags) {
    return {frame.begin() + static_cast<std::ptrdiff_t>(14 + 4 * tags), frame.end()};
}

std::string_view name(Program program) {
    switch (program) {
    case Program::Xdp:
        return "XDP";
    case Program::Tc:
        return "tc";
    case Program::Out:
        return "the fence on the way out";
    case Program::Ip:
        break;
    }
    return "tc without an Ethernet header";
}

} // namespace xvrrp::test
