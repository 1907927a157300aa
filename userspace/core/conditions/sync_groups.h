// SPDX-License-Identifier: GPL-2.0-or-later
// Sync groups: virtual routers that are MASTER all together or not at all, and in FAULT if one of them is.
//
// The members are told here as they change. decide() says what brings the others of a group in line, and whoever
// carries that out tells the changes again, until there is nothing left to decide.
#pragma once

#include "core/types.h"
#include "core/vrrp/io.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::core {

enum class Member : std::uint8_t {
    Idle,    // INIT: the others do not take over without it
    Faulty,  // FAULT by conditions of its own
    Held,    // FAULT only because another one is faulty
    Drained, // FAULT only because it is drained
    Waiting, // BACKUP of a master, or until its master-down timer runs out
    Joining, // BACKUP since its start, and nobody else is known to be MASTER
    Ready,   // BACKUP whose master-down timer ran out
    Master,
};

inline constexpr std::size_t kMemberKinds = static_cast<std::size_t>(Member::Master) + 1;

struct GroupDecision {
    enum class Kind : std::uint8_t { TakeOver, Yield, Fault, Recover, Drain } kind = Kind::TakeOver;
    std::string group;
    std::vector<RouterId> members; // who has to follow
    std::optional<RouterId>
        because{}; // the member that waits or is faulty; Fault without one: no other member is
};

class SyncGroups {
public:
    // An empty name: the virtual router is a member of no group.
    void set(RouterId id, const std::string& name, Member member);

    // Returns what one of the groups has to do, or nothing if all are in line.
    std::optional<GroupDecision> decide();

    // The groups whose state is another one than at the last call. All groups are in line then.
    std::vector<GroupChanged> take_changes();

    // The groups that are not in INIT.
    const std::map<std::string, State>& states() const { return states_; }

    // The members of its group, or itself alone.
    std::vector<RouterId> party(RouterId id) const;

    // The members of all groups whose master-down timer ran out, and who wait for the others.
    std::vector<RouterId> ready() const;

private:
    struct Group {
        std::map<RouterId, Member> members;
        std::array<std::size_t, kMemberKinds> count{}; // by Member
        std::map<RouterId, RouterId> told{};           // the faulty member that each of them was told of

        std::size_t of(Member member) const { return count[static_cast<std::size_t>(member)]; }

        State state() const;
        std::vector<RouterId> all(Member member) const;
        std::vector<RouterId> undrained() const; // without those in INIT
        std::optional<RouterId> first(Member member) const;
        bool is_faulty(RouterId id) const;
    };

    void leave(RouterId id);
    static std::optional<GroupDecision> decide(Group& group);
    static std::optional<GroupDecision> tell_fault(Group& group);

    std::map<std::string, Group> groups_;
    std::map<RouterId, std::string> group_of_;
    std::set<std::string> changed_; // since they were decided on
    std::set<std::string> decided_; // and perhaps in another state than states_ has
    std::map<std::string, State> states_;
};

} // namespace xvrrp::core
