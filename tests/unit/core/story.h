// SPDX-License-Identifier: GPL-2.0-or-later
// What `xvrrpctl why` tells of a virtual router, compared with a file of tests/golden/why.
#pragma once

#include "core/vrrp/names.h"
#include "core/vrrp/reason_now.h"
#include "core/vrrp/why.h"
#include "rig.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace xvrrp::core {

inline std::string told(const RouterSnapshot& router, const Evidence& evidence, Duration now) {
    const auto explanation = why(router, evidence, at(now));
    auto text = router.config->name + " is " + std::string(name(router.state)) + ": " +
                reason_now(router, at(now)) + "\nbecause\n";
    for (const auto& each : explanation.because)
        text += "  " + each + "\n";
    text += "what would have to change\n";
    for (const auto& each : explanation.to_change)
        text += "  " + each + "\n";
    return text;
}

inline void expect_golden(const std::string& story, const std::string& text) {
    const auto file = std::string(XVRRP_GOLDEN_DIR) + "/why/" + story + ".txt";
    if (std::getenv("XVRRP_UPDATE_GOLDEN") != nullptr)
        std::ofstream(file, std::ios::binary) << text;
    std::ifstream in(file, std::ios::binary);
    EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(in), {})) << file;
}

inline void expect_golden(const std::string& story, const Rig& rig, const Evidence& evidence, Duration now) {
    expect_golden(story, told(rig.router().snapshot(), evidence, now));
}

} // namespace xvrrp::core
