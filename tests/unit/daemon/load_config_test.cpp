// SPDX-License-Identifier: GPL-2.0-or-later
// The edge of the configuration: files, wildcards, the environment and the host's name are real here.
#include "daemon/load_config.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace xvrrp::daemon {
namespace {

namespace fs = std::filesystem;

class LoadConfig : public testing::Test {
protected:
    LoadConfig()
        : directory_(fs::temp_directory_path() / ("xvrrp_load_config_" + std::to_string(::getpid()))) {
        fs::create_directories(directory_ / "conf.d");
    }

    ~LoadConfig() override { fs::remove_all(directory_); }

    std::string path(const std::string& name) const { return (directory_ / name).string(); }

    void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

    fs::path directory_;
};

std::string instance(const std::string& name, int vrid) {
    return "vrrp_instance " + name + " {\ninterface eth0\nvirtual_router_id " + std::to_string(vrid) +
           "\nvirtual_ipaddress { 192.0.2.9 }\n}\n";
}

std::vector<std::string> names(const LoadedConfig& loaded) {
    std::vector<std::string> names;
    for (const auto& router : loaded.config.routers)
        names.push_back(router.name);
    return names;
}

using Names = std::vector<std::string>;

TEST_F(LoadConfig, includes_files_beside_it_in_the_order_of_their_names) {
    write("main.conf", "include conf.d/*.conf\n");
    write("conf.d/b.conf", instance("B", 2));
    write("conf.d/a.conf", instance("A", 1));
    write("conf.d/c.txt", "frob\n");
    const LoadedConfig loaded = load_config({path("main.conf")});
    EXPECT_EQ(loaded.findings, "");
    EXPECT_EQ(names(loaded), (Names{"A", "B"}));
}

TEST_F(LoadConfig, marks_its_reading_by_an_empty_file) {
    write("main.conf", "include reading\n" + instance("A", 1));
    EXPECT_NE(load_marked({path("main.conf")}, "").findings, "");
    EXPECT_EQ(load_marked({path("main.conf")}, path("reading")).findings, "");
    EXPECT_FALSE(fs::exists(path("reading")));
    write("reading", "frob\n"); // somebody else made it, to see when it goes
    EXPECT_EQ(load_marked({path("main.conf")}, path("reading")).findings, "");
    EXPECT_FALSE(fs::exists(path("reading")));
}

TEST_F(LoadConfig, goes_on_where_its_reading_cannot_be_marked) {
    write("main.conf", instance("A", 1));
    fs::create_symlink(path("main.conf"), path("link"));
    for (const auto& marker : {path("link"), path("none/reading"), path("conf.d")}) {
        const LoadedConfig loaded = load_marked({path("main.conf")}, marker);
        EXPECT_NE(loaded.findings.find("warning: cannot make the reload_file " + marker), std::string::npos);
        EXPECT_EQ(names(loaded), (Names{"A"}));
    }
}

TEST_F(LoadConfig, skips_what_is_executable_a_directory_or_not_there_and_says_so) {
    write("main.conf", "include run\ninclude conf.d\ninclude nope\n" + instance("A", 1));
    write("run", instance("B", 2));
    fs::permissions(path("run"), fs::perms::owner_all);
    const LoadedConfig loaded = load_config({path("main.conf")});
    EXPECT_TRUE(loaded.usable);
    EXPECT_EQ(names(loaded), Names{"A"});
    for (const std::string& said :
         {"read the configuration " + path("run") + ": it is not a regular file without execute permission",
          "read the configuration " + path("conf.d") + ": it is a directory",
          std::string("there is no file")})
        EXPECT_NE(loaded.findings.find(said), std::string::npos) << said << '\n' << loaded.findings;
}

TEST_F(LoadConfig, sees_the_file_of_a_key_from_the_directory_of_the_file_that_names_it) {
    write("main.conf", "include conf.d/a.conf\n");
    write(
        "conf.d/a.conf",
        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nauth_hmac {\nkey 1 file:a.key\nactive_key 1\n}\n"
        "virtual_ipaddress { 192.0.2.9 }\n}\n");
    write("conf.d/a.key", "0123456789abcdef0123456789abcdef\n");
    fs::permissions(path("conf.d/a.key"), fs::perms::owner_read);
    const LoadedConfig loaded = load_config({path("main.conf")});
    ASSERT_TRUE(loaded.usable) << loaded.findings;
    EXPECT_EQ(loaded.config.routers.at(0).hmac->keys.at(0).secret.size(), 32u);
}

TEST_F(LoadConfig, reads_several_files_that_wildcards_match) {
    write("conf.d/a.conf", "$VRID=7\n" + instance("A", 1));
    write("conf.d/b.conf",
          "vrrp_instance B {\ninterface eth0\nvirtual_router_id $VRID\nvirtual_ipaddress { 192.0.2.9 }\n}\n");
    const LoadedConfig loaded = load_config({path("conf.d/*.conf")});
    EXPECT_EQ(loaded.findings, "");
    EXPECT_EQ(names(loaded), (Names{"A", "B"}));
}

TEST_F(LoadConfig, knows_the_config_id_the_environment_and_the_directory) {
    ::setenv("XVRRP_TEST_NAME", "from_environment", 1);
    write("main.conf",
          "@left global_defs {\n@left router_id \"${_INSTANCE} ${_ENV XVRRP_TEST_NAME} ${_PWD}\"\n@left }\n");
    EXPECT_EQ(load_config({path("main.conf"), "left"}).config.router_id,
              "left from_environment " + directory_.string());
    std::string host(256, '\0');
    ASSERT_EQ(::gethostname(host.data(), host.size() - 1), 0);
    EXPECT_EQ(load_config({path("main.conf"), "right"}).config.router_id, host.c_str()); // nothing said
}

TEST_F(LoadConfig, lets_mails_come_from_the_host_where_nothing_else_is_written) {
    std::string host(256, '\0');
    ::gethostname(host.data(), host.size() - 1);
    const std::string way = "global_defs {\nnotification_email { a@b }\nsmtp_server 192.0.2.25\n";
    write("main.conf", way + "}\n");
    EXPECT_EQ(load_config({path("main.conf")}).config.mailing.from,
              std::string("keepalived@") + host.c_str());
    EXPECT_EQ(load_config({path("main.conf")}).config.mailing.helo, host.c_str());
    write("main.conf", way + "notification_email_from c@d\nsmtp_helo_name h\n}\n");
    EXPECT_EQ(load_config({path("main.conf")}).config.mailing.from, "c@d");
    EXPECT_EQ(load_config({path("main.conf")}).config.mailing.helo, "h");
    write("main.conf", "global_defs {\nsmtp_server 192.0.2.25\n}\n");
    EXPECT_EQ(load_config({path("main.conf")}).config.mailing.from, "") << "there are no mails";
}

TEST_F(LoadConfig, takes_the_host_name_up_to_its_first_dot_where_there_is_no_config_id) {
    std::string host(256, '\0');
    ASSERT_EQ(::gethostname(host.data(), host.size() - 1), 0);
    write("main.conf", "global_defs {\nrouter_id ${_INSTANCE}\n}\n");
    EXPECT_EQ(load_config({path("main.conf")}).config.router_id,
              host.substr(0, host.find_first_of(std::string_view(".\0", 2))));
}

TEST_F(LoadConfig, shows_two_hundred_findings_and_counts_the_others) {
    write("main.conf", "~SEQ(X,250) frob${X}\n");
    const std::string findings = load_config({path("main.conf")}).findings;
    EXPECT_NE(findings.find("'frob200'"), std::string::npos);
    EXPECT_EQ(findings.find("'frob201'"), std::string::npos);
    EXPECT_NE(findings.find("note: there are 50 more findings\n"), std::string::npos);
}

TEST_F(LoadConfig, cannot_be_of_a_file_that_is_not_there) {
    const LoadedConfig loaded = load_config({path("nope")});
    EXPECT_FALSE(loaded.readable);
    EXPECT_EQ(loaded.findings, "error: read the configuration " + path("nope") +
                                   ": No such file or directory (name a file with -f)\n");
}

} // namespace
} // namespace xvrrp::daemon
