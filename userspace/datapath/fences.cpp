// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/fences.h"

#include "datapath/hash_map.h"
#include "datapath/slots.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace xvrrp::datapath {

namespace {

vrrp_fence_key key_of(std::uint32_t netns, const core::FencedAddress& fenced) {
    vrrp_fence_key key{};
    key.netns = netns;
    key.ifindex = static_cast<std::uint32_t>(fenced.interface.index);
    key.address = to_wire(fenced.address);
    return key;
}

bool is_same(const vrrp_fence_key& a, const vrrp_fence_key& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

bool is_equal(const std::vector<vrrp_fence_key>& a, const std::vector<vrrp_fence_key>& b) {
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0);
}

} // namespace

Fences::Fences(int map, std::uint32_t netns, std::uint32_t slots) : map_(map), netns_(netns), keys_(slots) {
    for (const auto& [key, slot] : entries<vrrp_fence_key>(map))
        inherited_.emplace(from_wire(key.address), key);
}

Result<> Fences::set(core::Slot slot, const std::vector<core::FencedAddress>& addresses) {
    std::vector<vrrp_fence_key> keys;
    std::ranges::transform(addresses, std::back_inserter(keys),
                           [this](const auto& each) { return key_of(netns_, each); });
    if (is_equal(keys, keys_[slot.value]))
        return {};
    drop(slot);
    for (const auto& key : keys) {
        forget_inherited(key);
        if (auto done = put(map_, &key, &slot.value, "fence an address"); !done) {
            drop(slot);
            return done;
        }
        keys_[slot.value].push_back(key);
    }
    return {};
}

// An address that moved to another virtual router is that one's now.
void Fences::drop(core::Slot slot) {
    for (const auto& key : std::exchange(keys_[slot.value], {})) {
        std::uint32_t owner = 0;
        if (bpf_map_lookup_elem(map_, &key, &owner) == 0 && owner == slot.value)
            bpf_map_delete_elem(map_, &key);
    }
}

void Fences::clear() {
    for (const auto& [key, slot] : entries<vrrp_fence_key>(map_))
        bpf_map_delete_elem(map_, &key);
    std::ranges::for_each(keys_, [](auto& each) { each.clear(); });
    inherited_.clear();
}

void Fences::forget_inherited(const vrrp_fence_key& key) {
    const auto [first, last] = inherited_.equal_range(from_wire(key.address));
    const auto found = std::find_if(first, last, [&](const auto& each) { return is_same(each.second, key); });
    if (found != last)
        inherited_.erase(found);
}

void Fences::drop_inherited(const core::IpAddress& address) {
    const auto [first, last] = inherited_.equal_range(address);
    std::for_each(first, last, [this](const auto& each) { bpf_map_delete_elem(map_, &each.second); });
    inherited_.erase(first, last);
}

void Fences::keep_inherited(const std::set<core::IpAddress>& addresses) {
    std::erase_if(inherited_, [&](const auto& each) {
        return !addresses.contains(each.first) && bpf_map_delete_elem(map_, &each.second) == 0;
    });
}

} // namespace xvrrp::datapath
