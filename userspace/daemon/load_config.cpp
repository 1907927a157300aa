// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/load_config.h"

#include "config/report/render.h"
#include "daemon/config_files.h"
#include "daemon/options.h"
#include "os/fd.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kMostFindings = 200; // the number that a person is shown

Result<config::KeyText> read_key(const std::string& file, ByRoot& root) {
    auto read = read_config_file(file, root);
    if (!read) {
        read.error().remedy = "one line: hex:DIGITS, or the key itself";
        return failure(std::move(read.error()));
    }
    return config::KeyText{std::move(read->text), !read->is_private};
}

Result<config::Sources> read_sources(const std::string& pattern, ByRoot& root) {
    const std::vector<std::string> found = find_config_files(pattern, root);
    config::Sources sources;
    for (const std::string& file : found.empty() ? std::vector{pattern} : found) {
        auto read = read_config_file(file, root);
        if (!read) {
            read.error().remedy = "name a file with -f";
            return failure(std::move(read.error()));
        }
        sources.push_back({file, std::move(read->text)});
    }
    return sources;
}

// No name is looked up. Without mails nobody has to know ours.
void name_host(core::Mailing& mailing) {
    if (!mailing.is_usable())
        return;
    const auto host = host_name().empty() ? "localhost" : host_name();
    if (mailing.helo.empty())
        mailing.helo = host;
    if (mailing.from.empty())
        mailing.from = "keepalived@" + host;
}

} // namespace

std::string findings_text(const config::Parsed& parsed) {
    std::string text;
    for (std::size_t at = 0; at < parsed.diagnostics.size() && at < kMostFindings; ++at)
        text += config::render(parsed.diagnostics[at], parsed.sources);
    if (parsed.diagnostics.size() > kMostFindings)
        text += "note: there are " + std::to_string(parsed.diagnostics.size() - kMostFindings) +
                " more findings\n";
    return text;
}

ConfigPlace place_of(const Options& options) {
    return {options.config_file, options.config_id, options.runner_socket};
}

Result<config::Parsed> parse_config(const ConfigPlace& place) {
    ByRoot root(place.runner_socket);
    auto sources = read_sources(place.pattern, root);
    if (!sources && !root.trouble())
        return failure(std::move(sources.error()));
    config::Parsed parsed;
    if (sources) {
        parsed = config::parse(std::move(*sources), surroundings(place.config_id, root));
        for (const auto& key : parsed.key_files)
            config::take_key(key, read_key(key.path, root), parsed.config, parsed.diagnostics);
    }
    if (const auto& trouble = root.trouble())
        return failure(Error{"read the configuration " + place.pattern + " as root",
                             trouble->doing + ": " + trouble->what, trouble->remedy, EAGAIN});
    config::put_in_order(parsed);
    return parsed;
}

LoadedConfig load_marked(const ConfigPlace& place, const std::string& marker) {
    if (marker.empty())
        return load_config(place);
    constexpr int kHow = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    const os::Fd made(::open(marker.c_str(), kHow, 0644));
    const int code = errno;
    auto loaded = load_config(place);
    if (!made)
        loaded.findings += "warning: cannot make the reload_file " + marker + ": " +
                           std::generic_category().message(code) + '\n';
    else if (::unlink(marker.c_str()) != 0 && errno != ENOENT)
        loaded.findings += "warning: cannot remove the reload_file " + marker + ": " +
                           std::generic_category().message(errno) + '\n';
    return loaded;
}

LoadedConfig load_config(const ConfigPlace& place) {
    LoadedConfig loaded;
    auto parsed = parse_config(place);
    if (!parsed) {
        loaded.findings = "error: " + parsed.error().text() + '\n';
        loaded.unanswered = parsed.error().code == EAGAIN;
        return loaded;
    }
    loaded.readable = true;
    loaded.findings = findings_text(*parsed);
    loaded.usable = parsed->usable();
    loaded.config = std::move(parsed->config);
    if (loaded.config.router_id.empty())
        loaded.config.router_id = host_name();
    name_host(loaded.config.mailing);
    return loaded;
}

} // namespace xvrrp::daemon
