// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/reply.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

const json kTwo = {{"schema", 1},
                   {"instances", {{{"name", "VI_1"}, {"vrid", 51}}, {{"name", "VI_2"}, {"vrid", 52}}}}};

TEST(Reply, keeps_the_document_that_the_daemon_sent) {
    const Reply reply = read_reply(kTwo.dump());
    EXPECT_EQ(reply.error, "");
    EXPECT_EQ(reply.document, kTwo);
}

TEST(Reply, gives_the_sentence_of_the_daemon_for_a_failed_request) {
    EXPECT_EQ(read_reply(R"({"schema":1,"error":"unknown command 'x'"})").error, "unknown command 'x'");
}

TEST(Reply, is_an_error_when_the_error_is_no_sentence) {
    EXPECT_EQ(read_reply(R"({"schema":1,"error":{"code":5}})").error, R"({"code":5})");
}

TEST(Reply, names_an_empty_answer) {
    EXPECT_EQ(read_reply("").error,
              "the reply of xvrrpd is not a JSON object: it ends after 0 bytes (did the "
              "daemon stop meanwhile? look at its log)");
}

TEST(Reply, refuses_every_truncation_of_a_document) {
    const std::string whole = kTwo.dump();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_NE(read_reply(whole.substr(0, size)).error, "") << size;
}

TEST(Reply, refuses_json_that_is_no_object) {
    for (const char* bytes : {"[]", "1", "null", "\"schema\"", "{} {}", "\xff\xfe"})
        EXPECT_NE(read_reply(bytes).error, "") << bytes;
}

TEST(Reply, refuses_another_schema_and_says_which) {
    EXPECT_EQ(read_reply(R"({"schema":2})").error, "the reply of xvrrpd has schema 2, this xvrrpctl reads 1 "
                                                   "(use xvrrpd and xvrrpctl of the same version)");
    EXPECT_EQ(read_reply("{}").error, "the reply of xvrrpd has schema none, this xvrrpctl reads 1 "
                                      "(use xvrrpd and xvrrpctl of the same version)");
}

TEST(Only, keeps_the_named_virtual_router_and_the_rest_of_the_document) {
    const Reply reply = only(kTwo, "VI_2");
    EXPECT_EQ(reply.error, "");
    EXPECT_EQ(reply.document, (json{{"schema", 1}, {"instances", {{{"name", "VI_2"}, {"vrid", 52}}}}}));
}

TEST(Only, says_which_virtual_routers_there_are) {
    EXPECT_EQ(only(kTwo, "VI_3").error, "no virtual router is named 'VI_3' (there is VI_1, VI_2)");
    EXPECT_EQ(only(json{{"schema", 1}}, "VI_3").error,
              "no virtual router is named 'VI_3' (there is none at all)");
}

TEST(Only, passes_over_instances_that_are_malformed) {
    const json document = {{"instances", {1, nullptr, {{"name", 7}}, {{"name", "VI_1"}}}}};
    EXPECT_EQ(only(document, "VI_1").document["instances"], (json::array({{{"name", "VI_1"}}})));
    EXPECT_NE(only(json{{"instances", "VI_1"}}, "VI_1").error, "");
}

} // namespace

} // namespace xvrrp::tools
