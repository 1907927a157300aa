// SPDX-License-Identifier: GPL-2.0-or-later
// The wishes for the kernel's network: each holder has its things, and wants all of them or none.
//
// A thing that moves from one holder to another is wanted all the time. The cost of a call is the number of
// changes times a logarithm, because one holder may have a hundred thousand things.
#pragma once

#include "core/types.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::core {

// A virtual router, or nothing for the configuration itself, which holds the static things.
using Holder = std::optional<RouterId>;

template <class Thing, class By = Holder>
class Holdings {
public:
    Holdings() = default;
    Holdings(Holdings&&) noexcept = default;
    Holdings& operator=(Holdings&&) noexcept = default;
    Holdings(const Holdings&) = delete;
    Holdings& operator=(const Holdings&) = delete;
    ~Holdings() = default;

    struct Holding {
        std::vector<Thing> things;
        bool wanted = false;
        std::string name;        // the name of the holder, for people
        std::size_t missing = 0; // the number of wanted things that the kernel lacks
    };

    // Replaces the things of the holder and returns the former ones. Some of these may have no holder now.
    std::vector<Thing> hold(const By& holder, Holding next) {
        auto& held = holdings_[holder];
        unwant(holder, held);
        auto former = std::exchange(held, std::move(next)).things;
        if (held.wanted) {
            for (const auto& each : held.things)
                wanted_.emplace(&each, holder);
        }
        return former;
    }

    std::vector<Thing> drop(const By& holder) {
        const auto found = holdings_.find(holder);
        if (found == holdings_.end())
            return {};
        unwant(holder, found->second);
        auto things = std::move(found->second.things);
        holdings_.erase(found);
        return things;
    }

    // Returns the thing as one of its holders wants it, or null if no holder wants it.
    const Thing* wanted(const Thing& thing) const {
        const auto found = wanted_.find(thing);
        return found == wanted_.end() ? nullptr : found->first;
    }

    bool knows(const By& holder) const { return holdings_.contains(holder); }

    Holding* of(const By& holder) {
        const auto found = holdings_.find(holder);
        return found == holdings_.end() ? nullptr : &found->second;
    }

    const Holding* of(const By& holder) const {
        const auto found = holdings_.find(holder);
        return found == holdings_.end() ? nullptr : &found->second;
    }

    // Calls what(holder, holding, thing) for each holder that wants this thing, and with the thing as it wants it.
    template <class What>
    void for_holders(const Thing& thing, const What& what) {
        const auto [first, last] = wanted_.equal_range(thing);
        for (auto each = first; each != last; ++each)
            what(each->second, holdings_.at(each->second), *each->first);
    }

    // Calls what(thing) for each wanted thing, holder by holder, and in the order in which each holder has them.
    template <class What>
    void for_wanted_in_order(const What& what) const {
        for (const auto& [holder, held] : holdings_) {
            for (std::size_t i = 0; held.wanted && i < held.things.size(); ++i)
                what(held.things[i]);
        }
    }

    template <class What>
    void for_wanted(const What& what) const {
        for (const auto& [thing, holder] : wanted_)
            what(*thing);
    }

private:
    // A thing is found by another one that is equal.
    struct ByThing {
        using is_transparent = void;

        static const Thing& at(const Thing* place) { return *place; }

        static const Thing& at(const Thing& itself) { return itself; }

        bool operator()(const auto& a, const auto& b) const { return at(a) < at(b); }
    };

    void unwant(const By& holder, const Holding& held) {
        if (!held.wanted)
            return;
        for (const auto& thing : held.things) {
            const auto [first, last] = wanted_.equal_range(thing);
            const auto mine =
                std::find_if(first, last, [&](const auto& each) { return each.second == holder; });
            if (mine != last)
                wanted_.erase(mine);
        }
    }

    std::map<By, Holding> holdings_;
    std::multimap<const Thing*, By, ByThing> wanted_; // into holdings_, because a thing is large
};

} // namespace xvrrp::core
