// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/banner.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

config::Config with_routers(std::initializer_list<const char*> interfaces) {
    config::Config config;
    for (const auto* interface : interfaces) {
        core::VirtualRouterConfig router;
        router.interface = interface;
        router.addresses.resize(1);
        config.routers.push_back(router);
    }
    return config;
}

TEST(Banner, counts_what_the_configuration_has) {
    EXPECT_EQ(counts({}), "0 virtual routers on 0 interfaces");
    EXPECT_EQ(counts(with_routers({"eth0"})), "1 virtual router on 1 interface, 1 virtual address");
    auto config = with_routers({"eth0", "eth1", "eth0"});
    config.routers.front().excluded.resize(2);
    config.routers.front().routes.resize(1);
    config.static_addresses.resize(1);
    config.sync_groups.resize(1);
    config.track_files.resize(2);
    EXPECT_EQ(counts(config),
              "3 virtual routers on 2 interfaces, 5 virtual addresses, 1 static address, 1 route, "
              "1 sync group, 2 tracked files");
}

TEST(Banner, names_program_kernel_and_file) {
    const auto lines = banner({}, "/etc/xvrrpd/xvrrpd.conf");
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_TRUE(lines[0].starts_with("Starting xvrrpd v")) << lines[0];
    EXPECT_NE(lines[0].find(" on Linux "), std::string::npos) << lines[0];
    EXPECT_EQ(lines[1], "Opening file '/etc/xvrrpd/xvrrpd.conf': 0 virtual routers on 0 interfaces");
}

} // namespace

} // namespace xvrrp::daemon
