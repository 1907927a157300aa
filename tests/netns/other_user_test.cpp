// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon as another user than root, with ambient capabilities, as docs/packaging.md has it, and its runner as its child.
#include "netns/other_user.h"

#include <signal.h>

namespace xvrrp::test {

TEST_F(OtherUser, leads_with_a_virtual_mac_and_scripts_of_its_own) {
    auto daemon = start(checked_by(""));
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(wait_until([&] { return host_.has_vip(); })) << daemon.output();
    std::string user;
    EXPECT_TRUE(wait_until([&] { return static_cast<bool>(std::ifstream(out()) >> user); }));
    EXPECT_EQ(user, "nobody");
    EXPECT_EQ(daemon.output().find("without pins"), std::string::npos) << daemon.output();
    EXPECT_EQ(daemon.output().find(" error: "), std::string::npos) << daemon.output();
    EXPECT_EQ(host_.status()["daemon"]["pins"], true); // root asks
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    EXPECT_FALSE(host_.has_vip());
    EXPECT_TRUE(is_empty_of_pins());
}

TEST_F(OtherUser, runs_scripts_itself_where_root_would_have_a_user_for_them) {
    const auto accounts = files_.path() + "/passwd";
    const auto daemon = start(checked_by(""), capabilities_of_the_unit(),
                              own_pins() + "cp /etc/passwd " + accounts +
                                  "; echo keepalived_script:x:54321:54321::/:/bin/sh >> " + accounts +
                                  "; mount --bind " + accounts + " /etc/passwd; ");
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    std::string user;
    EXPECT_TRUE(wait_until([&] { return static_cast<bool>(std::ifstream(out()) >> user); }));
    EXPECT_EQ(user, "nobody");
}

TEST_F(OtherUser, hands_over_to_another_one) {
    auto daemon = start(checked_by(""));
    ASSERT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    ASSERT_TRUE(wait_until([&] { return host_.instance()["stand_in"]["lent"] == true; })) << daemon.output();
    daemon.signal(SIGQUIT);
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    EXPECT_TRUE(host_.has_vip());
    EXPECT_FALSE(is_empty_of_pins());
    const auto next = start(checked_by(""));
    EXPECT_TRUE(next.says("the kernel stood in for the former daemon, which was MASTER")) << next.output();
    EXPECT_TRUE(host_.has_vip());
}

TEST_F(OtherUser, runs_no_script_of_others) {
    const auto daemon = start(checked_by("root"));
    EXPECT_TRUE(daemon.says("become user root: Operation not permitted")) << daemon.output();
    EXPECT_TRUE(daemon.says("Entering FAULT STATE")) << daemon.output();
    EXPECT_FALSE(fs::exists(out()));
}

TEST_F(OtherUser, has_no_pins_where_it_may_not_enter) {
    const auto daemon =
        start(Instance{}.text(), capabilities_of_the_unit(), "mount -t bpf -o mode=700 bpf /sys/fs/bpf; ");
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(daemon.says("xvrrpd runs without pins")) << daemon.output();
}

TEST_F(OtherUser, has_ordinary_priority_without_a_limit_for_more) {
    const auto daemon =
        start(Instance{}.text(), capabilities_of_the_unit(), own_pins() + "prlimit --rtprio=0 --pid $$; ");
    EXPECT_TRUE(daemon.says("run with real-time priority 1: Operation not permitted")) << daemon.output();
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
}

TEST_F(OtherUser, needs_each_capability_for_a_start) {
    const auto all = capabilities_of_the_unit();
    for (const std::string lacking : {",+net_admin", ",+net_raw", ",+bpf"}) {
        auto some = all;
        some.erase(some.find(lacking), lacking.size());
        auto daemon = start(Instance{}.text(), some, own_pins());
        EXPECT_EQ(daemon.wait(), 4) << lacking << daemon.output();
    }
}

TEST_F(OtherUser, does_not_start_without_capabilities) {
    auto daemon = start(Instance{}.text(), "", own_pins());
    EXPECT_EQ(daemon.wait(), 4) << daemon.output();
}

TEST_F(OtherUser, does_not_read_what_only_root_may) {
    host_.write_config("");
    fs::permissions(host_.config_file(), fs::perms(0600));
    auto daemon = start(Instance{}.text());
    EXPECT_EQ(daemon.wait(), 6) << daemon.output();
}

// Root of a user namespace has every capability there, and none that counts for BPF programs.
TEST_F(OtherUser, does_not_start_as_root_of_a_user_namespace) {
    host_.write_config(Instance{}.text());
    std::vector<std::string> command{"unshare", "--user", "--map-root-user"};
    const auto daemon_command = host_.xvrrpd_command();
    command.insert(command.end(), daemon_command.begin(), daemon_command.end());
    auto daemon = host_.netns().start(command);
    EXPECT_EQ(daemon.wait(), 4) << daemon.output();
}

} // namespace xvrrp::test
