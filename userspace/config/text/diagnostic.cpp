// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/diagnostic.h"

#include "config/text/printable.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kLongestQuote = 64;

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

std::string in_quotes(std::string_view text) {
    if (text.size() <= kLongestQuote)
        return "'" + printable(text) + "'";
    const std::size_t cut = start_of_character(text, kLongestQuote);
    return "'" + printable(text.substr(0, cut)) + "...'";
}

} // namespace xvrrp::config
