// SPDX-License-Identifier: GPL-2.0-or-later
// Files with a number in them that changes priorities.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::int64_t kMostWeight = 2'147'483'647;

TrackFileDraft& current_file(Draft& draft) {
    return draft.track_files.back();
}

bool read_track_file(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!is_new(draft.track_files, keyword, node.words[1], draft))
        return false;
    draft.track_files.push_back({node.words[1], {}, 1, false, {}, false});
    return true;
}

bool read_path(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& path = node.words[1];
    set(current_file(draft).path, draft.path(path.text, path.where), keyword, node, draft);
    return true;
}

bool read_file_weight(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& file = current_file(draft);
    read_weight_and_reverse(keyword, node, file.weight, file.reverse, draft);
    return true;
}

bool read_init_file(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& file = current_file(draft);
    file.initial = 0;
    for (std::size_t at = 1; at < node.words.size(); ++at) {
        const Token& word = node.words[at];
        if (word.text == "overwrite") {
            file.overwrite = true;
        } else if (const auto number =
                       read_number(keyword, word, Severity::Warning, ", ignoring it", draft)) {
            file.initial = static_cast<int>(*number);
        }
    }
    return true;
}

std::vector<std::string> lines_of(const TrackFile& file) {
    std::vector<std::string> lines{fmt::format("file {}", word(file.path))};
    if (file.weight != 1 || file.reverse)
        lines.push_back(fmt::format("weight {}{}", file.weight, file.reverse ? " reverse" : ""));
    if (file.initial)
        lines.push_back(fmt::format("init_file {}{}", *file.initial, file.overwrite ? " overwrite" : ""));
    return lines;
}

Values show_track_files(const Config& config) {
    Values files;
    for (const TrackFile& file : config.track_files)
        files.push_back({word(file.name), {}, lines_of(file)});
    return files;
}

constexpr std::string_view kTrackFile =
    "The file has a number in it. A file that is not there counts as 0. It is read whenever it changes, also by a new file of its name.";

// clang-format off
constexpr std::array kTrackFileRows = std::to_array<Keyword>({
    {"vrrp_track_file", Block::File, text("NAME"), Block::TrackFile, read_track_file, show_track_files, "", kTrackFile},
    {"track_file", Block::File, text("NAME"), Block::TrackFile, read_track_file, {}, "", kTrackFile},
    {"file", Block::TrackFile, text("PATH"), {}, read_path, {}, "", "The path of the file. A relative one counts from the directory of the file that it is written in."},
    {"weight", Block::TrackFile, {"-2147483647..2147483647 [reverse]", -kMostWeight, kMostWeight, 0, false, true}, {}, read_file_weight, {}, "1",
     "The number in the file is multiplied by the weight and added to the priority. -254 or less is a FAULT. With weight 0 any number but 0 is a FAULT."},
    {"init_file", Block::TrackFile, {"[-2147483647..2147483647] [overwrite]", -kMostWeight, kMostWeight, 0, true, true}, {}, read_init_file, {}, "off",
     "The file is made with this number if it is not there at the start. With overwrite the number replaces any other."},
});

// clang-format on

} // namespace

Rows track_file_rows() {
    return kTrackFileRows;
}

std::vector<TrackFile> resolve_track_files(Draft& draft) {
    std::vector<TrackFile> files;
    for (const TrackFileDraft& each : draft.track_files) {
        if (!each.path)
            draft.report(error(each.name.where,
                               fmt::format("vrrp_track_file {} has no file", in_quotes(each.name)),
                               "add 'file PATH'"));
        else
            files.push_back(
                {each.name.text, each.path->value, each.weight, each.reverse, each.initial, each.overwrite});
    }
    return files;
}

} // namespace xvrrp::config
