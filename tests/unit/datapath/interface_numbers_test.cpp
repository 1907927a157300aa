// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/interface_numbers.h"

#include <gtest/gtest.h>

namespace xvrrp::datapath {

TEST(InterfaceNumbers, are_the_same_while_a_slot_uses_the_interface) {
    InterfaceNumbers numbers;
    EXPECT_EQ(numbers.take({7}), 0u);
    EXPECT_EQ(numbers.take({8}), 1u);
    EXPECT_EQ(numbers.take({7}), 0u);
    numbers.give_back({7});
    EXPECT_EQ(numbers.take({9}), 2u) << "a slot is left on 7";
    EXPECT_EQ(numbers.take({7}), 0u);
}

TEST(InterfaceNumbers, of_an_interface_without_slots_go_to_the_next_one) {
    InterfaceNumbers numbers;
    for (const int index : {7, 8, 9})
        numbers.take({index});
    numbers.give_back({8});
    numbers.give_back({7});
    EXPECT_EQ(numbers.take({20}), 0u);
    EXPECT_EQ(numbers.take({21}), 1u);
    EXPECT_EQ(numbers.take({22}), 3u);
}

TEST(InterfaceNumbers, know_nothing_of_an_interface_that_was_never_taken) {
    InterfaceNumbers numbers;
    numbers.give_back({7});
    EXPECT_EQ(numbers.take({8}), 0u);
}

} // namespace xvrrp::datapath
