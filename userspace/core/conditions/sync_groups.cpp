// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/conditions/sync_groups.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

using Kind = GroupDecision::Kind;

std::vector<RouterId> SyncGroups::Group::all(Member member) const {
    std::vector<RouterId> ids;
    for (const auto& [id, is] : members) {
        if (is == member)
            ids.push_back(id);
    }
    return ids;
}

std::vector<RouterId> SyncGroups::Group::undrained() const {
    std::vector<RouterId> ids;
    for (const auto& [id, is] : members) {
        if (is != Member::Drained && is != Member::Idle)
            ids.push_back(id);
    }
    return ids;
}

std::optional<RouterId> SyncGroups::Group::first(Member member) const {
    const auto found = std::ranges::find(members, member, [](const auto& each) { return each.second; });
    return found == members.end() ? std::nullopt : std::optional(found->first);
}

// The members are in line, so one of them tells.
State SyncGroups::Group::state() const {
    if (of(Member::Faulty) + of(Member::Held) + of(Member::Drained) > 0)
        return State::Fault;
    if (of(Member::Master) > 0)
        return State::Master;
    return of(Member::Idle) == members.size() ? State::Init : State::Backup;
}

void SyncGroups::leave(RouterId id) {
    const auto known = group_of_.find(id);
    if (known == group_of_.end())
        return;
    const auto found = groups_.find(known->second);
    auto& group = found->second;
    --group.count[static_cast<std::size_t>(group.members.at(id))];
    group.members.erase(id);
    group.told.erase(id);
    changed_.insert(known->second);
    if (group.members.empty())
        groups_.erase(found);
    group_of_.erase(known);
}

void SyncGroups::set(RouterId id, const std::string& name, Member member) {
    const auto known = group_of_.find(id);
    if (known == group_of_.end() ? !name.empty() : known->second != name) {
        leave(id);
        if (name.empty())
            return;
        group_of_.emplace(id, name);
        auto& group = groups_[name];
        group.members.emplace(id, Member::Idle);
        ++group.count[static_cast<std::size_t>(Member::Idle)];
        changed_.insert(name);
    } else if (name.empty()) {
        return;
    }
    auto& group = groups_.at(name);
    const auto before = std::exchange(group.members.at(id), member);
    if (before == member)
        return;
    --group.count[static_cast<std::size_t>(before)];
    ++group.count[static_cast<std::size_t>(member)];
    changed_.insert(name);
}

std::optional<GroupDecision> SyncGroups::decide() {
    while (!changed_.empty()) {
        const auto name = *changed_.begin();
        const auto found = groups_.find(name);
        auto decision = found == groups_.end() ? std::nullopt : decide(found->second);
        if (!decision) {
            changed_.erase(name);
            decided_.insert(name);
            continue;
        }
        decision->group = name;
        return decision;
    }
    return {};
}

bool SyncGroups::Group::is_faulty(RouterId id) const {
    const auto found = members.find(id);
    return found != members.end() && found->second == Member::Faulty;
}

// Each member is told of a faulty one other than itself, and of another one, or of none, when that has recovered. So no
// member leaves the FAULT before the last faulty one does, and none names one that is well. Those that are told of the same
// one are told together.
std::optional<GroupDecision> SyncGroups::tell_fault(Group& group) {
    const auto faulty = group.all(Member::Faulty);
    std::optional<GroupDecision> decision;
    for (const auto& [id, member] : group.members) {
        const auto known = group.told.find(id);
        const bool was_told = known != group.told.end();
        if (member == Member::Idle || (was_told && group.is_faulty(known->second)))
            continue;
        const auto other = std::ranges::find_if(faulty, [self = id](RouterId each) { return each != self; });
        const auto because = other == faulty.end() ? std::nullopt : std::optional(*other);
        if ((!because && !was_told) || (decision && decision->because != because))
            continue;
        if (!decision)
            decision = GroupDecision{Kind::Fault, {}, {}, because};
        decision->members.push_back(id);
        if (because)
            group.told.insert_or_assign(id, *because);
        else
            group.told.erase(known);
    }
    return decision;
}

std::optional<GroupDecision> SyncGroups::decide(Group& group) {
    if (group.of(Member::Faulty) > 0)
        return tell_fault(group);
    group.told.clear();
    if (group.of(Member::Drained) > 0) {
        auto members = group.undrained();
        return members.empty() ? std::nullopt
                               : std::optional(GroupDecision{Kind::Drain, {}, std::move(members)});
    }
    if (group.of(Member::Held) > 0)
        return GroupDecision{Kind::Recover, {}, group.all(Member::Held)};
    const auto waiting = group.of(Member::Waiting);
    if (group.of(Member::Master) > 0 && waiting > 0)
        return GroupDecision{Kind::Yield, {}, group.all(Member::Master), group.first(Member::Waiting)};
    if (waiting > 0 || group.of(Member::Idle) > 0 ||
        (group.of(Member::Master) == 0 && group.of(Member::Joining) > 0))
        return {};
    auto members = group.all(Member::Ready);
    const auto joining = group.all(Member::Joining);
    members.insert(members.end(), joining.begin(), joining.end());
    return members.empty() ? std::nullopt
                           : std::optional(GroupDecision{Kind::TakeOver, {}, std::move(members)});
}

std::vector<GroupChanged> SyncGroups::take_changes() {
    std::vector<GroupChanged> changes;
    for (const auto& name : std::exchange(decided_, {})) {
        const auto found = groups_.find(name);
        const bool is_gone = found == groups_.end();
        const auto to = is_gone ? State::Init : found->second.state();
        const auto known = states_.find(name);
        if (to == (known == states_.end() ? State::Init : known->second))
            continue;
        if (to == State::Init)
            states_.erase(known);
        else
            states_.insert_or_assign(name, to);
        changes.push_back({name, to, is_gone});
    }
    return changes;
}

std::vector<RouterId> SyncGroups::party(RouterId id) const {
    const auto known = group_of_.find(id);
    if (known == group_of_.end())
        return {id};
    std::vector<RouterId> ids;
    for (const auto& [member, is] : groups_.at(known->second).members)
        ids.push_back(member);
    return ids;
}

std::vector<RouterId> SyncGroups::ready() const {
    std::vector<RouterId> ids;
    for (const auto& [name, group] : groups_) {
        if (group.of(Member::Ready) == 0)
            continue;
        const auto members = group.all(Member::Ready);
        ids.insert(ids.end(), members.begin(), members.end());
    }
    return ids;
}

} // namespace xvrrp::core
