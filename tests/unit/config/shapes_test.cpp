// SPDX-License-Identifier: GPL-2.0-or-later
// Configurations in the shape in which public generators write them. Each starts.
#include "findings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shapes() {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(XVRRP_SHAPES_DIR))
        paths.push_back(entry.path());
    std::ranges::sort(paths);
    return paths;
}

Parsed parsed_file(const fs::path& path) {
    std::ifstream file(path);
    return parse_text({std::istreambuf_iterator<char>(file), {}});
}

class Shapes : public testing::TestWithParam<fs::path> {};

} // namespace

TEST_P(Shapes, start) {
    const auto parsed = parsed_file(GetParam());
    std::vector<std::string> errors;
    for (const auto& each : parsed.diagnostics) {
        if (each.severity == Severity::Error)
            errors.push_back(each.message);
    }
    EXPECT_EQ(errors, std::vector<std::string>{});
    EXPECT_FALSE(parsed.config.routers.empty());
}

INSTANTIATE_TEST_SUITE_P(Of, Shapes, testing::ValuesIn(shapes()),
                         [](const auto& param) { return param.param.stem().string(); });

} // namespace xvrrp::config
