// SPDX-License-Identifier: GPL-2.0-or-later
// Configurations that keepalived 2.2.7 was observed with, and our verdict on each. If all keywords of a file
// are supported, keepalived starts if and only if we do not refuse it.
#include "findings.h"

#include <set>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

enum class Verdict : std::uint8_t { Fine, Corrected, Refused };

struct Case {
    std::string name;
    Verdict verdict;
    Findings found;
};

const std::vector<Case> kCases{
    {"01_ok", Verdict::Fine, {}},
    {"02_brace_newline", Verdict::Fine, {}},
    {"04_glued_brace", Verdict::Fine, {}},
    {"05_missing_close", Verdict::Corrected, {"warning 1:17 the block of 'vrrp_instance A' is never closed"}},
    {"07_unknown_kw", Verdict::Corrected, {"warning 5:2 unknown keyword 'frobnicate', ignoring it"}},
    {"08_unknown_block", Verdict::Corrected, {"warning 6:1 unknown keyword 'frob', ignoring it"}},
    {"10_bad_number", Verdict::Corrected, {"warning 5:11 priority '12x' is not a number, using 100"}},
    {"11_out_range", Verdict::Corrected, {"warning 5:11 priority 256 is not in 1..255, using 100"}},
    {"13_no_interface", Verdict::Refused, {"error 1:15 vrrp_instance 'A' has no interface"}},
    {"14_no_vip_v2",
     Verdict::Corrected,
     {"warning 1:15 vrrp_instance 'A' has no virtual_ipaddress, it protects nothing"}},
    {"16_dup_vrid", Verdict::Refused, {"error 6:20 'A' and 'B' both use virtual_router_id 1 on 'eth0'"}},
    {"17_dup_name",
     Verdict::Corrected,
     {"warning 5:15 vrrp_instance 'A' is already defined, ignoring this one"}},
    {"19_notify_unquoted", Verdict::Fine, {}},
    {"20_track_before",
     Verdict::Corrected,
     {"warning 6:24 scripts may run as root, and nobody checks who can change them"}},
    {"22_state_master_nopreempt",
     Verdict::Corrected,
     {"warning 4:8 state MASTER without a priority means priority 255: this router takes over at once, whoever is master",
      "warning 5:2 nopreempt does not work with priority 255, ignoring it"}},
    {"23_undefined_var",
     Verdict::Corrected,
     {"warning 4:11 '${P}' is not defined, its text stays as it is",
      "warning 4:11 priority '${P}' is not a number, using 100"}},
    {"25_var", Verdict::Fine, {}},
    {"26_seq", Verdict::Fine, {}},
    {"28_include_missing2", Verdict::Corrected, {"warning 1:9 there is no file '/nonexist.conf'"}},
    {"29_includea_missing", Verdict::Refused, {"error 1:10 there is no file '/nonexist.conf'"}},
    {"31_strict_bad",
     Verdict::Corrected,
     {"note 1:15 strict mode drops what is sent to the virtual addresses, ping and TCP too",
      "warning 6:8 strict mode allows state MASTER beside priority 255 only, ignoring it",
      "warning 8:29 strict mode allows no authentication, ignoring it"}},
    {"32_noscriptuser",
     Verdict::Corrected,
     {"warning 1:24 scripts may run as root, and nobody checks who can change them"}},
    {"34_unmatched_quote",
     Verdict::Corrected,
     {"warning 4:2 'notify_master' lacks its parameter",
      "warning 4:16 this quoted word has no closing '\"', ignoring the rest of the line"}},
    {"35_badip", Verdict::Corrected, {"warning 3:22 '10.0.0.999' is not an IP address, skipping it"}},
    {"37_unknown_sync_member",
     Verdict::Corrected,
     {"warning 1:17 vrrp_sync_group 'G' has one member only",
      "warning 2:2 there is no vrrp_instance 'Z', ignoring it"}},
    {"38_boolean",
     Verdict::Fine,
     {"note 1:27 strict mode drops what is sent to the virtual addresses, ping and TCP too"}},
    {"40_dyn_iface", Verdict::Fine, {}},
    {"41_empty", Verdict::Fine, {}},
    {"43_block_on_same_line_keywords",
     Verdict::Corrected,
     {"warning 1:34 surplus words after 'interface', ignoring them",
      "warning 3:31 '10.0.0.8' is a second address on its line, ignoring it"}},
    {"44_bad_weight",
     Verdict::Corrected,
     {"warning 1:24 scripts may run as root, and nobody checks who can change them",
      "warning 2:9 weight 300 is not in -253..253 [reverse], ignoring it"}},
    {"46_ttl_no_peer",
     Verdict::Corrected,
     {"warning 4:14 unicast_ttl does not work without unicast_peer, ignoring it"}},
    {"47_missing_script", Verdict::Fine, {}}, // only the host can tell
    {"49_advert0", Verdict::Corrected, {"warning 5:13 advert_int 0 is not in 0.01..255, ignoring it"}},
    {"50_longline", Verdict::Fine, {}},
    {"52_missing_track_iface", Verdict::Fine, {}},
    {"53_preempt_delay_master",
     Verdict::Corrected,
     {"warning 4:8 state MASTER without a priority means priority 255: this router takes over at once, whoever is master",
      "warning 5:16 preempt_delay does not work with state MASTER, ignoring it"}},
    {"55_case", Verdict::Corrected, {"warning 1:1 unknown keyword 'VRRP_INSTANCE', ignoring it"}},
    {"56_interface_too_long",
     Verdict::Refused,
     {"error 1:29 interface name 'abcdefghijklmnopq' is longer than 15 characters"}},
    {"58_neg", Verdict::Corrected, {"warning 4:11 priority -5 is not in 1..255, using 100"}},
    {"59_lbt",
     Verdict::Corrected,
     {"warning 4:13 advert_int 1.2345678 has more than 6 decimal places, rounding it",
      "warning 4:13 VRRP version 3 allows only steps of 0.01 s, using 1.23 s"}},
    {"60_routes", Verdict::Fine, {}},
    {"61_route_table", Verdict::Corrected, {"warning 8:37 unknown table 'nosuch', skipping this line"}},
    {"62_route_untracked",
     Verdict::Corrected,
     {"warning 8:9 the route to '192.0.2.0/24' names no single interface, none is tracked"}},
    {"63_route_dev", Verdict::Refused, {"error 8:22 'dev' lacks its parameter"}},
    {"64_rule_priority", Verdict::Corrected, {"warning 8:9 the rule has no priority, using 16384"}},
    {"65_track_group", Verdict::Fine, {}},
};

Verdict verdict(const Parsed& parsed) {
    return parsed.clean() ? Verdict::Fine : parsed.usable() ? Verdict::Corrected : Verdict::Refused;
}

class Cases : public testing::TestWithParam<Case> {};

TEST_P(Cases, have_our_verdict) {
    const Case& expected = GetParam();
    const Parsed parsed = parse_text(read_file(std::string(XVRRP_CASES_DIR) + "/" + expected.name + ".conf"));
    EXPECT_EQ(findings(parsed.diagnostics), expected.found);
    EXPECT_EQ(verdict(parsed), expected.verdict);
}

INSTANTIATE_TEST_SUITE_P(Keepalived, Cases, testing::ValuesIn(kCases),
                         [](const auto& param) { return "case_" + param.param.name; });

TEST(CasesTable, holds_every_file) {
    std::set<std::string> listed;
    for (const Case& one : kCases)
        listed.insert(one.name);
    std::set<std::string> present;
    for (const auto& entry : std::filesystem::directory_iterator(XVRRP_CASES_DIR))
        present.insert(entry.path().stem().string());
    EXPECT_EQ(listed, present);
}

} // namespace
} // namespace xvrrp::config
