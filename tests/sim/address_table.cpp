// SPDX-License-Identifier: GPL-2.0-or-later
#include "address_table.h"

#include <utility>

namespace xvrrp::sim {

std::vector<core::FailedAddress> AddressTable::carry_out(const core::AddressPlan& plan, Random& random) {
    std::vector<core::FailedAddress> failed;
    for (const auto& operation : plan.operations) {
        auto target = operation.target;
        if (random.chance(refuse_percent)) {
            failed.push_back({operation, Error{"change " + target.address.text(), "refused", "", 1}});
        } else if (operation.kind == core::AddressOperation::Kind::Add) {
            target.marked = true;
            there_.erase(target);
            there_.insert(target);
            tell(target, false);
        } else if (there_.erase(target) > 0) {
            tell(target, true);
        }
    }
    return failed;
}

void AddressTable::remove(const core::PlacedAddress& address) {
    if (there_.erase(address) > 0)
        tell(address, true);
}

void AddressTable::tell(const core::PlacedAddress& address, bool gone) {
    if (loses_messages)
        lost_ = true;
    else
        messages_.push_back({address, gone});
}

std::vector<AddressTable::Message> AddressTable::take_messages(bool& lost) {
    lost = std::exchange(lost_, false);
    auto messages = std::exchange(messages_, {});
    return lost ? std::vector<Message>() : messages;
}

} // namespace xvrrp::sim
