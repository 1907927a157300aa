// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/slots.h"

#include "datapath/hash_map.h"
#include "datapath/root_programs.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <iterator>
#include <string>
#include <utility>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

namespace xvrrp::datapath {

namespace {

constexpr std::uint32_t kBySender = 0; // in vrrp_index: vrrp_senders has the slots

std::uint8_t priority_of(const vrrp_memo& memo) {
    return memo.message[2];
}

bool is_same(const vrrp_index_key& a, const vrrp_index_key& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

vrrp_index_key key_of(std::uint32_t netns, core::InterfaceIndex interface, core::Family family,
                      std::uint8_t vrid) {
    vrrp_index_key key{};
    key.netns = netns;
    key.ifindex = static_cast<std::uint32_t>(interface.index);
    key.family = static_cast<std::uint8_t>(family);
    key.vrid = vrid;
    return key;
}

vrrp_known known_from(const core::Expectation& expected) {
    vrrp_known known{};
    known.version = static_cast<std::uint8_t>(expected.version);
    known.min_ttl = expected.min_ttl;
    known.auth_type = static_cast<std::uint8_t>(expected.authentication.type);
    std::ranges::copy(expected.authentication.data, known.auth_data);
    known.interval_s =
        static_cast<std::uint8_t>(std::chrono::floor<std::chrono::seconds>(expected.interval).count());
    known.peers_only = !expected.peers.empty();
    known.hmac = static_cast<std::uint8_t>(expected.hmac);
    known.destination = to_wire(expected.destination);
    known.link = static_cast<std::uint32_t>(expected.scope.link.index);
    known.domain = static_cast<std::uint32_t>(expected.scope.domain.index);
    return known;
}

} // namespace

vrrp_address to_wire(const core::IpAddress& address) {
    vrrp_address out{};
    std::ranges::copy(address.mapped(), out.bytes);
    return out;
}

std::optional<vrrp_memo> to_wire(const core::Memo& memo, const core::Expectation& expected) {
    vrrp_memo out{};
    out.source = to_wire(memo.source);
    out.length = memo.length;
    out.min_ttl = expected.min_ttl;
    out.max_ttl = VRRP_TTL;
    if (!expected.peers.empty()) {
        const auto peer = std::ranges::find(expected.peers, memo.source, &core::UnicastPeer::address);
        if (peer == expected.peers.end())
            return {};
        out.min_ttl = std::max(out.min_ttl, peer->min_ttl);
        out.max_ttl = peer->max_ttl;
    }
    if (expected.version == core::Version::V3 && memo.source.family == core::Family::Ipv4)
        out.style =
            memo.style == core::ChecksumStyle::PseudoHeader ? VRRP_CHECKSUM_PSEUDO : VRRP_CHECKSUM_PLAIN;
    std::ranges::copy(memo.message, out.message);
    return out;
}

core::IpAddress from_wire(const vrrp_address& address) {
    return core::IpAddress::from_mapped(std::to_array(address.bytes));
}

Slots::Slots(const SlotMaps& maps, std::uint32_t netns, MappedArray<vrrp_known> known)
    : maps_(maps), netns_(netns), known_(std::move(known)) {}

Result<Slots> Slots::open(const SlotMaps& maps, std::uint32_t netns) {
    MappedArray<vrrp_known> known(maps.known, maps.capacity, PROT_READ | PROT_WRITE);
    if (!known)
        return failure(bpf_error("map vrrp_known into memory", errno));
    Slots slots(maps, netns, std::move(known));
    slots.read_predecessor();
    return slots;
}

void Slots::read_predecessor() {
    for (const auto& [key, slot] : entries<vrrp_sender_key>(maps_.senders))
        bpf_map_delete_elem(maps_.senders, &key);
    for (const auto& [key, number] : entries<vrrp_index_key>(maps_.index)) {
        if (number != kBySender && number < maps_.capacity && !entry_of({number}).key) {
            entry_of({number}).key = key;
            memorise({number}, {}); // nobody watched the source meanwhile
        } else {
            bpf_map_delete_elem(maps_.index, &key);
        }
    }
    // The former programs run on, and must not refuse a peer until it is configured again.
    for (const auto& [key, peer] : entries<vrrp_unicast_key, vrrp_unicast>(maps_.unicast)) {
        if (is_usable({key.slot}))
            entry_of({key.slot})
                .expected.peers.push_back({from_wire(key.address), peer.min_ttl, peer.max_ttl});
        else
            bpf_map_delete_elem(maps_.unicast, &key);
    }
    for (const auto& [key, reason] : entries<vrrp_local_key>(maps_.local)) {
        if (key.netns == netns_)
            local_[{{static_cast<int>(key.scope)}, from_wire(key.address)}] =
                static_cast<vrrp_drop_reason>(reason);
        else
            bpf_map_delete_elem(maps_.local, &key);
    }
}

// The programs use the smaller maps meanwhile. Their writes to these from here on are not copied.
Result<Slots> Slots::copy_to(const SlotMaps& larger) const {
    MappedArray<vrrp_known> known(larger.known, larger.capacity, PROT_READ | PROT_WRITE);
    const MappedArray<vrrp_peer> to(larger.peers, larger.capacity, PROT_READ | PROT_WRITE);
    const MappedArray<vrrp_peer> from(maps_.peers, maps_.capacity, PROT_READ);
    if (!known || !to || !from)
        return failure(bpf_error("map larger BPF arrays into memory", errno));
    std::memcpy(&known[0], &known_[0], maps_.capacity * sizeof(vrrp_known));
    std::memcpy(&to[0], &from[0], maps_.capacity * sizeof(vrrp_peer));
    std::vector<vrrp_stats> counted(static_cast<std::size_t>(std::max(libbpf_num_possible_cpus(), 1)));
    for (std::uint32_t number = 0; number < maps_.capacity; ++number) {
        if (bpf_map_lookup_elem(maps_.stats, &number, counted.data()) == 0) {
            if (auto done = put(larger.stats, &number, counted.data(), "fill a slot of vrrp_stats"); !done)
                return failure(done.error());
        }
        if (number >= slots_.size())
            continue;
        if (const auto& key = slots_[number].key) {
            const auto slot = slots_[number].senders.empty() ? number : kBySender;
            if (auto done = put(larger.index, &*key, &slot, "enter a virtual router into vrrp_index"); !done)
                return failure(done.error());
        }
    }
    Slots copy(larger, netns_, std::move(known));
    copy.slots_ = slots_;
    copy.interfaces_ = interfaces_;
    copy.local_ = local_;
    return copy;
}

// The room in the maps is larger than the number of virtual routers, and an entry is larger than theirs.
Slots::Entry& Slots::entry_of(core::Slot slot) {
    if (slot.value >= slots_.size())
        slots_.resize(slot.value + 1);
    return slots_[slot.value];
}

Result<> Slots::forget_key(Entry& entry) const {
    if (!entry.key)
        return {};
    for (const auto& sender : entry.senders) {
        const vrrp_sender_key key{*entry.key, to_wire(sender)};
        if (auto done = remove(maps_.senders, &key, "remove a sender from vrrp_senders"); !done)
            return done;
    }
    const bool stays = !std::exchange(entry.senders, {}).empty() && shares(entry);
    const auto key = *std::exchange(entry.key, std::nullopt);
    if (stays)
        return {};
    return remove(maps_.index, &key, "remove a virtual router from vrrp_index");
}

bool Slots::shares(const Entry& entry) const {
    return std::ranges::any_of(slots_, [&](const Entry& other) {
        return &other != &entry && other.key && is_same(*other.key, *entry.key);
    });
}

// The new senders come before the old ones go, so that no advert of one that stays is lost.
Result<> Slots::set_senders(Entry& entry, core::Slot slot) const {
    std::vector<core::IpAddress> senders;
    if (entry.expected.shares_vrid)
        std::ranges::transform(entry.expected.peers, std::back_inserter(senders),
                               &core::UnicastPeer::address);
    for (const auto& each : senders) {
        const vrrp_sender_key key{*entry.key, to_wire(each)};
        if (auto done = put(maps_.senders, &key, &slot.value, "enter a sender into vrrp_senders"); !done)
            return done;
    }
    const std::uint32_t value = senders.empty() ? slot.value : kBySender;
    if (auto done = put(maps_.index, &*entry.key, &value, "enter a virtual router into vrrp_index"); !done)
        return done;
    for (const auto& each : std::exchange(entry.senders, senders)) {
        const vrrp_sender_key key{*entry.key, to_wire(each)};
        if (std::ranges::find(senders, each) != senders.end())
            continue;
        if (auto done = remove(maps_.senders, &key, "remove a sender from vrrp_senders"); !done)
            return done;
    }
    return {};
}

// Another virtual router gets the slot. A late write of a program to it does no harm, because no key leads to
// the slot now.
Result<> Slots::give_away(core::Slot slot) {
    if (auto done = forget_key(slots_[slot.value]); !done)
        return done;
    const vrrp_peer nobody{};
    const std::vector<vrrp_stats> zeros(static_cast<std::size_t>(std::max(libbpf_num_possible_cpus(), 1)));
    if (auto done = put(maps_.peers, &slot.value, &nobody, "clear a slot of vrrp_peers"); !done)
        return done;
    return put(maps_.stats, &slot.value, zeros.data(), "clear a slot of vrrp_stats");
}

std::optional<core::Slot> Slots::former_slot(core::InterfaceIndex interface, core::Family family,
                                             std::uint8_t vrid) const {
    const auto key = key_of(netns_, interface, family, vrid);
    core::Slot slot;
    if (bpf_map_lookup_elem(maps_.index, &key, &slot.value) != 0 || !is_usable(slot))
        return {};
    return slot;
}

Result<> Slots::configure(core::Slot slot, core::InterfaceIndex interface,
                          const core::Expectation& expected) {
    if (!is_usable(slot))
        return failure(Error{"configure slot " + std::to_string(slot.value),
                             "slots are 1 to " + std::to_string(maps_.capacity - 1), "", ERANGE});
    auto& entry = entry_of(slot);
    const auto key = key_of(netns_, interface, expected.family, expected.vrid);
    if (!entry.key || !is_same(*entry.key, key)) {
        if (auto done = give_away(slot); !done)
            return done;
    }
    memorise(slot, {});
    if (auto done = set_peers(slot, expected.peers); !done)
        return done;
    auto known = known_from(expected);
    known.visible = number_interface(entry, interface);
    known_[slot.value] = known;
    entry.expected = expected;
    core::Slot holder;
    if (bpf_map_lookup_elem(maps_.index, &key, &holder.value) == 0 && holder != slot &&
        holder.value != kBySender && holder.value < slots_.size())
        slots_[holder.value].key.reset();
    entry.key = key;
    entry.configured = true;
    return set_senders(entry, slot);
}

Result<> Slots::release(core::Slot slot) {
    if (!is_usable(slot))
        return {};
    memorise(slot, {});
    auto& entry = entry_of(slot);
    entry.configured = false;
    number_interface(entry, {});
    if (auto done = set_peers(slot, {}); !done)
        return done;
    return forget_key(entry);
}

// The former interface gives its number back first, so there are never more numbers than slots.
std::uint32_t Slots::number_interface(Entry& entry, core::InterfaceIndex interface) {
    if (const auto former = std::exchange(entry.numbered, interface))
        interfaces_.give_back(former);
    return interface ? interfaces_.take(interface) : 0;
}

// The new peers come before the old ones go, so that no advert of one that stays is refused.
Result<> Slots::set_peers(core::Slot slot, const std::vector<core::UnicastPeer>& peers) {
    for (const auto& peer : peers) {
        const vrrp_unicast_key key{slot.value, to_wire(peer.address)};
        const vrrp_unicast value{peer.min_ttl, peer.max_ttl, {}};
        if (auto done = put(maps_.unicast, &key, &value, "enter a peer into vrrp_unicast"); !done)
            return done;
    }
    for (const auto& former : std::exchange(slots_[slot.value].expected.peers, peers)) {
        if (std::ranges::count(peers, former.address, &core::UnicastPeer::address) > 0)
            continue;
        const vrrp_unicast_key key{slot.value, to_wire(former.address)};
        if (auto done = remove(maps_.unicast, &key, "remove a peer from vrrp_unicast"); !done)
            return done;
    }
    return {};
}

Result<> Slots::remove_unconfigured() {
    for (std::uint32_t number = 1; number < slots_.size(); ++number) {
        if (slots_[number].configured)
            continue;
        if (auto done = set_peers({number}, {}); !done)
            return done;
        if (auto done = forget_key(slots_[number]); !done)
            return done;
    }
    return {};
}

void Slots::set_priority(core::Slot slot, std::uint8_t priority) {
    if (slot.value < maps_.capacity)
        __atomic_store_n(&known_[slot.value].priority, priority, __ATOMIC_RELAXED);
}

// The slot has a memo, and its source may send. With auth_hmac and AH the programs compare no advert with the memo.
bool Slots::may_show_memo(core::Slot slot, const core::LocalAddresses& local) const {
    const auto& entry = slots_[slot.value];
    if (!entry.memorised || entry.expected.hmac != VRRP_HMAC_NONE)
        return entry.memorised;
    const auto& memo = known_[slot.value].memo[entry.last_memo];
    return core::find_local(local, entry.expected.scope, from_wire(memo.source), priority_of(memo)) ==
           VRRP_DROP_NONE;
}

void Slots::show_memo(core::Slot slot, bool shown) {
    const auto current = shown ? slots_[slot.value].last_memo + 1 : 0;
    __atomic_store_n(&known_[slot.value].current, current, __ATOMIC_RELEASE);
}

// The programs compare with the memo that current names. So the other memo is written first, and then named.
void Slots::memorise(core::Slot slot, const std::optional<core::Memo>& memo) {
    if (slot.value >= maps_.capacity)
        return;
    auto& entry = entry_of(slot);
    const auto wire = memo ? to_wire(*memo, entry.expected) : std::nullopt;
    entry.memorised = wire.has_value();
    if (wire) {
        entry.last_memo ^= 1U;
        known_[slot.value].memo[entry.last_memo] = *wire;
    }
    show_memo(slot, may_show_memo(slot, local_));
}

vrrp_local_key Slots::local_key(const core::ScopedAddress& address) const {
    return {netns_, static_cast<std::uint32_t>(address.scope.index), to_wire(address.address)};
}

Result<> Slots::set_local(const core::LocalAddresses& local) {
    for (std::uint32_t number = 0; number < slots_.size(); ++number) {
        if (!may_show_memo({number}, local))
            show_memo({number}, false);
    }
    if (auto done = write_local(local); !done)
        return done;
    for (std::uint32_t number = 0; number < slots_.size(); ++number) {
        if (known_[number].current == 0 && may_show_memo({number}, local_))
            show_memo({number}, true);
    }
    return {};
}

Result<> Slots::write_local(const core::LocalAddresses& local) {
    for (auto each = local_.begin(); each != local_.end();) {
        if (local.contains(each->first)) {
            ++each;
            continue;
        }
        const auto key = local_key(each->first);
        if (auto done = remove(maps_.local, &key, "remove an address from vrrp_local"); !done)
            return done;
        each = local_.erase(each);
    }
    for (const auto& [address, reason] : local) {
        if (const auto known = local_.find(address); known != local_.end() && known->second == reason)
            continue;
        const auto key = local_key(address);
        const std::uint32_t value = reason;
        if (auto done = put(maps_.local, &key, &value, "enter an address into vrrp_local"); !done)
            return done;
        local_[address] = reason;
    }
    return {};
}

} // namespace xvrrp::datapath
