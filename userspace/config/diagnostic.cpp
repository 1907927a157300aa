// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/diagnostic.h"

#include "config/excerpt.h"
#include "config/printable.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kLongestQuote = 64;

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

std::string line_seen_from(const Span& here, const Span& place) {
    return fmt::format("line {}{}", place.line, place.file == here.file ? "" : " of another file");
}

Diagnostic note(Span where, std::string message, std::string hint) {
    return {Severity::Note, where, std::move(message), std::move(hint)};
}

Diagnostic warning(Span where, std::string message, std::string hint) {
    return {Severity::Warning, where, std::move(message), std::move(hint)};
}

Diagnostic error(Span where, std::string message, std::string hint) {
    return {Severity::Error, where, std::move(message), std::move(hint)};
}

std::string_view name(Severity severity) {
    constexpr std::array<std::string_view, 3> kNames{"note", "warning", "error"};
    return kNames[static_cast<std::size_t>(severity)];
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

std::string in_quotes(std::string_view text) {
    if (text.size() <= kLongestQuote)
        return "'" + printable(text) + "'";
    const std::size_t cut = start_of_character(text, kLongestQuote);
    return "'" + printable(text.substr(0, cut)) + "...'";
}

} // namespace xvrrp::config
