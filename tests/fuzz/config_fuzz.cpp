// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a configuration: parse terminates, and every finding can be shown. The first \1 ends the given
// file, the next one ends the file "a", which the first may include, and the rest is the file "b".
#include "config/config.h"
#include "config/report/render.h"
#include "config/text/words.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace xvrrp;

std::string up_to_mark(std::string& bytes) {
    const std::size_t end = std::min(bytes.find('\1'), bytes.size());
    std::string text = bytes.substr(0, end);
    bytes.erase(0, end + 1);
    return text;
}

config::Surroundings surroundings(const std::string& a, const std::string& b) {
    config::Surroundings around;
    around.config_id = "left";
    around.find = [](const std::string& pattern) {
        return pattern == "*" ? std::vector<std::string>{"a", "b"} : std::vector{pattern};
    };
    around.read = [a, b](const std::string& name) -> Result<std::string> {
        if (name != "a" && name != "b")
            return failure(Error{"read " + name, "there is no such file", {}});
        return name == "a" ? a : b;
    };
    return around;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    const std::string given = up_to_mark(bytes);
    const std::string a = up_to_mark(bytes);
    const config::Parsed parsed = config::parse({{"fuzz.conf", given}}, surroundings(a, bytes));
    for (const config::Diagnostic& diagnostic : parsed.diagnostics) {
        if (config::render(diagnostic, parsed.sources).empty())
            std::abort();
    }
    const config::QuotedWords quoted = config::split_quoted(given);
    if (quoted.words.size() > given.size())
        std::abort();
    return 0;
}
