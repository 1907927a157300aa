// SPDX-License-Identifier: GPL-2.0-or-later
// Every configuration in docs/examples: the configurations of the guides and of programs that write configurations.
#include "findings.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

namespace fs = std::filesystem;
using Words = std::set<std::string>;

// The keywords for which a file is refused at present, by the name of the file. A file that is not listed
// starts as it is. A listed file fails the test if it does not need such a keyword any more, or needs another
// one.
const std::map<std::string, Words> kNeeds{
    {"neutron", {}},   // the scope of an IPv6 address is ignored
    {"openshift", {}}, // its password is longer than eight characters
};

// These are beside a configuration and belong to other programs.
const std::set<fs::path> kOfOthers{"conntrackd.conf", "nftables.conf"};

std::vector<fs::path> examples() {
    std::vector<fs::path> paths;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(XVRRP_EXAMPLES_DIR)) {
        if (entry.is_regular_file() && !kOfOthers.contains(entry.path().filename()))
            paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// The quoted parts of the refusals; an error of another kind stays as it is.
Words refused(const Diagnostics& diagnostics) {
    Words words;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity != Severity::Error)
            continue;
        const std::string& message = diagnostic.message;
        const auto quote = message.find('\'');
        words.insert(message.ends_with("' is not supported yet")
                         ? message.substr(quote + 1, message.rfind('\'') - quote - 1)
                         : message);
    }
    return words;
}

class Examples : public testing::TestWithParam<fs::path> {};

TEST_P(Examples, start_as_they_stand_but_for_what_they_need_and_is_refused) {
    const Parsed parsed = parse_text(read_file(GetParam()));
    const auto needs = kNeeds.find(GetParam().stem().string());
    EXPECT_EQ(refused(parsed.diagnostics), needs == kNeeds.end() ? Words{} : needs->second);
    EXPECT_EQ(parsed.clean(), needs == kNeeds.end()) << testing::PrintToString(findings(parsed.diagnostics));
    EXPECT_FALSE(parsed.config.routers.empty());
}

INSTANTIATE_TEST_SUITE_P(Files, Examples, testing::ValuesIn(examples()),
                         [](const auto& param) { return param.param.stem().string(); });

TEST(ExamplesThatNeedMore, are_there) {
    for (const auto& [name, needs] : kNeeds)
        EXPECT_TRUE(fs::exists(fs::path(XVRRP_EXAMPLES_DIR) / (name + ".conf"))) << name;
}

} // namespace
} // namespace xvrrp::config
