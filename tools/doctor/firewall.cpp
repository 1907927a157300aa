// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/firewall.h"

#include "tools/reply.h"

#include <algorithm>
#include <array>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

// As libnftables prints it with and without /etc/protocols.
bool names_vrrp(const json& value) {
    if (value == 112 || value == "vrrp" || value == "112")
        return true;
    const auto& set = member(value, "set");
    return set.is_array() && std::ranges::any_of(set, names_vrrp);
}

bool is_about_the_protocol(const json& left) {
    const auto& payload = member(left, "payload");
    const auto field = text_in(payload, "field");
    return field == "protocol" || field == "nexthdr" || text_in(member(left, "meta"), "key") == "l4proto";
}

enum class Match { Adverts, Others, Everything, Unknown };

Match match_of(const json& expressions) {
    auto found = Match::Everything;
    for (const auto& each : expressions) {
        const auto& match = member(each, "match");
        if (!match.is_object())
            continue;
        if (!is_about_the_protocol(member(match, "left")) || text_in(match, "op") != "==")
            return Match::Unknown;
        if (!names_vrrp(member(match, "right")))
            return Match::Others;
        found = Match::Adverts;
    }
    return found;
}

// "accept", "drop", "reject", or nothing.
std::string verdict_of(const json& expressions) {
    constexpr std::array kVerdicts = {"accept", "drop", "reject"};
    for (const auto& each : expressions) {
        for (const auto* verdict : kVerdicts) {
            if (each.is_object() && each.contains(verdict))
                return verdict;
        }
    }
    return {};
}

bool is_in(const json& rule, const json& chain) {
    return text_in(rule, "family") == text_in(chain, "family") &&
           text_in(rule, "table") == text_in(chain, "table") &&
           text_in(rule, "chain") == text_in(chain, "name");
}

// Why the chain drops adverts, or nothing.
std::string drops(const json& chain, const json& objects) {
    for (const auto& object : objects) {
        const auto& rule = member(object, "rule");
        if (!rule.is_object() || !is_in(rule, chain))
            continue;
        const auto& expressions = member(rule, "expr");
        const auto match = match_of(expressions);
        const auto verdict = verdict_of(expressions);
        if (verdict.empty() || match == Match::Unknown || match == Match::Others)
            continue;
        if (verdict == "accept")
            return {};
        return match == Match::Adverts ? "a rule for protocol 112 says " + verdict
                                       : "a rule for all packets says " + verdict;
    }
    return text_in(chain, "policy") == "drop" ? "its policy is drop, and no rule accepts protocol 112" : "";
}

} // namespace

std::vector<DroppingChain> chains_that_drop_adverts(const json& ruleset) {
    std::vector<DroppingChain> out;
    const auto& objects = member(ruleset, "nftables");
    for (const auto& object : objects) {
        const auto& chain = member(object, "chain");
        const auto hook = text_in(chain, "hook");
        if (hook.empty())
            continue;
        if (auto how = drops(chain, objects); !how.empty())
            out.push_back({"chain " + text_in(chain, "family") + " " + text_in(chain, "table") + " " +
                               text_in(chain, "name"),
                           hook, std::move(how)});
    }
    return out;
}

} // namespace xvrrp::tools
