// SPDX-License-Identifier: GPL-2.0-or-later
// Text that would need too long or too much memory is an error in words, and the error comes soon.
#include "config/grammar/keywords.h"
#include "expanded.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

constexpr const char* kTooManyLines = "this makes the configuration longer than 250000 lines";
constexpr const char* kTooMuchText = "this makes the configuration longer than 32 MiB";

std::string only_error(const Files& files) {
    const Parsed parsed = parse_files(files);
    std::string message;
    for (const Diagnostic& found : parsed.diagnostics) {
        if (found.severity == Severity::Error)
            message += found.message;
    }
    return message;
}

std::string only_error(const std::string& text) {
    return only_error(Files{{"main.conf", text}});
}

TEST(Limits, end_a_sequence_of_sequences) {
    EXPECT_EQ(only_error("~SEQ(A,100000) ~SEQ(B,100000) @right x"), kTooManyLines);
    EXPECT_EQ(only_error("~SEQ(A,4294967295) @right x"), kTooManyLines);
}

TEST(Limits, end_a_block_that_is_repeated) {
    EXPECT_EQ(
        only_error(
            "$A= \\\n@right x \\\n@right y\n$B= \\\n~SEQ(X,10000) $A \\\n~SEQ(Y,10000) $A\n~SEQ(Z,1000) $B"),
        kTooManyLines);
}

// Each value is ten times the one before. Ten of them make ten thousand million characters, or none and as
// much work.
TEST(Limits, end_values_of_values) {
    for (const std::string innermost : {"0123456789", ""}) {
        std::string text = "$V0=" + innermost + "\n";
        for (int i = 1; i < 10; ++i) {
            text += "$V" + std::to_string(i) + "=";
            for (int j = 0; j < 10; ++j)
                text += "${V" + std::to_string(i - 1) + "}";
            text += "\n";
        }
        EXPECT_EQ(only_error(text + "${V9}"), kTooMuchText);
    }
}

TEST(Limits, end_values_that_lie_too_deep) {
    std::string text = "$V0=x\n";
    for (int i = 1; i < 100; ++i)
        text += "$V" + std::to_string(i) + "=${V" + std::to_string(i - 1) + "}\n";
    EXPECT_EQ(only_error(text + "global_defs {\nrouter_id ${V99}\n}").substr(0, 21), "'$V35' lies 64 steps ");
}

TEST(Limits, end_includes_that_lie_too_deep) {
    Files files{{"main.conf", "include 0"}};
    for (int i = 0; i < 100; ++i)
        files[std::to_string(i)] = "include " + std::to_string(i + 1);
    EXPECT_EQ(only_error(files), "includes are nested more than 64 deep");
}

TEST(Limits, end_a_file_that_is_included_by_another_name_each_time) {
    Files files{{"main.conf", "include a\n"}};
    files["a"] = "include b\ninclude c\n";
    for (char c = 'b'; c < 'z'; ++c)
        files[std::string(1, c)] = "include " + std::string(1, static_cast<char>(c + 1)) + "\ninclude " +
                                   std::string(1, static_cast<char>(c + (c < 'y' ? 2 : 1))) + "\n";
    files["z"] = "@right x";
    EXPECT_EQ(only_error(files), "this includes more than 10000 files");
}

TEST(Limits, end_sequences_in_each_other) {
    std::string line;
    for (int i = 0; i < 70; ++i)
        line += "~SEQ(A" + std::to_string(i) + ",1) ";
    EXPECT_EQ(only_error(line + "@right x"), "repetitions are nested more than 64 deep");
}

TEST(Limits, end_braces_in_a_file_name) {
    const std::string message = "this names too many files";
    EXPECT_EQ(only_error("include {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"), message);
    EXPECT_EQ(only_error("include " + std::string(100'000, '{')), message);
}

TEST(Limits, leave_room_for_thousands_of_instances) {
    const Parsed parsed = parse_files(
        {{"main.conf", "$A= \\\nvrrp_instance VI_${X}_${Y} { \\\ninterface eth${X} \\\n"
                       "virtual_router_id ${Y} \\\nvirtual_ipaddress { \\\n10.0.${X}.${Y} \\\n} \\\n}\n"
                       "~SEQ(X,1,8) ~SEQ(Y,1,250) $A"}});
    EXPECT_TRUE(parsed.clean());
    EXPECT_EQ(parsed.config.routers.size(), 2'000U);
}

// If a step took the square of the length of the text, the test would not end here.
TEST(Limits, are_not_needed_for_a_long_line) {
    constexpr std::size_t kLength = 100'000;
    for (const std::string piece :
         {"{", "}", "${", "${A}", "$", "a{", "@^ {", "\\#", "\"", "a ", "~", "!", "$A{"}) {
        std::string line;
        while (line.size() < kLength)
            line += piece;
        Sources sources{{"main.conf", line}};
        const Surroundings around;
        Diagnostics out;
        Expansion(sources, around, secret_keywords(), out).read(0);
        EXPECT_LE(out.size(), kLength) << piece;
    }
}

} // namespace
} // namespace xvrrp::config
