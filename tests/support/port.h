// SPDX-License-Identifier: GPL-2.0-or-later
// A raw socket on one interface of a namespace: records the frames that go by, and sends frames.
//
// It sees both directions, except its own frames, in promiscuous mode, with VLAN tags in their place.
#pragma once

#include "core/bytes.h"
#include "support/netns.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::test {

struct Frame {
    core::Bytes bytes;
    std::chrono::system_clock::time_point time; // the kernel's time stamp
    bool outgoing = false;                      // sent by the namespace itself

    std::uint16_t ether_type() const { return core::get16(bytes, 12); }
};

using FramePredicate = std::function<bool(const Frame&)>;

class Port {
public:
    Port(const NetNs& netns, const std::string& interface);

    void send(core::ByteView frame); // the test fails if the kernel refuses it

    // Returns everything since the start, or since clear().
    const std::vector<Frame>& frames();
    std::vector<Frame> take(); // the same, and forgets it
    std::vector<Frame> matching(const FramePredicate& predicate);
    void clear();
    // Returns the first matching frame, already recorded or still to come.
    std::optional<Frame> wait_for(const FramePredicate& predicate, Duration timeout = kPatience);

private:
    bool receive_one(int flags);

    os::Fd fd_;
    std::vector<Frame> frames_;
};

} // namespace xvrrp::test
