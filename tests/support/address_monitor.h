// SPDX-License-Identifier: GPL-2.0-or-later
// What `ip monitor address` says in a namespace, from its construction on.
#pragma once

#include "support/netns.h"

namespace xvrrp::test {

class AddressMonitor {
public:
    explicit AddressMonitor(const NetNs& netns);

    std::string said() const { return process_.output(); }

    // It was deleted, if only for a moment.
    bool lost(const core::IpAddress& address) const;

private:
    Process process_;
};

} // namespace xvrrp::test
