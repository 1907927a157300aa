// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses of one simulated host as its kernel has them. They outlive the daemon.
//
// The kernel may refuse operations, lose its messages, and obey an administrator who deletes addresses.
#pragma once

#include "core/net/addresses.h"
#include "random.h"

#include <vector>

namespace xvrrp::sim {

class AddressTable {
public:
    struct Message {
        core::PlacedAddress address;
        bool gone = false;
    };

    // Applies the operations in order and returns the refused ones, like the edge of the daemon.
    std::vector<core::FailedAddress> carry_out(const core::AddressPlan& plan, Random& random);
    void remove(const core::PlacedAddress& address); // an administrator removes it

    bool has(const core::PlacedAddress& address) const { return there_.contains(address); }

    const core::AddressSet& all() const { return there_; }

    // Returns the messages since the last call. lost: there were others, so the whole table must be read.
    std::vector<Message> take_messages(bool& lost);

    void remember_loss() { lost_ = true; }

    unsigned refuse_percent = 0;
    bool loses_messages = false;

private:
    void tell(const core::PlacedAddress& address, bool gone);

    core::AddressSet there_;
    std::vector<Message> messages_;
    bool lost_ = false;
};

} // namespace xvrrp::sim
