// SPDX-License-Identifier: GPL-2.0-or-later
// The findings of -t about the host. "lo" is on every host, "nosuch0" on none.
#include "daemon/host_check.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace xvrrp::daemon {
namespace {

using Findings = std::vector<std::string>;

config::Parsed looked_at(const std::string& text, const Options& options = {}) {
    config::Parsed parsed = config::parse({{"main.conf", text}});
    look_at_host(options, parsed);
    return parsed;
}

Findings found(const config::Parsed& parsed) {
    Findings lines;
    for (const config::Diagnostic& each : parsed.diagnostics)
        lines.push_back(std::string(config::name(each.severity)) + " " + std::to_string(each.where.line) +
                        ":" + std::to_string(each.where.column) + " " + each.message);
    return lines;
}

std::string instance(const std::string& interface, const std::string& addresses) {
    return "vrrp_instance A {\ninterface " + interface + "\nvirtual_router_id 1\nvirtual_ipaddress {\n" +
           addresses + "\n}\n}\n";
}

TEST(HostCheck, finds_the_interface_of_an_instance_and_of_an_address) {
    EXPECT_EQ(found(looked_at(instance("nosuch0", "10.0.0.9\n10.0.0.8 dev lo\n10.0.0.7 dev nosuch1"))),
              (Findings{"error 2:11 (A) interface nosuch0 does not exist",
                        "error 7:14 (A) interface nosuch1 does not exist"}));
}

TEST(HostCheck, finds_the_interface_of_a_static_address) {
    EXPECT_EQ(found(looked_at("static_ipaddress {\n10.0.0.9 dev nosuch0\n10.0.0.8 dev lo\n}\n")),
              Findings{"error 2:14 static_ipaddress interface nosuch0 does not exist"});
}

TEST(HostCheck, notes_what_dynamic_interfaces_wait_for) {
    const auto parsed = looked_at("global_defs {\ndynamic_interfaces\n}\n" +
                                  instance("nosuch0", "10.0.0.9\n10.0.0.7 dev nosuch1"));
    EXPECT_EQ(found(parsed), (Findings{"note 5:11 (A) interface nosuch0 does not exist yet",
                                       "note 9:14 (A) interface nosuch1 does not exist yet"}));
    EXPECT_TRUE(parsed.clean());
}

TEST(HostCheck, does_not_look_for_an_interface_that_the_daemon_makes) {
    EXPECT_EQ(found(looked_at(instance("nosuch0", "10.0.0.9 dev vrrp.1"))),
              (Findings{"error 2:11 (A) interface nosuch0 does not exist",
                        "error 5:14 (A) interface vrrp.1 does not exist"}));
    EXPECT_EQ(found(looked_at("vrrp_instance A {\ninterface nosuch0\nuse_vmac vrrp.1\nvirtual_router_id 1\n"
                              "virtual_ipaddress {\n10.0.0.9 dev vrrp.1\n}\n}\n")),
              Findings{"error 2:11 (A) interface nosuch0 does not exist"});
    EXPECT_EQ(found(looked_at("vrrp_instance A {\ninterface nosuch0\nvirtual_router_id 1\n"
                              "virtual_ipaddress {\n10.0.0.9 use_vmac\n10.0.0.8 dev vrrp.1\n}\n}\n")),
              Findings{"error 2:11 (A) interface nosuch0 does not exist"});
}

TEST(HostCheck, tells_a_name_that_cannot_be_one_only_once) {
    EXPECT_EQ(found(looked_at(instance("abcdefghijklmnopq", "10.0.0.9"))).size(), 1U);
}

TEST(HostCheck, finds_a_network_namespace_and_looks_for_no_interface_outside_of_it) {
    EXPECT_EQ(found(looked_at("net_namespace no_such_namespace\n" + instance("nosuch0", "10.0.0.9"))),
              Findings{"error 1:15 network namespace no_such_namespace does not exist"});
}

TEST(HostCheck, prefers_the_namespace_of_the_command_line_and_says_so) {
    Options options;
    options.net_namespace = "no_such_namespace";
    EXPECT_EQ(found(looked_at("net_namespace blue\n", options)),
              (Findings{"error 0:0 network namespace no_such_namespace does not exist",
                        "note 1:15 -s no_such_namespace takes precedence over it"}));
    EXPECT_EQ(found(looked_at("", options)),
              Findings{"error 0:0 network namespace no_such_namespace does not exist"});
}

TEST(HostCheck, finds_who_runs_a_script) {
    EXPECT_EQ(found(looked_at("global_defs {\nscript_user no_such_user no_such_group\n}\n")),
              (Findings{"warning 2:13 user no_such_user of script_user does not exist",
                        "warning 2:26 group no_such_group of script_user does not exist"}));
    EXPECT_EQ(found(looked_at("global_defs {\nscript_user root root\n}\n")), Findings{});
}

TEST(HostCheck, finds_what_is_run) {
    EXPECT_EQ(found(looked_at(
                  "global_defs {\nstartup_script \"/nonexist/x.sh a\"\nshutdown_script \"sh -c true\"\n}\n")),
              Findings{"warning 2:16 startup_script: /nonexist/x.sh does not exist"});
    EXPECT_EQ(found(looked_at("global_defs {\nstartup_script /etc/passwd\n}\n")).back(),
              "warning 2:16 startup_script: /etc/passwd is not an executable file");
}

TEST(HostCheck, finds_a_script_that_others_may_change) {
    const auto file = std::filesystem::temp_directory_path() / ("xvrrp_script_" + std::to_string(::getpid()));
    std::ofstream(file) << "#!/bin/sh\n";
    std::filesystem::permissions(file, std::filesystem::perms(0777));
    EXPECT_EQ(found(looked_at("global_defs {\nstartup_script " + file.string() + "\n}\n")).back(),
              "warning 2:16 startup_script: users other than root can change " + file.string() +
                  " and so replace the program");
    std::filesystem::remove(file);
}

TEST(HostCheck, says_how_the_text_came_there) {
    config::Surroundings around;
    around.find = [](const std::string& pattern) { return std::vector{pattern}; };
    around.read = [](const std::string&) { return Result<std::string>(instance("nosuch0", "10.0.0.9")); };
    config::Parsed parsed = config::parse({{"main.conf", "include part.conf\n"}}, around);
    look_at_host({}, parsed);
    ASSERT_EQ(found(parsed), Findings{"error 2:11 (A) interface nosuch0 does not exist"});
    ASSERT_EQ(parsed.diagnostics.front().trail.size(), 1U);
    EXPECT_EQ(parsed.diagnostics.front().trail.front().what, "included at");
}

} // namespace
} // namespace xvrrp::daemon
