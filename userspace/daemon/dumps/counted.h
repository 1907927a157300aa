// SPDX-License-Identifier: GPL-2.0-or-later
// The counters of one virtual router, divided up as keepalived does it.
#pragma once

#include "core/vrrp/snapshot.h"

#include <xvrrp/bpf_abi.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

namespace xvrrp::daemon {

enum class Count : std::uint8_t {
    Received,
    Sent,
    BecameMaster,
    ReleasedMaster,
    BadLength,
    BadTtl,
    BadType,
    BadInterval,
    BadAddresses,
    UnknownAuthType,
    OtherAuthType,
    AuthFailed,
    HmacMissing, // these only with auth_hmac
    HmacMalformed,
    HmacKey,
    HmacInvalid,
    HmacStale,
    HmacReplay,
    ZeroReceived,
    ZeroSent,
};

inline constexpr std::size_t kCounts = static_cast<std::size_t>(Count::ZeroSent) + 1;

struct Counted {
    std::array<std::uint64_t, kCounts> counts{};

    std::uint64_t& operator[](Count which) { return counts.at(static_cast<std::size_t>(which)); }

    std::uint64_t operator[](Count which) const { return counts.at(static_cast<std::size_t>(which)); }

    bool operator==(const Counted&) const = default;
};

// stats has what the kernel side accepted and user space refused among the refused ones.
Counted counted(const vrrp_stats& stats, const core::RouterSnapshot& router);

// The counters as they were when they were cleared. Those of the status go on, so only dumps begin at zero then.
class Cleared {
public:
    Counted since(core::RouterId router, const Counted& now) const;

    void clear(core::RouterId router, const Counted& now) { at_[router] = now; }

    // Another virtual router may get the id.
    void forget(core::RouterId router) { at_.erase(router); }

private:
    std::map<core::RouterId, Counted> at_;
};

} // namespace xvrrp::daemon
