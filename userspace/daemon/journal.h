// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses and macvlans that this daemon may place, noted in the runtime directory. The successor of a
// crashed daemon learns from the note which of them were the daemon's own.
//
// The note is written when a configuration is loaded, so no takeover waits for a file.
#pragma once

#include "core/net/link_plan.h"
#include "core/result.h"
#include "core/vrrp/virtual_router_config.h"

#include <compare>
#include <set>
#include <span>
#include <string>

namespace xvrrp::daemon {

struct NotedAddress {
    std::string interface;
    core::InterfaceAddress address;

    auto operator<=>(const NotedAddress&) const = default;
};

struct Noted {
    std::set<NotedAddress> addresses;
    std::set<core::Macvlan> macvlans;

    bool operator==(const Noted&) const = default;
};

// Returns all that these virtual routers and these static addresses may place, in any state.
Noted placeable(const core::Configs& routers, std::span<const core::VirtualAddress> fixed);

std::string text(const Noted& noted);
Noted read_noted(const std::string& text); // leaves out a line that makes no sense

class Journal {
public:
    explicit Journal(std::string file);

    // Empty if the predecessor left in an orderly way, or if there was none.
    const Noted& predecessor() const { return predecessor_; }

    // Adds to the note. Earlier entries stay, because things that a reload removes may still be there.
    Result<> note(const Noted& more);
    void remove();

private:
    std::string file_;
    Noted predecessor_;
    Noted noted_;
};

} // namespace xvrrp::daemon
