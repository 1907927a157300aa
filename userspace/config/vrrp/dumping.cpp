// SPDX-License-Identifier: GPL-2.0-or-later
// The files that a signal makes the daemon write: their names and their mode.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr unsigned kAllBits = 0777;

constexpr std::array kModeBits = std::to_array<std::pair<std::string_view, unsigned>>({
    {"IRUSR", 0400},
    {"IWUSR", 0200},
    {"IXUSR", 0100},
    {"IRGRP", 040},
    {"IWGRP", 020},
    {"IXGRP", 010},
    {"IROTH", 04},
    {"IWOTH", 02},
    {"IXOTH", 01},
});

template <auto Member>
bool read_path(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& path = node.words[1];
    set(draft.*Member, draft.path(path.text, path.where), keyword, node, draft);
    return true;
}

template <auto Member>
Values show_path(const Config& config) {
    const auto& path = config.dumps.*Member;
    return path.empty() ? Values{} : when(true, word(path));
}

// As in C: 0x is for hexadecimal, and 0 for octal.
std::optional<unsigned> number_of(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    } else if (text.starts_with('0')) {
        base = 8;
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size() || value > kAllBits)
        return std::nullopt;
    return value;
}

std::optional<unsigned> bits_of(std::string_view text) {
    unsigned value = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('|'), text.size());
        const auto found =
            std::ranges::find(kModeBits, text.substr(0, end), &std::pair<std::string_view, unsigned>::first);
        if (found == kModeBits.end() || end + 1 == text.size())
            return std::nullopt;
        value |= found->second;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return value;
}

bool read_umask(const Keyword& keyword, const Node& node, Draft& draft) {
    std::string text;
    for (std::size_t i = 1; i < node.words.size(); ++i)
        text += node.words[i].text;
    auto value = number_of(text);
    if (!value)
        value = bits_of(text);
    if (value)
        set(draft.umask, *value, keyword, node, draft);
    else
        draft.report(
            warning(node.words[1].where,
                    fmt::format("umask '{}' is neither a number up to 0777 nor bits, ignoring it", text),
                    "bits are written as IRGRP | IROTH"));
    return true;
}

Values show_umask(const Config& config) {
    return when(config.dumps.umask != Dumps{}.umask, fmt::format("0{:03o}", config.dumps.umask));
}

Values show_use_instance(const Config& config) {
    return when(config.dumps.use_instance);
}

Values show_json_version(const Config& config) {
    return when(config.dumps.json_version != Dumps{}.json_version, as_text(config.dumps.json_version));
}

// clang-format off
constexpr std::array kDumpingRows = std::to_array<Keyword>({
    {"state_dump_file", Block::GlobalDefs, text("PATH"), {}, read_path<&Draft::state_dump_file>, show_path<&Dumps::state_file>, "/tmp/keepalived.data",
     "The file that SIGUSR1 writes, with the configuration and the state of all instances."},
    {"stats_dump_file", Block::GlobalDefs, text("PATH"), {}, read_path<&Draft::stats_dump_file>, show_path<&Dumps::stats_file>, "/tmp/keepalived.stats",
     "The file that SIGUSR2 writes, with the counters of all instances."},
    {"json_dump_file", Block::GlobalDefs, text("PATH"), {}, read_path<&Draft::json_dump_file>, show_path<&Dumps::json_file>, "/tmp/keepalived.json",
     "The file that the JSON signal writes."},
    {"json_version", Block::GlobalDefs, {"1..2", 1, 2}, {}, read_global<&Draft::json_version>, show_json_version, "1",
     "The layout of that file: 1 is an array of the instances, 2 an object that also has the tracked processes."},
    {"data_use_instance", Block::GlobalDefs, kSwitch, {}, read_global<&Draft::data_use_instance>, show_use_instance, "off",
     "The file that SIGUSR1 writes has the net_namespace and the instance in its name: keepalived.NAMESPACE_INSTANCE.data. A file of state_dump_file has the name that is written."},
    {"umask", Block::GlobalDefs, words("NUMBER | BITS"), {}, read_umask, show_umask, "0177",
     "The bits that the mode of these three files does not have, as a number, or as IWGRP, IXOTH and so on with a vertical bar between them. The mode is 0666 without them. Other files have a mode of their own."},
});
// clang-format on

} // namespace

Rows dumping_rows() {
    return kDumpingRows;
}

Dumps resolve_dumps(const Draft& draft) {
    Dumps dumps;
    overlay(dumps.state_file, draft.state_dump_file);
    overlay(dumps.stats_file, draft.stats_dump_file);
    overlay(dumps.json_file, draft.json_dump_file);
    overlay(dumps.json_version, draft.json_version);
    overlay(dumps.use_instance, draft.data_use_instance);
    overlay(dumps.umask, draft.umask);
    return dumps;
}

} // namespace xvrrp::config
