// SPDX-License-Identifier: GPL-2.0-or-later
// A named scenario: a LAN on which nothing may happen that the witnesses object to.
//
// The defaults are version 2, 1 s and priority 100; every frame arrives after 100 us, and loops are never
// late. The tests' figures follow from them: the master-down interval of priority p is 3 s + (256 - p) / 256
// s.
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

    // A master is elected by then, and no frame is on its way.
    void settle() {
        lan.start();
        lan.run_for(10s);
    }

    Network lan;
};

} // namespace xvrrp::sim
