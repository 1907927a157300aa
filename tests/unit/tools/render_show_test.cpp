// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_show.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json router() {
    return {
        {"name", "VI_1"},
        {"interface", "eth0"},
        {"vrid", 51},
        {"family", "ipv4"},
        {"version", 3},
        {"state", "BACKUP"},
        {"priority",
         {{"base", 100},
          {"effective", 70},
          {"terms",
           {{{"points", -40}, {"reason", "script chk fails"}}, {{"points", 10}, {"reason", "eth1 is up"}}}}}},
        {"master", {{"address", "192.0.2.1"}, {"priority", 150}}},
        {"rival", nullptr},
        {"since", "2026-11-21T16:00:00.123456Z"},
        {"reason_text", "priority 150 of 192.0.2.1 is higher than our 70"},
        {"fault_reasons", json::array()},
        {"drain", "no"},
        {"addresses", {"192.0.2.100/24", "192.0.2.101/24"}},
        {"routes", json::array()},
        {"rules", json::array()},
        {"advert_interval_ms", 100},
        {"master_down_ms", 372.5},
        {"stand_in", {{"lease_ms", 3000}, {"lent", false}, {"adverts", 7}}},
        {"counters", {{"advertisement-rcvd", 12}, {"advertisement-sent", 0}}},
        {"drops", {{"ttl", 3}, {"checksum", 0}}}};
}

const json kWhy = {{"name", "VI_1"}, {"state", "BACKUP"}, {"because", {"It is."}}, {"to_change", {"Wait."}}};

json event(const std::string& name, const std::string& what) {
    return {{"time", "2026-11-21T16:00:00.123456Z"}, {"name", name}, {"what", what}, {"cause", ""}};
}

} // namespace

TEST(Show, is_a_page_with_all_that_is_known) {
    EXPECT_EQ(
        render_show({router(), kWhy, json::array({event("VI_2", "other"), event("VI_1", "INIT -> BACKUP")})}),
        R"(VI_1 is BACKUP since 2026-11-21T16:00:00.123456Z
    because  priority 150 of 192.0.2.1 is higher than our 70
       VRID  51 on eth0, VRRP version 3, ipv4
   priority  70 = 100 - 40 (script chk fails) + 10 (eth1 is up)
     master  192.0.2.1 with priority 150
     timers  an advert every 100 ms, master-down after 372.5 ms
  addresses  192.0.2.100/24
             192.0.2.101/24
   stand-in  nothing is lent, for 3000 ms after the daemon's last turn; it sent 7
   counters  advertisement-rcvd 12
    refused  ttl 3

Why
VI_1 is BACKUP
  It is.
  What would have to change:
  - Wait.

Last events
  2026-11-21T16:00:00.123Z (VI_1) INIT -> BACKUP
)");
}

TEST(Show, names_another_master_and_each_condition_of_a_fault) {
    auto it = router();
    it.update(
        {{"state", "MASTER"}, {"master", nullptr}, {"rival", {{"address", "192.0.2.9"}, {"priority", 90}}}});
    const auto torn = render_show({it, kWhy, {}});
    EXPECT_NE(
        torn.find(
            "     master  this router\n      rival  192.0.2.9 says that it is MASTER too, with priority 90\n"),
        std::string::npos);
    it.update({{"state", "FAULT"}, {"fault_reasons", {"one", "two"}}, {"drain", "drained"}});
    it["stand_in"]["lease_ms"] = 0;
    const auto faulty = render_show({it, kWhy, {}});
    EXPECT_NE(faulty.find("    because  one\n             two\n      drain  drained\n"), std::string::npos)
        << faulty;
    EXPECT_NE(faulty.find("   stand-in  off\n"), std::string::npos);
}

TEST(Show, has_only_the_last_ten_events) {
    json events = json::array();
    for (int i = 0; i < 12; ++i)
        events.push_back(event("VI_1", "number " + std::to_string(i) + "."));
    const auto page = render_show({router(), kWhy, events});
    EXPECT_EQ(page.find("number 1."), std::string::npos);
    EXPECT_NE(page.find("number 2."), std::string::npos);
}

TEST(Show, survives_values_of_another_type) {
    for (const char* odd :
         {"{}", "[]", "1", R"({"priority":{"terms":[1]},"counters":[],"drops":5,"addresses":{}})"})
        EXPECT_NE(render_show({json::parse(odd), json(), json(3)}), "") << odd;
}

} // namespace xvrrp::tools
