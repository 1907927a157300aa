// SPDX-License-Identifier: GPL-2.0-or-later
#include "sound_host.h"
#include "tools/doctor/collect.h"
#include "tools/doctor/judge.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

using nlohmann::json;

TEST(Doctor, finds_nothing_on_a_sound_host) {
    EXPECT_EQ(said(sound()), "nothing is wrong\n");
    EXPECT_EQ(render_findings({}, true), "");
    EXPECT_EQ(said({}), "nothing is wrong\n") << "and does not guess";
}

TEST(Doctor, says_what_the_daemon_knows_with_what_to_do) {
    auto facts = sound();
    auto& it = facts.status["instances"][0];
    it["state"] = "FAULT";
    EXPECT_EQ(said(facts), "wrong: VI_1 is in FAULT: eth0 is down\n       xvrrpctl why VI_1\n");
    it.update({{"state", "MASTER"}, {"rival", {{"address", "192.0.2.2"}, {"priority", 50}}}});
    EXPECT_TRUE(has(said(facts), "192.0.2.2 says that it is MASTER too")) << said(facts);
    facts = sound();
    facts.status["interfaces"][0].update({{"mode", "none"}, {"why", "no driver"}});
    facts.status["stand_in"]["trouble"] = "no sch_tbf";
    facts.status["daemon"]["pins"] = false;
    EXPECT_EQ(render_findings(findings_of(facts), true),
              "xvrrpctl datapath\nmodprobe sch_tbf\nmount -t bpf bpf /sys/fs/bpf && xvrrpctl restart\n");
}

TEST(Doctor, leaves_a_drained_one_in_peace) {
    auto its = router();
    its.update({{"state", "FAULT"}, {"drain", "drained"}});
    EXPECT_EQ(said(sound(its)), "nothing is wrong\n");
}

TEST(Doctor, tells_adverts_that_are_refused_from_those_of_others) {
    auto facts = sound();
    json note{{"vrid", 51},
              {"interface", "eth0"},
              {"source", "192.0.2.9"},
              {"reason", "checksum"},
              {"sentence", "wrong checksum"}};
    facts.status["refused"] = json::array({note});
    EXPECT_TRUE(
        has(said(facts), "wrong: adverts of VRID 51 are refused on eth0 from 192.0.2.9: wrong checksum\n"));
    note["reason"] = "vrid_unknown";
    facts.status["refused"] = json::array({note});
    EXPECT_EQ(
        said(facts),
        "note:  adverts of VRID 51 are heard on eth0 from 192.0.2.9, and no virtual router here has it\n");
}

TEST(Doctor, names_each_capability_that_lacks_and_what_fails_without_it) {
    auto facts = sound();
    facts.capabilities = kAll & ~(std::uint64_t{1} << 23U);
    EXPECT_TRUE(
        has(said(facts), "wrong: the daemon lacks CAP_SYS_NICE: the daemon has no real-time priority\n"));
    facts.capabilities = 0;
    EXPECT_EQ(findings_of(facts).size(), 8u);
}

TEST(Doctor, asks_of_a_daemon_that_is_a_user_no_capability_that_its_runner_has) {
    auto facts = sound();
    facts.daemon_is_root = false;
    facts.capabilities = std::uint64_t{0xc000003000};
    EXPECT_EQ(said(facts), "nothing is wrong\n");
    facts.capabilities = 0;
    EXPECT_EQ(findings_of(facts).size(), 4u);
}

TEST(Doctor, looks_at_the_settings_of_the_kernel) {
    auto facts = sound();
    facts.sysctls["kernel/sched_rt_runtime_us"] = "100000";
    EXPECT_TRUE(has(said(facts), "only 100000 of 1000000 us"));
    facts.sysctls["kernel/sched_rt_runtime_us"] = "-1";
    EXPECT_EQ(said(facts), "nothing is wrong\n");
    facts.sysctls["kernel/sched_rt_runtime_us"] = "nonsense";
    facts.sysctls_are_read_only = true;
    facts.sysctls["net/ipv4/ip_nonlocal_bind"] = "1";
    EXPECT_TRUE(has(said(facts), "wrong: /proc/sys is read-only"));
    facts.sysctls["net/ipv6/ip_nonlocal_bind"] = "1";
    EXPECT_TRUE(has(said(facts), "note:  ip_nonlocal_bind is 1 (ipv4), which is harmless"));
    EXPECT_TRUE(has(said(facts), "note:  ip_nonlocal_bind is 1 (ipv6), which is harmless"));
}

TEST(Doctor, looks_at_the_process) {
    auto facts = sound();
    facts.open_files = 900;
    facts.other_daemons = {"keepalived (pid 7)"};
    facts.has_time_namespace = true;
    const auto text = said(facts);
    EXPECT_TRUE(has(text, "900 of at most 1024 files"));
    EXPECT_TRUE(has(text, "keepalived (pid 7) runs in the same network namespace"));
    EXPECT_TRUE(has(text, "note:  the daemon runs in a time namespace"));
    EXPECT_LT(text.find("keepalived"), text.find("time namespace")) << "what is wrong comes first";
}

TEST(Doctor, looks_at_the_interface_of_each_virtual_router) {
    auto facts = sound();
    facts.interfaces["eth0"].groups.clear();
    EXPECT_TRUE(has(said(facts), "eth0 has not joined 224.0.0.18"));
    facts.status["instances"][0]["group"] = nullptr;
    EXPECT_EQ(said(facts), "nothing is wrong\n") << "unicast needs no group";
    facts = sound();
    facts.interfaces["eth0"].mtu = 31;
    EXPECT_TRUE(has(said(facts), "an advert of VI_1 has 32 bytes, more than the MTU of eth0, 31"));
    facts = sound();
    facts.interfaces["eth0"].snoops_without_querier = true;
    EXPECT_EQ(said(facts), "nothing is wrong\n") << "a bridge floods 224.0.0.0/24";
    facts.status["instances"][0].update({{"family", "ipv6"}, {"group", "ff02::12"}});
    facts.interfaces["eth0"].groups = {"ff02::12"};
    EXPECT_TRUE(has(said(facts), "the bridge of eth0 snoops multicast"));
}

TEST(Doctor, reads_what_the_programs_and_the_kernel_say) {
    const auto links = json::parse(R"([
        {"ifname": "eth0", "mtu": 1500, "master": "br0"},
        {"ifname": "br0", "mtu": 1500, "linkinfo": {"info_kind": "bridge", "info_data": {"mcast_snooping": 1, "mcast_querier": 0}}},
        {"ifname": "eth1", "mtu": 9000, "xdp": {"mode": 1, "prog": {"id": 5, "name": "filter"}}},
        {"ifname": "eth2", "xdp": {"mode": 1, "prog": {"id": 6, "name": "xvrrp_root"}}}, 7])");
    const auto groups = json::parse(
        R"([{"ifname": "eth0", "maddr": [{"family": "inet", "address": "224.0.0.18"}, {"link": "01"}]}])");
    auto seen = interfaces_in(links, groups);
    EXPECT_EQ(seen["eth0"].mtu, 1500u);
    EXPECT_TRUE(seen["eth0"].snoops_without_querier);
    EXPECT_TRUE(seen["eth0"].groups.contains("224.0.0.18"));
    EXPECT_FALSE(seen["eth1"].snoops_without_querier);
    EXPECT_EQ(capabilities_in("Name:\tx\nCapEff:\t00000000000000ff\n"), 255u);
    EXPECT_FALSE(capabilities_in("Name:\tx\n"));
    EXPECT_TRUE(is_root_in("Name:\tx\nUid:\t7\t0\t7\t7\n"));
    EXPECT_FALSE(is_root_in("Name:\tx\nUid:\t0\t994\t0\t0\n"));
    EXPECT_EQ(soft_limit_in(
                  "Limit  Soft\nMax open files            1024                 524288               files\n"),
              1024u);
    EXPECT_EQ(soft_limit_in("Max open files            unlimited            unlimited            files\n"),
              0u);
    EXPECT_TRUE(has_offset("monotonic           5         0\nboottime            0         0\n"));
    EXPECT_FALSE(has_offset("monotonic           0         0\nboottime            9         0\n"));
}

} // namespace xvrrp::tools
