// SPDX-License-Identifier: GPL-2.0-or-later
// net_namespace and instance, which distinguish daemons from each other.
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(Identity, is_empty_where_nothing_is_written) {
    EXPECT_EQ(parse_text(instance("")).config.identity, Identity{});
}

TEST(Identity, is_a_namespace_and_an_instance) {
    const Parsed parsed = parse_text("net_namespace blue\ninstance left\n");
    EXPECT_EQ(findings(parsed.diagnostics), Findings{});
    EXPECT_EQ(parsed.config.identity, (Identity{"blue", "left"}));
}

TEST(Identity, is_what_was_written_last) {
    const Parsed parsed = parse_text("net_namespace red\nnet_namespace blue\n");
    EXPECT_EQ(parsed.config.identity.net_namespace, "blue");
    EXPECT_EQ(findings(parsed.diagnostics),
              Findings{"note 2:15 'net_namespace' was set on line 1 already, this one counts"});
    ASSERT_EQ(parsed.needs.size(), 1U);
    EXPECT_EQ(parsed.needs.front(),
              (HostNeed{HostNeed::Kind::NetNamespace, "blue", "net_namespace", {0, 2, 15, 4, 0}}));
}

TEST(Identity, has_names_that_files_can_have) {
    EXPECT_EQ(findings("net_namespace a/b\n"),
              Findings{"error 1:15 'a/b' cannot be the name of a file, and 'net_namespace' needs one"});
    EXPECT_EQ(findings("instance ..\n"),
              Findings{"error 1:10 '..' cannot be the name of a file, and 'instance' needs one"});
    EXPECT_EQ(findings("instance \"\"\n"),
              Findings{"error 1:10 '' cannot be the name of a file, and 'instance' needs one"});
}

TEST(Identity, is_shown_so_that_it_parses_back) {
    const std::string text =
        show(parse_text("net_namespace blue\ninstance \"left one\"\n").config, Secrets::Shown);
    EXPECT_EQ(text, "net_namespace blue\ninstance \"left one\"\n");
    EXPECT_EQ(parse_text(text).config.identity, (Identity{"blue", "left one"}));
}

} // namespace
} // namespace xvrrp::config
