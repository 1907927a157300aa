// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts or processes that the runner looks at, by their names, and what is known of each.
#pragma once

#include "core/vrrp/io.h"
#include "daemon/runner.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

// Wanted is what the runner is asked, Rule says how to judge its answers, and State is the judgement.
template <core::Tracker::Kind kind, class Wanted, class Rule, class State>
class Followed {
public:
    struct Each {
        runner::JobId id = 0;
        Wanted wanted; // without an id
        Rule rule;
        State state;
    };

    // Follows these from here on, and no others. One that the runner is asked in the same way keeps what is known of it,
    // also if it is judged by another rule now. Returns what the core has to know at once.
    std::vector<core::Input> follow(std::vector<std::pair<std::string, Each>> next, Runner& runner) {
        std::vector<core::Input> news;
        auto before = std::exchange(followed_, {});
        for (auto& [name, each] : next) {
            const auto known = before.find(name);
            if (known == before.end() || known->second.wanted != each.wanted) {
                each.id = runner.replace(known == before.end() ? 0 : known->second.id, each.wanted);
                followed_.emplace(name, std::move(each));
                continue;
            }
            auto same = before.extract(known);
            if (same.mapped().rule != each.rule) {
                each.id = same.mapped().id;
                each.state.inherit(same.mapped().state);
                same.mapped() = std::move(each);
                if (same.mapped().state.state())
                    news.emplace_back(observed(same.mapped().state));
            }
            followed_.insert(std::move(same));
        }
        for (const auto& [name, gone] : before) {
            runner.forget(gone.id);
            name_of_.erase(gone.id);
            news.emplace_back(core::TrackerGone{{kind, name, {}}});
        }
        for (const auto& [name, each] : followed_) {
            if (name_of_.emplace(each.id, name).second && each.state.state())
                news.emplace_back(observed(each.state));
        }
        return news;
    }

    // Null if nobody follows it any more.
    State* of(runner::JobId id) {
        const auto name = name_of_.find(id);
        return name == name_of_.end() ? nullptr : &followed_.at(name->second).state;
    }

    std::map<std::string, Each>& all() { return followed_; }

    const std::map<std::string, Each>& all() const { return followed_; }

    static core::TrackerObserved observed(const State& state) {
        return {{kind, state.name(), {}}, state.state().value_or(core::TrackerState{})};
    }

private:
    std::map<std::string, Each> followed_;
    std::map<runner::JobId, std::string> name_of_;
};

} // namespace xvrrp::daemon
