// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/leases.h"

#include "datapath/kernel_time.h"
#include "datapath/root_programs.h"
#include "datapath/slots.h"

#include <algorithm>
#include <cerrno>
#include <type_traits>
#include <utility>

namespace xvrrp::datapath {

namespace {

// A program reads while we write, so each word is written once and in this order.
template <class T>
void write_once(T& word, std::type_identity_t<T> value) {
    __atomic_store_n(&word, value, __ATOMIC_RELEASE);
}

template <class T>
T read_once(const T& word) {
    return __atomic_load_n(&word, __ATOMIC_ACQUIRE);
}

} // namespace

Result<Leases> Leases::open(const LeaseMaps& maps) {
    Leases opened;
    opened.leases_ = MappedArray<vrrp_lease>(maps.leases, maps.slots, PROT_READ | PROT_WRITE);
    opened.gates_ = MappedArray<vrrp_gate>(maps.gates, maps.slots, PROT_READ);
    opened.token_ = MappedArray<vrrp_token>(maps.token, 1, PROT_READ | PROT_WRITE);
    if (!opened.leases_ || !opened.gates_ || !opened.token_)
        return failure(bpf_error("map the leases into memory", errno));
    MappedArray<vrrp_frame> frames;
    if (maps.frames >= 0) {
        frames = MappedArray<vrrp_frame>(maps.frames, maps.frames_capacity, PROT_READ | PROT_WRITE);
        if (!frames)
            return failure(bpf_error("map the adverts of the leases into memory", errno));
    }
    opened.fences_ = Fences(maps.fenced, maps.netns, maps.slots);
    opened.first_frame_.resize(maps.slots);
    for (std::uint32_t slot = 0; slot < maps.slots; ++slot) {
        opened.epoch_ = std::max<std::uint64_t>(
            {opened.epoch_, opened.leases_[slot].epoch, opened.gates_[slot].shut_epoch});
        if (opened.leases_[slot].epoch == 0)
            continue;
        opened.inherited_.insert({slot});
        if (frames)
            opened.first_frame_[slot] = opened.leases_[slot].first;
    }
    if (frames)
        opened.frames_ = FrameStore(std::move(frames), maps.frames_capacity, opened.first_frame_);
    return opened;
}

// The new chain is complete, and the fence is there, before the lease leads to them.
Result<> Leases::fill(core::Slot slot, const core::Lease& lease) {
    const auto first = frames_.put(lease.frames);
    if (!first)
        return failure(first.error());
    if (auto fenced = fences_.set(slot, lease.fenced); !fenced) {
        frames_.take_back(*first);
        return fenced;
    }
    auto& entry = leases_[slot.value];
    write_once(entry.due_ns, nanoseconds(lease.due));
    write_once(entry.interval_ns, nanoseconds(lease.interval));
    write_once(entry.lease_ns, nanoseconds(lease.length));
    entry.priority = lease.priority;
    entry.source = to_wire(lease.source);
    write_once(entry.first, *first);
    frames_.take_back(std::exchange(first_frame_[slot.value], *first));
    return {};
}

Result<> Leases::arm(core::Slot slot, const core::Lease& lease) {
    if (!is_usable(slot))
        return failure(Error{"let the kernel stand in", "the slot is not in the maps", "", 0});
    cancel(slot);
    if (auto done = fill(slot, lease); !done)
        return done;
    write_once(leases_[slot.value].epoch, ++epoch_);
    ++armed_;
    tell_change();
    return {};
}

Result<> Leases::change(core::Slot slot, const core::Lease& lease) {
    if (!is_armed(slot) || inherited_.contains(slot))
        return arm(slot, lease);
    auto done = fill(slot, lease);
    if (!done)
        cancel(slot); // it must not send what we would not say any more
    tell_change();
    return done;
}

// kNever too is a time.
void Leases::put_off(core::Slot slot, core::TimePoint due) {
    if (is_armed(slot))
        write_once(leases_[slot.value].due_ns, nanoseconds(due));
}

void Leases::cancel(core::Slot slot) {
    if (!is_armed(slot))
        return;
    if (inherited_.erase(slot) == 0)
        --armed_;
    write_once(leases_[slot.value].epoch, std::uint64_t{0});
    frames_.take_back(std::exchange(first_frame_[slot.value], 0));
    (void)fences_.set(slot, {}); // no address can fail
}

void Leases::cancel_all() {
    for (std::uint32_t slot = 1; slot < first_frame_.size(); ++slot) {
        if (is_armed({slot}))
            cancel({slot});
    }
    fences_.clear();
}

void Leases::end_inherited(core::Slot slot) {
    write_once(leases_[slot.value].lease_ns, std::uint64_t{0});
    tell_change();
}

std::vector<core::LeftLease> Leases::left() const {
    std::vector<core::LeftLease> out;
    for (const auto slot : inherited_) {
        const auto& lease = leases_[slot.value];
        out.push_back({time_point(read_once(token_[0].renewed_ns) + read_once(lease.lease_ns)),
                       read_once(gates_[slot.value].shut_epoch) == lease.epoch});
    }
    return out;
}

void Leases::unfence_inherited(const core::IpAddress& address) {
    fences_.drop_inherited(address);
    drop_ended();
}

void Leases::keep_inherited(const std::set<core::IpAddress>& fenced) {
    fences_.keep_inherited(fenced);
    drop_ended();
}

void Leases::drop_ended() {
    if (fences_.has_inherited())
        return;
    const auto has_ended = [this](core::Slot slot) {
        return read_once(gates_[slot.value].shut_epoch) == leases_[slot.value].epoch;
    };
    for (const auto slot : std::set(inherited_)) {
        if (has_ended(slot))
            cancel(slot);
    }
}

void Leases::extend(core::Duration length) {
    for (std::uint32_t slot = 1; slot < first_frame_.size(); ++slot) {
        if (is_armed({slot}) && leases_[slot].lease_ns != 0) // one that was ended stays so
            write_once(leases_[slot].lease_ns,
                       std::max<std::uint64_t>(leases_[slot].lease_ns, nanoseconds(length)));
    }
}

void Leases::renew(core::TimePoint now) {
    if (token_)
        write_once(token_[0].renewed_ns, nanoseconds(now));
}

std::uint32_t Leases::begin_generation(core::InterfaceIndex out) {
    auto& token = token_[0];
    write_once(token.ifindex, static_cast<std::uint32_t>(out.index));
    write_once(token.generation, token.generation + 1);
    return token.generation;
}

bool Leases::is_armed(core::Slot slot) const {
    return is_usable(slot) && leases_[slot.value].epoch != 0;
}

core::TimePoint Leases::due(core::Slot slot) const {
    const auto& lease = leases_[slot.value];
    const auto& gate = gates_[slot.value];
    const bool has_sent = read_once(gate.epoch) == lease.epoch;
    return time_point(has_sent ? std::max(lease.due_ns, read_once(gate.due_ns)) : lease.due_ns);
}

std::optional<Shut> Leases::shut(core::Slot slot, core::TimePoint now) const {
    if (!is_armed(slot))
        return {};
    const auto& gate = gates_[slot.value];
    const auto& lease = leases_[slot.value];
    if (read_once(gate.shut_epoch) != lease.epoch) {
        const auto end = time_point(token_[0].renewed_ns + lease.lease_ns);
        return now < end ? std::nullopt : std::optional(Shut{VRRP_SHUT_LEASE_ENDED, end, {}, 0});
    }
    return Shut{static_cast<vrrp_shut_reason>(gate.shut_by), time_point(gate.shut_at_ns),
                from_wire(gate.shut_source), gate.shut_priority};
}

std::uint64_t Leases::sent(core::Slot slot) const {
    return is_usable(slot) ? read_once(gates_[slot.value].sent) : 0;
}

void Leases::tell_change() {
    write_once(token_[0].changes, token_[0].changes + 1);
}

} // namespace xvrrp::datapath
