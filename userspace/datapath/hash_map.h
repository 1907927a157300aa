// SPDX-License-Identifier: GPL-2.0-or-later
// The entries of a BPF hash map.
#pragma once

#include "core/result.h"
#include "datapath/root_programs.h"

#include <cerrno>
#include <cstdint>
#include <utility>
#include <vector>

#include <bpf/bpf.h>

namespace xvrrp::datapath {

// The keys are collected first, because the callers change the map.
template <class Key, class Value = std::uint32_t>
std::vector<std::pair<Key, Value>> entries(int map) {
    std::vector<std::pair<Key, Value>> out;
    Key key{};
    Value value{};
    for (const Key* previous = nullptr; bpf_map_get_next_key(map, previous, &key) == 0; previous = &key) {
        if (bpf_map_lookup_elem(map, &key, &value) == 0)
            out.emplace_back(key, value);
    }
    return out;
}

inline Result<> put(int map, const void* key, const void* value, const char* doing) {
    if (bpf_map_update_elem(map, key, value, BPF_ANY) < 0)
        return failure(bpf_error(doing, errno));
    return {};
}

// A key that is not there is no error.
inline Result<> remove(int map, const void* key, const char* doing) {
    if (bpf_map_delete_elem(map, key) < 0 && errno != ENOENT)
        return failure(bpf_error(doing, errno));
    return {};
}

} // namespace xvrrp::datapath
