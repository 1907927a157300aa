// SPDX-License-Identifier: GPL-2.0-or-later
#include "expanded.h"

#include "config/grammar/keywords.h"

#include <ostream>

#include <fnmatch.h>

namespace xvrrp::config {
namespace {

std::string shape(const Line& line) {
    std::string shown = line.kind == Line::Kind::Open ? "{" : line.kind == Line::Kind::Close ? "}" : "";
    for (const Token& word : line.words)
        shown += "[" + word.text + "]";
    return shown;
}

} // namespace

Surroundings surroundings(const Files& files) {
    Surroundings around;
    around.config_id = "left";
    around.directory = "/etc/xvrrpd";
    around.find = [files](const std::string& pattern) {
        std::vector<std::string> found;
        for (const auto& [name, text] : files) {
            if (::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0)
                found.push_back(name);
        }
        return found;
    };
    around.read = [files](const std::string& name) -> Result<std::string> {
        if (name.ends_with("unreadable"))
            return failure(Error{"read " + name, "permission denied", {}});
        return files.at(name);
    };
    around.environment = [](const std::string& name) {
        const Files variables{{"HOME", "/root"}, {"EMPTY", ""}};
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    return around;
}

Parsed parse_files(const Files& files) {
    return parse({{"main.conf", files.at("main.conf")}}, surroundings(files));
}

Expanded expanded(const Files& files) {
    Sources sources{{"main.conf", files.at("main.conf")}};
    const Surroundings around = surroundings(files);
    Diagnostics out;
    Expansion expansion(sources, around, secret_keywords(), out);
    Expanded result;
    for (const Line& line : expansion.read(0))
        result.lines.push_back(shape(line));
    result.found = findings(out);
    return result;
}

Expanded expanded(const std::string& text) {
    return expanded(Files{{"main.conf", text}});
}

std::ostream& operator<<(std::ostream& out, const Expanded& expanded) {
    for (const std::string& line : expanded.lines)
        out << line << '\n';
    for (const std::string& finding : expanded.found)
        out << finding << '\n';
    return out;
}

} // namespace xvrrp::config
