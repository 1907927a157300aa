// SPDX-License-Identifier: GPL-2.0-or-later
// A named scenario: a LAN on which nothing may happen that the witnesses object to.
//
// Defaults: version 2, 1 s, priority 100, every frame arrives after 100 us, loops are never late. Hence the figures
// in the tests: the master-down interval of priority p is 3 s + (256 - p) / 256 s.
#pragma once

#include "network.h"

#include <gtest/gtest.h>

namespace xvrrp::sim {

using namespace std::chrono_literals;

using Changes = std::vector<Change>;
using Adverts = std::vector<SentAdvert>;

class Scenario : public ::testing::Test {
protected:
    void TearDown() override { EXPECT_EQ(lan.record.violations, std::vector<std::string>{}); }

    // Until then a master is elected; nothing else is on its way.
    void settle() {
        lan.start();
        lan.run_for(10s);
    }

    Network lan;
};

} // namespace xvrrp::sim
