// SPDX-License-Identifier: GPL-2.0-or-later
// Two daemons on one host do not share a file.
#include "daemon/places.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace xvrrp::daemon {
namespace {

Options places_of(const config::Identity& identity) {
    return with_places(Options{}, identity);
}

TEST(Places, of_the_only_daemon_are_the_default_ones) {
    const Options only = places_of({});
    EXPECT_EQ(only.runtime_dir, "/run/xvrrpd");
    EXPECT_EQ(only.bpf_dir, "/sys/fs/bpf/xvrrpd");
    EXPECT_EQ(only.pid_file, "/run/xvrrpd/xvrrpd.pid");
    EXPECT_EQ(log_name({}), "xvrrpd");
}

TEST(Places, of_a_namespace_have_its_name) {
    const Options blue = places_of({"blue.1", ""});
    EXPECT_EQ(blue.runtime_dir, "/run/xvrrpd/blue.1");
    EXPECT_EQ(blue.bpf_dir, "/sys/fs/bpf/xvrrpd_blue:1"); // a bpffs takes no dot
    EXPECT_EQ(blue.pid_file, "/run/xvrrpd/blue.1/xvrrpd.pid");
    EXPECT_EQ(log_name({"blue.1", ""}), "xvrrpd_blue.1");
}

TEST(Places, of_a_namespace_and_of_an_instance_with_one_name_differ) {
    const Options instance = places_of({"", "blue"});
    EXPECT_EQ(instance.runtime_dir, "/run/xvrrpd/_blue");
    EXPECT_NE(instance.runtime_dir, places_of({"blue", ""}).runtime_dir);
    EXPECT_EQ(places_of({"blue", "left"}).runtime_dir, "/run/xvrrpd/blue/_left");
    EXPECT_EQ(places_of({"blue", "left"}).bpf_dir, "/sys/fs/bpf/xvrrpd_blue_left");
    EXPECT_EQ(log_name({"blue", "left"}), "xvrrpd_blue_left");
}

TEST(Places, that_the_command_line_names_stay_as_they_are) {
    Options options;
    options.runtime_dir = "/run/a";
    options.bpf_dir = "/sys/fs/bpf/a";
    options.pid_file = options.vrrp_pid_file = "/run/a.pid";
    const Options given = with_places(options, {"blue", "left"});
    EXPECT_EQ(given.runtime_dir, "/run/a");
    EXPECT_EQ(given.bpf_dir, "/sys/fs/bpf/a");
    EXPECT_EQ(given.pid_file, "/run/a.pid");
    EXPECT_EQ(given.vrrp_pid_file, ""); // one file is written once
}

TEST(Places, that_are_relative_are_those_of_the_start) {
    Options options;
    options.config_file = "xvrrpd.conf";
    options.runtime_dir = "run";
    const Options absolute = with_absolute_paths(options);
    const auto here = std::filesystem::current_path().string();
    EXPECT_EQ(absolute.config_file, here + "/xvrrpd.conf");
    EXPECT_EQ(absolute.runtime_dir, here + "/run");
    EXPECT_EQ(absolute.bpf_dir, ""); // the default one
    EXPECT_EQ(with_absolute_paths(absolute).config_file, absolute.config_file);
}

TEST(Identity, has_the_namespace_of_the_command_line_first) {
    Options options;
    EXPECT_EQ(identity(options, {"blue", "left"}), (config::Identity{"blue", "left"}));
    options.net_namespace = "red";
    EXPECT_EQ(identity(options, {"blue", "left"}), (config::Identity{"red", "left"}));
}

} // namespace
} // namespace xvrrp::daemon
