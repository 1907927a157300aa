// SPDX-License-Identifier: GPL-2.0-or-later
// The exposition of tests/golden/metrics/status.json is exposition.txt beside it. XVRRP_UPDATE_GOLDEN=1 writes it.
#include "tools/metrics/exposition.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace xvrrp::metrics {

namespace {

using nlohmann::json;

const std::string kGolden = std::string(XVRRP_GOLDEN_DIR) + "/metrics/";

std::string read(const std::string& name) {
    std::ifstream file(kGolden + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

json status() {
    return json::parse(read("status.json"));
}

std::string own(const json& document) {
    return exposition(document, "0.1.0", Names::Own);
}

// The names behind "# TYPE " of an exposition, or those of a list of metrics.
std::set<std::string> names(const std::string& text, const std::string& before) {
    std::set<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(before))
            found.insert(line.substr(before.size(), line.find(' ', before.size()) - before.size()));
    }
    return found;
}

TEST(Exposition, is_the_golden_one) {
    const auto text = exposition(status(), "0.1.0", Names::AndKeepalived);
    if (std::getenv("XVRRP_UPDATE_GOLDEN") != nullptr)
        std::ofstream(kGolden + "exposition.txt") << text;
    EXPECT_EQ(text, read("exposition.txt"));
}

TEST(Exposition, has_each_metric_of_the_list_and_no_other) {
    for (const auto which : {Names::Own, Names::AndKeepalived})
        EXPECT_EQ(names(exposition(status(), "0.1.0", which), "# TYPE "), names(list_of_metrics(which), ""));
}

TEST(Exposition, has_no_state_without_a_daemon) {
    EXPECT_EQ(exposition({}, "0.1.0", Names::Own),
              "# HELP xvrrp_up 1 if xvrrpd answered, 0 if it did not. Then there is nothing else\n"
              "# TYPE xvrrp_up gauge\n"
              "xvrrp_up 0\n"
              "# HELP xvrrp_exporter_build_info 1, with the version of the exporter\n"
              "# TYPE xvrrp_exporter_build_info gauge\n"
              "xvrrp_exporter_build_info{version=\"0.1.0\"} 1\n");
    EXPECT_NE(exposition({}, "0.1.0", Names::AndKeepalived).find("keepalived_up 0\n"), std::string::npos);
}

TEST(Exposition, has_one_state_of_each_virtual_router) {
    const auto text = own(status());
    for (const auto* line :
         {R"(vrrp_state{instance_name="VI_1",interface="eth0",vrid="51",family="ipv4",state="master"} 1)",
          R"(vrrp_state{instance_name="VI_1",interface="eth0",vrid="51",family="ipv4",state="backup"} 0)"})
        EXPECT_NE(text.find(line), std::string::npos) << line;
}

TEST(Exposition, has_the_vlan_only_of_vlan_interfaces) {
    const auto text = own(status());
    EXPECT_NE(text.find(R"(interface="eth0.7",vrid="53",family="ipv4",vlan="7")"), std::string::npos);
    EXPECT_EQ(text.find(R"(vrid="51",family="ipv4",vlan)"), std::string::npos);
}

TEST(Exposition, has_transitions_and_checks) {
    const auto text = own(status());
    for (const auto* line :
         {R"(xvrrpd_transitions_total{from="backup",to="master",reason="master_down"} 2)",
          R"(xvrrpd_check_state{kind="script",name="chk",state="bad"} 1)",
          R"(xvrrpd_check_state{kind="script",name="new",state="init"} 1)",
          R"(xvrrpd_check_state{kind="process",name="web",state="bad"} 0)",
          R"(xvrrpd_check_script_result{name="chk"} 3)", R"(xvrrpd_check_processes{name="web"} 5)",
          R"(xvrrpd_check_file_value{name="load"} -20)"})
        EXPECT_NE(text.find(line), std::string::npos) << line;
    EXPECT_EQ(text.find(R"(xvrrpd_check_script_result{name="new"})"), std::string::npos)
        << "it has no result yet";
}

// A counter whose labels change at a takeover begins anew exactly when it matters.
TEST(Exposition, gives_a_counter_the_same_labels_in_every_state) {
    auto other = status();
    other["instances"][0].update(
        {{"state", "BACKUP"}, {"master", {{"address", "192.168.1.2"}, {"priority", 200}}}});
    const auto counters = [](const std::string& text) {
        std::set<std::string> found;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            if (line.find("_total{") != std::string::npos)
                found.insert(line);
        }
        return found;
    };
    EXPECT_FALSE(counters(own(status())).empty());
    EXPECT_EQ(counters(own(status())), counters(own(other)));
}

TEST(Exposition, leaves_out_what_a_document_lacks_or_has_in_another_form) {
    EXPECT_EQ(own(json::object()).find("vrrp_state"), std::string::npos);
    for (const auto* part : {"daemon", "notify", "stand_in", "loop", "interfaces", "instances", "checks",
                             "transitions", "counters", "drops"}) {
        for (const auto& wrong :
             {json("text"), json(7), json(nullptr), json::array({1, "x", nullptr}), json::object()}) {
            auto odd = status();
            odd[part] = wrong;
            EXPECT_NE(own(odd).find("xvrrp_up 1"), std::string::npos);
        }
    }
}

} // namespace

} // namespace xvrrp::metrics
