// SPDX-License-Identifier: GPL-2.0-or-later
// The acceptance matrix: one forged advert for a MASTER in each way about which implementations are known to
// disagree, and whether the MASTER yields.
//
// The MASTER speaks version 3 over IPv4 with priority 200. Unless its row says otherwise, the advert has
// priority 250, the right address and 500 ms, and comes from the other router.
#pragma once

#include "support/packet.h"

#include <string>
#include <vector>

namespace xvrrp::test {

enum class Verdict {
    Yields,
    Keeps,
    Answers, // keeps its state, and sends an advert at once: RFC 9568 section 6.4.3
};

struct Case {
    std::string name;
    Verdict verdict;
    Bytes frame;
};

struct Target {
    std::uint8_t vrid; // any VRID but 255
    IpAddress router;
    IpAddress other; // an address higher than that of router
    IpAddress virtual_address;
};

inline constexpr std::uint8_t kTargetPriority = 200;

std::vector<Case> acceptance_matrix(const Target& target);

} // namespace xvrrp::test
