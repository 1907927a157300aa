// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/kernel_network.h"

#include <xvrrp/control.h>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

TEST(AcceptTable, is_the_daemon_s_own) {
    EXPECT_EQ(accept_table(XVRRP_DEFAULT_RUNTIME_DIR), "xvrrpd");
    EXPECT_EQ(accept_table("/tmp/a"), accept_table("/tmp/a"));
    EXPECT_NE(accept_table("/tmp/a"), accept_table("/tmp/b"));
    EXPECT_EQ(accept_table("/tmp/a").size(), std::string("xvrrpd_").size() + 8);
}

} // namespace xvrrp::daemon
