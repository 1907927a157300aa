// SPDX-License-Identifier: GPL-2.0-or-later
// What this daemon may place, noted in the runtime directory: the successor of one that crashed knows what was its own.
//
// Noted when a configuration is loaded, not when an address is placed: a takeover waits for no file.
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

// All that these virtual routers and these static addresses can be, in whatever state.
Noted placeable(const core::Configs& routers, std::span<const core::VirtualAddress> fixed);

std::string text(const Noted& noted);
Noted read_noted(const std::string& text); // a line that makes no sense is left out

class Journal {
public:
    explicit Journal(std::string file);

    // Empty where the predecessor left in peace, or there was none.
    const Noted& predecessor() const { return predecessor_; }

    // Beside what was noted before: what a reload takes away may still be there.
    Result<> note(const Noted& more);
    void remove();

private:
    std::string file_;
    Noted predecessor_;
    Noted noted_;
};

} // namespace xvrrp::daemon
