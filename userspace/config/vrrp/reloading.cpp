// SPDX-License-Identifier: GPL-2.0-or-later
// Files by which other programs and the daemon agree on when the configuration is read.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

namespace xvrrp::config {
namespace {

bool read_reload_file(const Keyword& keyword, const Node& node, Draft& draft) {
    const bool is_named = node.words.size() > 1;
    set(draft.reload_file, is_named ? draft.path(node.words[1].text, node.words[1].where) : std::string(),
        keyword, node, draft);
    return true;
}

Values show_reload_file(const Config& config) {
    const auto& file = config.reload.marker;
    return file ? when(true, file->empty() ? "" : word(*file)) : Values{};
}

bool read_time_file(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& path = node.words[1];
    set(draft.reload_time_file, draft.path(path.text, path.where), keyword, node, draft);
    return true;
}

Values show_time_file(const Config& config) {
    const auto& file = config.reload.time_file;
    return file.empty() ? Values{} : when(true, word(file));
}

bool read_reload_repeat(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.reload_repeat, true, keyword, node, draft);
    return true;
}

Values show_reload_repeat(const Config& config) {
    return when(config.reload.repeat);
}

// clang-format off
constexpr std::array kReloadingRows = std::to_array<Keyword>({
    {"reload_file", Block::GlobalDefs, {"[PATH]", 0, 0, 0, true}, {}, read_reload_file, show_reload_file, "none",
     "A reload makes this file, or empties it, before it reads the configuration, and removes it when all is read. Without a path it is xvrrpd.reload in the runtime directory."},
    {"reload_time_file", Block::GlobalDefs, text("PATH"), {}, read_time_file, show_time_file, "none",
     "The first line of the file is the time of a reload: HH:MM:SS, YY-MM-DD HH:MM:SS or YYYY-MM-DD HH:MM:SS, with a Z behind it for UTC. A file that comes or changes sets the time. If the file goes, there is no reload. The reload removes the file."},
    {"reload_repeat", Block::GlobalDefs, kNone, {}, read_reload_repeat, show_reload_repeat, "off",
     "A file of reload_time_file without a date stays, and the reload comes every day."},
});
// clang-format on

} // namespace

Rows reloading_rows() {
    return kReloadingRows;
}

ReloadFiles resolve_reloading(Draft& draft) {
    ReloadFiles files;
    if (draft.reload_file)
        files.marker = draft.reload_file->value;
    overlay(files.time_file, draft.reload_time_file);
    files.repeat = draft.reload_repeat.has_value();
    if (files.repeat && files.time_file.empty())
        draft.report(
            note(draft.reload_repeat->where, "'reload_repeat' changes nothing without reload_time_file"));
    return files;
}

} // namespace xvrrp::config
