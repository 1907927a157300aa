// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/firewall.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json chain(const std::string& policy = "accept", const std::string& hook = "input") {
    return {{"chain",
             {{"family", "inet"}, {"table", "filter"}, {"name", hook}, {"hook", hook}, {"policy", policy}}}};
}

json rule(json expressions, const std::string& of = "input") {
    return {
        {"rule", {{"family", "inet"}, {"table", "filter"}, {"chain", of}, {"expr", std::move(expressions)}}}};
}

json protocol(json value, const std::string& op = "==") {
    return {{"match",
             {{"op", op},
              {"left", {{"payload", {{"protocol", "ip"}, {"field", "protocol"}}}}},
              {"right", std::move(value)}}}};
}

json port() {
    return {
        {"match",
         {{"op", "=="}, {"left", {{"payload", {{"protocol", "tcp"}, {"field", "dport"}}}}}, {"right", 22}}}};
}

const json kAccept = {{"accept", nullptr}};
const json kDrop = {{"drop", nullptr}};

std::string dropping_in(std::vector<json> objects) {
    std::string out;
    for (const auto& each : chains_that_drop_adverts({{"nftables", std::move(objects)}}))
        out += each.name + " (" + each.hook + "): " + each.how;
    return out;
}

} // namespace

TEST(Firewall, that_drops_what_it_does_not_know_is_found) {
    EXPECT_EQ(dropping_in({chain("drop"), rule(json::array({port(), kAccept}))}),
              "chain inet filter input (input): its policy is drop, and no rule accepts protocol 112");
    EXPECT_EQ(dropping_in({chain("drop"), rule(json::array({kDrop}))}),
              "chain inet filter input (input): a rule for all packets says drop");
}

TEST(Firewall, that_accepts_adverts_is_not) {
    EXPECT_EQ(dropping_in({chain("drop"), rule(json::array({protocol("vrrp"), kAccept}))}), "");
    EXPECT_EQ(
        dropping_in({chain("drop"), rule(json::array({protocol(112), {{"counter", nullptr}}, kAccept}))}),
        "");
    EXPECT_EQ(
        dropping_in({chain("drop"), rule(json::array({protocol({{"set", {"icmp", "vrrp"}}}), kAccept}))}),
        "");
    EXPECT_EQ(dropping_in({chain("drop"), rule(json::array({kAccept}))}), "");
    EXPECT_EQ(dropping_in({chain("accept")}), "");
}

TEST(Firewall, with_a_rule_of_its_own_for_adverts_is_found) {
    EXPECT_EQ(dropping_in({chain(), rule(json::array({protocol(112), kDrop}))}),
              "chain inet filter input (input): a rule for protocol 112 says drop");
    EXPECT_EQ(dropping_in({chain(), rule(json::array({protocol(112), {{"reject", nullptr}}}))}),
              "chain inet filter input (input): a rule for protocol 112 says reject");
    EXPECT_EQ(dropping_in({chain(), rule(json::array({protocol(6), kDrop}))}), "");
    EXPECT_EQ(dropping_in({chain(), rule(json::array({protocol(112, "!="), kDrop}))}), "");
}

TEST(Firewall, is_judged_by_the_first_verdict_and_chain_by_chain) {
    EXPECT_EQ(dropping_in({chain(), rule(json::array({protocol(112), kAccept})), rule(json::array({kDrop}))}),
              "");
    EXPECT_EQ(dropping_in({chain("drop", "output"), chain(), rule(json::array({kAccept}))}),
              "chain inet filter output (output): its policy is drop, and no rule accepts protocol 112");
    EXPECT_EQ(dropping_in({{{"chain", {{"family", "inet"}, {"table", "filter"}, {"name", "mine"}}}},
                           rule(json::array({kDrop}), "mine")}),
              "")
        << "nothing enters a chain without a hook by itself";
}

TEST(Firewall, of_another_form_is_survived) {
    EXPECT_EQ(dropping_in({json(), json(1), json::array(), {{"rule", 1}}, {{"chain", {{"hook", "input"}}}}}),
              "");
    EXPECT_TRUE(chains_that_drop_adverts(json()).empty());
}

} // namespace xvrrp::tools
