// SPDX-License-Identifier: GPL-2.0-or-later
// Small numbers for the interfaces of the slots: the entries of their token buckets in vrrp_visible.
//
// Every number is below the number of interfaces that were in use at once, so an array with one entry for each slot is
// large enough.
#pragma once

#include "core/types.h"

#include <cstdint>
#include <map>
#include <set>

namespace xvrrp::datapath {

class InterfaceNumbers {
public:
    // Returns the number of the interface of one more slot. It stays the same while any slot uses it.
    std::uint32_t take(core::InterfaceIndex interface) {
        const auto [use, fresh] = used_.try_emplace(interface);
        if (fresh)
            use->second.number = free_.empty() ? static_cast<std::uint32_t>(used_.size() - 1)
                                               : free_.extract(free_.begin()).value();
        ++use->second.slots;
        return use->second.number;
    }

    // One slot less uses the interface. After the last one, another interface may get the number.
    void give_back(core::InterfaceIndex interface) {
        const auto use = used_.find(interface);
        if (use == used_.end() || --use->second.slots != 0)
            return;
        free_.insert(use->second.number);
        used_.erase(use);
    }

private:
    struct Use {
        std::uint32_t number = 0;
        std::uint32_t slots = 0;
    };

    std::map<core::InterfaceIndex, Use> used_;
    std::set<std::uint32_t> free_;
};

} // namespace xvrrp::datapath
