// SPDX-License-Identifier: GPL-2.0-or-later
// Records the output of `ip monitor address` in a namespace, from its construction on.
#pragma once

#include "support/netns.h"

namespace xvrrp::test {

class AddressMonitor {
public:
    explicit AddressMonitor(const NetNs& netns);

    std::string said() const { return process_.output(); }

    // True if the address was deleted, if only for a moment.
    bool lost(const core::IpAddress& address) const;

private:
    Process process_;
};

} // namespace xvrrp::test
