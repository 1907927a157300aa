// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/findings_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace xvrrp::daemon {
namespace {

using nlohmann::json;

json parsed(const config::Diagnostic& finding, const config::Sources& sources) {
    const json array = json::parse(findings_json({finding}, sources));
    EXPECT_EQ(array.size(), 1U);
    return array.at(0);
}

TEST(FindingsJson, is_an_empty_array_where_nothing_was_found) {
    EXPECT_EQ(findings_json({}, {}), "[]\n");
}

TEST(FindingsJson, has_the_place_the_words_and_how_they_came_there) {
    config::Diagnostic finding = config::warning({1, 3, 7, 4}, "wrong", "do it right");
    finding.trail.push_back({"included at", {0, 2, 9, 5}});
    EXPECT_EQ(
        parsed(finding, {{"main.conf", ""}, {"a.conf", ""}}),
        (json{{"file", "a.conf"},
              {"line", 3},
              {"column", 7},
              {"end", 11},
              {"severity", "warning"},
              {"message", "wrong"},
              {"hint", "do it right"},
              {"trail", {{{"what", "included at"}, {"file", "main.conf"}, {"line", 2}, {"column", 9}}}}}));
}

TEST(FindingsJson, has_null_for_a_place_that_there_is_not) {
    const json of_the_file = parsed(config::error({}, "unreadable"), {{"a.conf", ""}});
    EXPECT_EQ(of_the_file["file"], "a.conf");
    for (const char* name : {"line", "column", "end"})
        EXPECT_TRUE(of_the_file[name].is_null()) << name;
    EXPECT_TRUE(parsed(config::error({}, "no file"), {})["file"].is_null());
}

TEST(FindingsJson, survives_a_name_that_is_not_utf_8) {
    EXPECT_EQ(parsed(config::note({0, 1, 1, 1}, "m"), {{"a\xff.conf", ""}})["file"], "a\xEF\xBF\xBD.conf");
}

} // namespace
} // namespace xvrrp::daemon
