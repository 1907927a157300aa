// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_datapath.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json document() {
    return json::parse(R"({"schema": 1, "daemon": {"pins": false, "bpf_dir": "/b"},
        "stand_in": {"trouble": "no token"},
        "interfaces": [{"name": "eth0", "ifindex": 2, "mode": "tc", "hook": "tcx", "reused": false, "why": "veth"}]})");
}

const HookProgram kOurs{"tcx", 3, "xvrrp_root_tc", true};

} // namespace

TEST(RenderDatapath, has_a_line_for_each_interface_and_what_stands_in) {
    json status{{"schema", 1},
                {"daemon", {{"pins", true}, {"bpf_dir", "/sys/fs/bpf/xvrrpd"}, {"pid", 1}}},
                {"interfaces",
                 {{{"name", "eth0"},
                   {"ifindex", 2},
                   {"mode", "native"},
                   {"hook", "xdp"},
                   {"reused", true},
                   {"why", "asked for"}}}},
                {"stand_in", {{"trouble", nullptr}, {"turns", 5}, {"lost", 0}, {"largest_gap_ms", 1.5}}}};
    EXPECT_EQ(render_datapath(datapath_of(status, {})),
              "INTERFACE  INDEX  MODE    HOOK  KEPT  WHY\n"
              "eth0           2  native  xdp   yes   asked for\n"
              "Programs and maps are pinned in /sys/fs/bpf/xvrrpd\n"
              "The kernel can stand in: 5 turns of its token, at most 1.5 ms apart; lost 0\n");
    status["stand_in"]["trouble"] = "no sch_tbf";
    status["daemon"]["pins"] = false;
    EXPECT_NE(render_datapath(datapath_of(status, {}))
                  .find("Nothing is pinned\nThe kernel cannot stand in: no sch_tbf\n"),
              std::string::npos);
}

TEST(RenderDatapath, shows_others_on_the_hooks_in_their_order) {
    const auto its = datapath_of(
        document(),
        {{{"eth0", {{"xdp", 5, "guard", false}, kOurs, {"filter", 0, "u32", false}}}, {"eth1", {kOurs}}}});
    EXPECT_EQ(render_datapath(its), "INTERFACE  INDEX  MODE  HOOK  KEPT  WHY\n"
                                    "eth0           2  tc    tcx   no    veth\n"
                                    "Received packets pass, in this order:\n"
                                    "INTERFACE  HOOK    ID  NAME           PLACE\n"
                                    "eth0       xdp      5  guard          before\n"
                                    "eth0       tcx      3  xvrrp_root_tc  xvrrpd\n"
                                    "eth0       filter  -   u32            after\n"
                                    "Nothing is pinned\n"
                                    "The kernel cannot stand in: no token\n");
}

TEST(RenderDatapath, is_silent_where_nobody_else_is) {
    EXPECT_EQ(render_datapath(datapath_of(document(), {{{"eth0", {kOurs}}}})).find("in this order"),
              std::string::npos);
}

TEST(RenderDatapath, tells_an_unknown_hook_from_an_empty_one) {
    const auto unknown = datapath_of(document(), {});
    EXPECT_TRUE(unknown["interfaces"][0]["programs"].is_null());
    EXPECT_EQ(render_datapath(unknown).find("in this order"), std::string::npos);
    const auto empty = datapath_of(document(), std::map<std::string, HookPrograms>{});
    EXPECT_EQ(empty["interfaces"][0]["programs"], json::array());
}

} // namespace xvrrp::tools
