// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_table.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json backup() {
    return {{"name", "VI_1"},
            {"interface", "eth0"},
            {"vrid", 51},
            {"state", "BACKUP"},
            {"priority", {{"base", 100}, {"effective", 100}}},
            {"master", {{"address", "192.0.2.1"}, {"priority", 150}}},
            {"since", "2026-11-21T16:00:00.123456Z"},
            {"reason", "startup"},
            {"reason_text", "started"},
            {"fault_reasons", json::array()},
            {"addresses", {"192.0.2.100/24"}}};
}

json document(json instances) {
    return {{"schema", 1}, {"instances", std::move(instances)}};
}

std::string plain(const json& instance) {
    return render_table(document(json::array({instance})), {});
}

TEST(RenderTable, shows_one_line_per_virtual_router_and_a_summary) {
    json master = backup();
    master.update({{"name", "VI_22"},
                   {"state", "MASTER"},
                   {"master", nullptr},
                   {"reason_text", "no advert for 3.6 s"}});
    EXPECT_EQ(
        render_table(document({backup(), master}), {}),
        "NAME   STATE   VRID  INTERFACE  PRIO  MASTER     SINCE                 VIPS            REASON\n"
        "VI_1   BACKUP  51    eth0       100   192.0.2.1  2026-11-21T16:00:00Z  192.0.2.100/24  started\n"
        "VI_22  MASTER  51    eth0       100   self       2026-11-21T16:00:00Z  192.0.2.100/24  no advert for 3.6 "
        "s\n"
        "2 virtual routers: 1 MASTER, 1 BACKUP\n");
}

TEST(RenderTable, cuts_what_does_not_fit_the_terminal_off_the_reason) {
    auto long_one = backup();
    long_one["reason_text"] = std::string(200, 'x');
    const auto text = render_table(document(json::array({long_one})), {.columns = 100});
    const auto second = text.substr(text.find('\n') + 1);
    EXPECT_EQ(second.find('\n'), 100u) << text;
    EXPECT_EQ(second.substr(97, 3), "...");
    EXPECT_EQ(render_table(document(json::array({backup()})), {.columns = 40}).find("started"),
              std::string::npos);
}

TEST(RenderTable, shows_every_reason_of_a_fault) {
    json fault = backup();
    fault.update(
        {{"state", "FAULT"}, {"master", nullptr}, {"fault_reasons", {"eth0 is down", "no address on eth0"}}});
    EXPECT_EQ(
        plain(fault),
        "NAME  STATE  VRID  INTERFACE  PRIO  MASTER  SINCE                 VIPS            REASON\n"
        "VI_1  FAULT  51    eth0       100   -       2026-11-21T16:00:00Z  192.0.2.100/24  eth0 is down; no address "
        "on eth0\n"
        "1 virtual router: 1 FAULT\n");
}

TEST(RenderTable, does_not_show_old_fault_reasons_out_of_fault) {
    json instance = backup();
    instance["fault_reasons"] = {"eth0 is down"};
    EXPECT_EQ(plain(instance), plain(backup()));
}

TEST(RenderTable, says_why_in_fault_when_the_list_is_empty) {
    json fault = backup();
    fault.update({{"state", "FAULT"}, {"reason_text", "eth0 is missing"}});
    EXPECT_NE(plain(fault).find("  eth0 is missing\n"), std::string::npos);
}

TEST(RenderTable, falls_back_to_the_name_of_the_reason) {
    json instance = backup();
    instance.erase("reason_text");
    EXPECT_NE(plain(instance).find("  startup\n"), std::string::npos);
}

TEST(RenderTable, shows_the_base_priority_where_the_effective_differs) {
    json instance = backup();
    instance["priority"]["effective"] = 80;
    EXPECT_NE(plain(instance).find("  80/100  "), std::string::npos);
}

TEST(RenderTable, counts_the_addresses_that_it_leaves_out) {
    json instance = backup();
    instance["addresses"] = {"192.0.2.1/24", "192.0.2.2/24", "192.0.2.3/24", "192.0.2.4/24"};
    EXPECT_NE(plain(instance).find("  192.0.2.1/24,192.0.2.2/24 +2  "), std::string::npos);
}

TEST(RenderTable, shows_all_addresses_on_request) {
    json instance = backup();
    instance["addresses"] = {"192.0.2.1/24", "192.0.2.2/24", "192.0.2.3/24"};
    EXPECT_NE(render_table(document(json::array({instance})), {.colour = false, .all_addresses = true})
                  .find("  192.0.2.1/24,192.0.2.2/24,192.0.2.3/24  "),
              std::string::npos);
}

TEST(RenderTable, colours_the_state_and_nothing_else) {
    std::string coloured =
        render_table(document(json::array({backup()})), {.colour = true, .all_addresses = false});
    const std::string painted = "\033[36mBACKUP\033[0m";
    const auto at = coloured.find(painted);
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(coloured.replace(at, painted.size(), "BACKUP"), plain(backup()));
}

TEST(RenderTable, lets_no_escape_sequence_through) {
    json instance = backup();
    instance["name"] = "\033[2J\r\n\x7f";
    const std::string text = plain(instance);
    EXPECT_NE(text.find("?[2J???"), std::string::npos);
    EXPECT_EQ(text.find('\033'), std::string::npos);
}

TEST(RenderTable, aligns_by_characters_and_not_by_bytes) {
    json instance = backup();
    instance["name"] = "Zür";
    const std::string text = plain(instance);
    EXPECT_NE(text.find("Zür   BACKUP"), std::string::npos) << text;
}

TEST(RenderTable, says_that_there_is_no_virtual_router) {
    EXPECT_EQ(render_table(document(json::array()), {}), "0 virtual routers\n");
}

TEST(RenderTable, says_what_was_not_told_if_there_is_any) {
    auto status = document(json::array());
    const json nothing{{"waiting", 3}, {"failed", 0}, {"left_out", 0}};
    status["notify"] = {{"scripts", nothing},
                        {"mails", nothing},
                        {"notify_fifo", {{"path", "/run/pipe"}, {"lost", 0}}},
                        {"vrrp_notify_fifo", {{"path", nullptr}, {"lost", 0}}}};
    EXPECT_EQ(render_table(status, {}), "0 virtual routers\n");
    status["notify"]["scripts"].update({{"failed", 1}, {"left_out", 2}});
    status["notify"]["mails"].update({{"failed", 3}, {"left_out", 4}});
    status["notify"]["notify_fifo"]["lost"] = 5;
    status["notify"]["vrrp_notify_fifo"]["lost"] = 6;
    EXPECT_EQ(
        render_table(status, {}),
        "0 virtual routers\nNot told since the start: scripts failed 1, scripts left out 2, mails failed 3, "
        "mails left out 4, lines lost on notify_fifo 5, lines lost on vrrp_notify_fifo 6\n");
}

TEST(RenderTable, shows_a_dash_for_what_is_missing_or_of_another_type) {
    const std::string dashes = "NAME  STATE  VRID  INTERFACE  PRIO  MASTER  SINCE  VIPS  REASON\n"
                               "-     -      -     -          -     -       -      -     -\n"
                               "1 virtual router\n";
    EXPECT_EQ(plain(json::object()), dashes);
    EXPECT_EQ(plain(json(nullptr)), dashes);
    EXPECT_EQ(plain(json(7)), dashes);
    EXPECT_EQ(
        plain({{"name", json::array()}, {"priority", "x"}, {"master", 1}, {"addresses", 5}, {"since", {}}}),
        dashes);
    EXPECT_EQ(render_table(json(nullptr), {}), "0 virtual routers\n");
    EXPECT_EQ(render_table({{"instances", "x"}}, {}), "0 virtual routers\n");
}

} // namespace

} // namespace xvrrp::tools
