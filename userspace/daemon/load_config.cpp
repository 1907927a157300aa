// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/load_config.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace xvrrp::daemon {

namespace {

Result<std::string> read_file(const std::string& file, const std::string& doing, const std::string& remedy) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        return failure(Error{doing, "it is a directory", remedy, EISDIR});
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return failure(Error{doing, std::strerror(errno), remedy, errno});
    std::ostringstream text;
    text << in.rdbuf();
    if (in.bad())
        return failure(Error{doing, std::strerror(errno), {}, errno});
    return text.str();
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Result<config::KeyText> read_key(const std::string& file) {
    auto text = read_file(file, "read " + file, "one line: hex:DIGITS, or the key itself");
    if (!text)
        return failure(std::move(text.error()));
    using std::filesystem::perms;
    std::error_code ignored;
    const auto permissions = std::filesystem::status(file, ignored).permissions();
    const bool private_file = (permissions & (perms::group_all | perms::others_all)) == perms::none;
    return config::KeyText{std::move(*text), !private_file};
}

} // namespace

LoadedConfig load_config(const std::string& file) {
    LoadedConfig loaded;
    auto text = read_file(file, "read the configuration " + file, "name the file with -f");
    if (!text) {
        loaded.findings = "error: " + text.error().text() + '\n';
        return loaded;
    }
    loaded.readable = true;
    const config::Sources sources{{file, std::move(*text)}};
    auto parsed = config::parse(sources);
    for (const auto& key : parsed.key_files)
        config::take_key(key, read_key(key.path), parsed.config, parsed.diagnostics);
    for (const auto& diagnostic : parsed.diagnostics)
        loaded.findings += config::render(diagnostic, sources);
    loaded.usable = parsed.usable();
    loaded.clean = parsed.clean();
    loaded.config = std::move(parsed.config);
    if (loaded.config.router_id.empty())
        loaded.config.router_id = host_name();
    return loaded;
}

} // namespace xvrrp::daemon
