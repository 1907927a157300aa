// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/datapath.h"

#include "datapath/datapath_state.h"
#include "datapath/kernel_time.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace xvrrp::datapath {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

SlotMaps slot_maps(const rx& skeleton) {
    const auto& maps = skeleton.maps;
    return {.index = bpf_map__fd(maps.vrrp_index),
            .known = bpf_map__fd(maps.vrrp_known),
            .local = bpf_map__fd(maps.vrrp_local),
            .senders = bpf_map__fd(maps.vrrp_senders),
            .unicast = bpf_map__fd(maps.vrrp_unicast),
            .peers = bpf_map__fd(maps.vrrp_peers),
            .stats = bpf_map__fd(maps.vrrp_stats),
            .capacity = bpf_map__max_entries(maps.vrrp_peers)};
}

StagePrograms stage_programs(const rx& skeleton) {
    const auto& programs = skeleton.progs;
    return {.xdp = bpf_program__fd(programs.vrrp_rx),
            .tc = bpf_program__fd(programs.vrrp_rx_tc),
            .ip = bpf_program__fd(programs.vrrp_rx_ip)};
}

// A program runs within an RCU read-side critical section. membarrier(2) returns when the sections of this
// moment have ended.
void wait_for_running_programs() {
    syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

void set_limits(vrrp_control& control, const DatapathOptions& options) {
    control.stale_after_ns = static_cast<std::uint64_t>(options.stale_after.count());
    control.visible_period_ns = kSecond / std::max(options.visible_per_second, 1U);
    control.visible_burst = options.visible_per_second;
    control.news_period_ns = kSecond / std::max(options.news_per_second, 1U);
    control.news_burst = options.news_burst;
    control.unverified_period_ns = kSecond / std::max(options.unverified_per_second, 1U);
    control.unverified_burst = options.unverified_burst;
}

} // namespace

// Without pins the receiving programs end with the daemon, so nobody would shut a gate or keep the fence.
Result<Token> Datapath::State::open_token() const {
    if (!pins)
        return failure(Error{"let the kernel stand in", pins.note(), "", 0});
    return Token::open(*rx);
}

// Until here a start that fails leaves what a former daemon has pinned, and that one's programs keep the fences.
Result<> Datapath::State::succeed() {
    if (former) {
        former->end_token();
        wait_for_running_programs();
        if (auto copied = former->copy_shut_gates_to(*rx); !copied)
            return copied;
        former.reset();
    }
    if (!std::exchange(is_pinned, true)) {
        if (auto pinned = pin_maps(*rx, pins); !pinned)
            return pinned;
    }
    pins.remove_maps_of_others();
    outgoing.adopt(bpf_program__fd(rx->progs.vrrp_fence_tc), pins);
    return {};
}

Result<Datapath> Datapath::open(const DatapathOptions& options) {
    libbpf_set_print(nullptr); // our own sentences report errors
    auto pins = Pins::open(options.bpf_dir);
    remove_dead_links(pins);
    const auto netns = network_namespace();
    if (!netns)
        return failure(netns.error());
    auto roots = RootPrograms::open(pins);
    if (!roots)
        return failure(roots.error());
    auto capacity = capacity_for(options.room);
    auto loaded = load_rx(pins, *netns, capacity);
    if (!loaded)
        return failure(loaded.error());
    const auto& skeleton = *loaded->programs;
    const auto& maps = skeleton.maps;
    capacity = capacity_of(skeleton); // a predecessor's may be larger
    auto slots = Slots::open(slot_maps(skeleton), *netns);
    if (!slots)
        return failure(slots.error());
    MappedArray<vrrp_peer> peers(bpf_map__fd(maps.vrrp_peers), capacity.routers, PROT_READ);
    MappedArray<vrrp_control> control(bpf_map__fd(maps.vrrp_control), 1, PROT_READ | PROT_WRITE);
    MappedArray<vrrp_refused> refused(bpf_map__fd(maps.vrrp_refused), VRRP_REFUSED_PLACES, PROT_READ);
    if (!peers || !control || !refused)
        return failure(bpf_error("map the BPF arrays into memory", errno));
    auto watch = HookWatch::open();
    if (!watch)
        return failure(watch.error());
    const auto former_heartbeat = time_point(control[0].heartbeat_ns);
    set_limits(control[0], options);
    std::unique_ptr<State> state(new State{*netns,
                                           std::move(pins),
                                           std::move(*roots),
                                           std::move(loaded->programs),
                                           std::move(*slots),
                                           std::move(peers),
                                           std::move(control),
                                           std::move(refused),
                                           capacity,
                                           {},
                                           {},
                                           {},
                                           std::move(*watch)});
    state->ring.reset(
        ring_buffer__new(bpf_map__fd(state->rx->maps.vrrp_events), on_event, &state->sink, nullptr));
    if (!state->ring)
        return failure(bpf_error("open the ring buffer vrrp_events", errno));
    state->is_pinned = loaded->is_pinned;
    state->former = std::move(loaded->former);
    state->former_heartbeat = former_heartbeat;
    state->records = Records(bpf_map__fd(maps.vrrp_records), capacity.routers);
    state->token = state->open_token();
    return Datapath(std::move(state));
}

Datapath::Datapath(std::unique_ptr<State> state) : state_(std::move(state)) {}

Datapath::Datapath(Datapath&& other) noexcept = default;
Datapath& Datapath::operator=(Datapath&& other) noexcept = default;
Datapath::~Datapath() = default;

const std::string& Datapath::pin_note() const {
    return state_->pins.note();
}

Result<Attachment> Datapath::attach(core::InterfaceIndex index, const std::string& interface,
                                    AttachMode mode) {
    std::optional<Attached> ours;
    if (auto node = state_->attached.extract(index); !node.empty())
        ours = std::move(node.mapped());
    state_->watch.looks().forget(index);
    auto attached = datapath::attach(state_->roots, state_->pins, {state_->netns, index, interface}, mode,
                                     std::move(ours));
    if (!attached)
        return failure(attached.error());
    const auto programs = stage_programs(*state_->rx);
    if (state_->active && !state_->roots.run(programs)) {
        if (auto filled = state_->roots.fill(programs); !filled)
            return failure(filled.error());
    }
    const auto attachment = attached->attachment;
    state_->watch.looks().looked(index, std::chrono::steady_clock::now());
    state_->attached.insert_or_assign(index, std::move(*attached));
    return attachment;
}

std::string Datapath::trouble_of(core::InterfaceIndex index) const {
    const auto found = state_->attached.find(index);
    if (found == state_->attached.end())
        return "nothing is attached";
    auto trouble = datapath::trouble_of(state_->pins, found->second);
    if (trouble.empty() && state_->active && !state_->roots.run(stage_programs(*state_->rx)))
        return "vrrp_rx was removed from its stage";
    return trouble;
}

HookWatch& Datapath::watch() {
    return state_->watch;
}

Result<> Datapath::activate() {
    if (auto removed = state_->slots.remove_unconfigured(); !removed)
        return removed;
    drain([](const DatapathEvent&) {}); // a predecessor's events, whose slots were others
    state_->active = true;
    return state_->roots.fill(stage_programs(*state_->rx));
}

Result<> Datapath::succeed() {
    return state_->succeed();
}

Result<> Datapath::deactivate() {
    state_->active = false;
    return state_->roots.empty();
}

Result<> Datapath::detach() {
    for (const auto& [index, attached] : state_->attached)
        datapath::detach(attached, state_->pins);
    state_->attached.clear();
    auto emptied = deactivate();
    state_->pins.remove_all();
    return emptied;
}

void Datapath::detach(core::InterfaceIndex index) {
    state_->watch.looks().forget(index);
    if (const auto node = state_->attached.extract(index); !node.empty())
        datapath::detach(node.mapped(), state_->pins);
}

// Slot 0 belongs to no virtual router.
bool Datapath::has_room(const Room& needed) const {
    return needed.routers < state_->capacity.routers && needed.frames <= state_->capacity.frames;
}

Result<LargerPrograms> Datapath::load_larger(const Room& needed) const {
    const auto capacity = capacity_for(needed, state_->capacity);
    auto programs = load_larger_rx(*state_->rx, state_->netns, capacity);
    if (!programs)
        return failure(programs.error());
    return LargerPrograms{std::move(*programs), capacity};
}

Result<> Datapath::change_to(LargerPrograms larger, const std::function<void()>& last_look) {
    auto& state = *state_;
    MappedArray<vrrp_peer> peers(bpf_map__fd(larger.programs->maps.vrrp_peers), larger.capacity.routers,
                                 PROT_READ);
    if (!peers)
        return failure(bpf_error("map vrrp_peers into memory", errno));
    auto slots = state.slots.copy_to(slot_maps(*larger.programs));
    if (!slots)
        return failure(slots.error());
    // Whoever starts while neither set of maps is complete finds none.
    if (auto marked = state.pins.set_all_maps(false); !marked)
        return marked;
    if (auto filled = state.roots.fill(stage_programs(*larger.programs)); !filled) {
        (void)state.pins.set_all_maps(true);
        return filled;
    }
    state.slots = std::move(*slots);
    wait_for_running_programs();
    last_look();
    Records records(bpf_map__fd(larger.programs->maps.vrrp_records), larger.capacity.routers);
    for (core::Slot slot{1}; slot.value < state.capacity.routers; ++slot.value)
        records.keep(slot, state.records.of(slot));
    state.records = std::move(records);
    state.peers = std::move(peers);
    state.rx = std::move(larger.programs);
    state.capacity = larger.capacity;
    state.token = state.open_token();
    const auto pinned = pin_maps(*state.rx, state.pins);
    auto fenced = state.outgoing.replace(bpf_program__fd(state.rx->progs.vrrp_fence_tc), state.pins);
    return pinned ? fenced : pinned;
}

Result<> Datapath::fence_outgoing(core::InterfaceIndex interface) {
    return state_->outgoing.put(bpf_program__fd(state_->rx->progs.vrrp_fence_tc), interface, state_->pins);
}

void Datapath::open_outgoing() {
    state_->outgoing.remove_all(state_->pins);
}

Result<> Datapath::release(core::Slot slot) {
    return state_->slots.release(slot);
}

std::optional<core::Slot> Datapath::former_slot(core::InterfaceIndex interface, core::Family family,
                                                std::uint8_t vrid) const {
    return state_->slots.former_slot(interface, family, vrid);
}

Result<> Datapath::configure(core::Slot slot, core::InterfaceIndex interface,
                             const core::Expectation& expected) {
    return state_->slots.configure(slot, interface, expected);
}

void Datapath::set_priority(core::Slot slot, std::uint8_t priority) {
    state_->slots.set_priority(slot, priority);
}

void Datapath::memorise(core::Slot slot, const std::optional<core::Memo>& memo) {
    state_->slots.memorise(slot, memo);
}

Result<> Datapath::set_local(const core::LocalAddresses& local) {
    return state_->slots.set_local(local);
}

void Datapath::keep_record(core::Slot slot, const core::RouterRecord& record) {
    state_->records.keep(slot, record);
}

core::RouterRecord Datapath::record(core::Slot slot) const {
    return state_->records.of(slot);
}

core::TimePoint Datapath::former_heartbeat() const {
    return state_->former_heartbeat;
}

Token* Datapath::token() {
    return state_->token ? &*state_->token : nullptr;
}

const Token* Datapath::token() const {
    return state_->token ? &*state_->token : nullptr;
}

std::string Datapath::stand_in_trouble() const {
    return state_->token ? "" : state_->token.error().text();
}

void Datapath::stamp_heartbeat(core::TimePoint now) {
    __atomic_store_n(&state_->control[0].heartbeat_ns, nanoseconds(now), __ATOMIC_RELAXED);
}

void Datapath::tap_until(core::TimePoint until) {
    __atomic_store_n(&state_->control[0].tap_until_ns, nanoseconds(until), __ATOMIC_RELAXED);
}

} // namespace xvrrp::datapath
