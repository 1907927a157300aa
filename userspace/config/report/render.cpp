// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/render.h"

#include "config/grammar/keywords.h"
#include "config/text/diagnostic.h"
#include "config/text/words.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kWidest = 100;
constexpr std::size_t kBeforeCaret = 40;
constexpr std::string_view kCut = "...";
constexpr std::string_view kMask = "***";

std::string masked(std::string_view line, std::size_t secret) {
    std::string shown(line.substr(0, secret));
    if (secret < line.size())
        shown += kMask;
    return shown;
}

std::string_view line_of(std::string_view text, std::uint32_t line) {
    for (; line > 1; --line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos)
            return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

std::size_t known_secret(const Source& source, std::uint32_t line) {
    const auto known = source.secrets.find(line);
    return known == source.secrets.end() ? std::string_view::npos : known->second - 1;
}

std::string steps(const std::vector<Step>& trail, std::string_view gutter, const Sources& sources) {
    std::string out;
    for (const Step& step : trail)
        out += fmt::format("{}= {} {}:{}:{}\n", gutter, step.what, sources[step.where.file].name,
                           step.where.line, step.where.column);
    return out;
}

} // namespace

Excerpt excerpt(std::string_view line, std::size_t offset, std::size_t length, std::size_t secret) {
    static const SecretKeywords keywords = secret_keywords();
    secret = std::min(secret, start_of_secret(line, keywords));
    const std::string all = masked(line, secret);
    const std::string_view text = all;
    const std::size_t begin = std::min({offset, secret, text.size()});
    const std::size_t end = offset >= secret ? text.size() : std::min(offset + length, text.size());

    const bool fits = text.size() <= kWidest || begin <= kBeforeCaret;
    const std::size_t first = fits ? 0 : start_of_character(text, begin - kBeforeCaret);
    const std::size_t last = start_of_character(text, std::min(first + kWidest, text.size()));
    const std::size_t mark = std::clamp(end, begin, last);

    const std::string before =
        (first > 0 ? std::string(kCut) : "") + printable(text.substr(first, begin - first));
    const std::string marked = printable(text.substr(begin, mark - begin));
    const std::string after = printable(text.substr(mark, last - mark));
    return {before + marked + after + (last < text.size() ? std::string(kCut) : ""), width(before),
            std::max<std::size_t>(1, width(marked))};
}

std::string render(const Diagnostic& diagnostic, const Sources& sources) {
    const Span& where = diagnostic.where;
    std::string out = fmt::format("{}: {}\n", name(diagnostic.severity), diagnostic.message);
    if (where.file >= sources.size())
        return diagnostic.hint.empty() ? out : out + fmt::format("  hint: {}\n", diagnostic.hint);

    const Source& source = sources[where.file];
    if (where.line == 0) {
        out += fmt::format("  --> {}\n", source.name);
        return diagnostic.hint.empty() ? out : out + fmt::format("  hint: {}\n", diagnostic.hint);
    }
    const Excerpt shown = excerpt(line_of(source.text, where.line), where.column - 1, where.length,
                                  known_secret(source, where.line));
    const std::string number = fmt::format("{}", where.line);
    const std::string gutter(number.size() + 2, ' ');
    out += fmt::format("{0}--> {1}:{2}:{3}\n{0}|\n", gutter, source.name, where.line, where.column);
    out += fmt::format(" {} | {}\n", number, shown.text);
    out += fmt::format("{}| {}{}", gutter, std::string(shown.caret, ' '), std::string(shown.carets, '^'));
    out += diagnostic.hint.empty() ? "\n" : " " + diagnostic.hint + "\n";
    return out + steps(diagnostic.trail, gutter, sources);
}

} // namespace xvrrp::config
