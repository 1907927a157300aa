// SPDX-License-Identifier: GPL-2.0-or-later
// Every tests/golden/*.conf as a person sees it. XVRRP_UPDATE_GOLDEN=1 writes the seen text into the .txt
// files.
#include "config/report/render.h"
#include "expanded.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> golden_configs() {
    std::vector<fs::path> paths;
    for (const fs::directory_entry& entry : fs::directory_iterator(XVRRP_GOLDEN_DIR)) {
        if (entry.path().extension() == ".conf")
            paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string verdict(const Parsed& parsed) {
    return parsed.clean() ? "fine" : parsed.usable() ? "starts with warnings" : "does not start";
}

std::string shown_file(const fs::path& path) {
    Files files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(XVRRP_GOLDEN_DIR)) {
        if (entry.path().extension() == ".conf")
            files[fs::relative(entry.path(), XVRRP_GOLDEN_DIR).string()] = read_file(entry.path());
    }
    const std::string name = path.filename().string();
    const Parsed parsed = parse({{name, files.at(name)}}, surroundings(files));
    std::string text;
    for (const Diagnostic& diagnostic : parsed.diagnostics)
        text += render(diagnostic, parsed.sources) + "\n";
    return text + verdict(parsed) + "\n";
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, reads_as_it_was_written_down) {
    const fs::path expected = fs::path(GetParam()).replace_extension(".txt");
    const std::string text = shown_file(GetParam());
    if (std::getenv("XVRRP_UPDATE_GOLDEN") != nullptr)
        std::ofstream(expected, std::ios::binary) << text;
    EXPECT_EQ(text, read_file(expected));
}

INSTANTIATE_TEST_SUITE_P(Files, Golden, testing::ValuesIn(golden_configs()),
                         [](const auto& param) { return param.param.stem().string(); });

} // namespace
} // namespace xvrrp::config
