// SPDX-License-Identifier: GPL-2.0-or-later
// A finding about a configuration: its severity, its position, and what to do about it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::config {

// A position in the text. Line and column count from 1, length is in bytes (0: a position, not a range).
struct Span {
    std::uint32_t file = 0; // index into Sources
    std::uint32_t line = 0; // 0: the file as a whole
    std::uint32_t column = 0;
    std::uint32_t length = 0;
    std::uint32_t origin = 0; // index into Origins: how it came there

    bool operator==(const Span&) const = default;
};

// Error: does not start. Warning: starts, but something was corrected or ignored. Note: starts, and keepalived
// says nothing about it either, but it is probably not what was meant.
enum class Severity : std::uint8_t { Note, Warning, Error };

// A step of the way that text took to its position: "included at", "from $P, defined at".
struct Step {
    std::string what;
    Span where;

    bool operator==(const Step&) const = default;
};

struct Diagnostic {
    Severity severity = Severity::Error;
    Span where;
    std::string message;       // "unknown keyword 'vrrp_versoin'"; never holds a password
    std::string hint;          // "did you mean 'vrrp_version'?"; may be empty
    std::vector<Step> trail{}; // from the nearest step outwards; none where the text stands in the first file

    bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

// "line 4", or "line 4 of another file", as a finding at here has it.
std::string line_seen_from(const Span& here, const Span& there);

Diagnostic note(Span where, std::string message, std::string hint = {});
Diagnostic warning(Span where, std::string message, std::string hint = {});
Diagnostic error(Span where, std::string message, std::string hint = {});

// A file that was read, kept for showing its lines.
struct Source {
    std::string name;
    std::string text;
    std::map<std::uint32_t, std::uint32_t> secrets{}; // line and column from which on nothing may be shown
};

using Sources = std::vector<Source>;

std::string_view name(Severity severity); // "warning"

// Text of the configuration as a message may hold it: in quotes, no control characters, cut where it is long.
std::string in_quotes(std::string_view text);

// The candidate nearest to word by edit distance without regard to case, or "" where none is near enough to be
// a typing error.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

// Control characters and bytes that are no UTF-8 become '?', tabs become blanks.
std::string printable(std::string_view text);

// Characters, not bytes, of printable text.
std::size_t width(std::string_view text);

// The first byte of the character that the byte at offset belongs to.
std::size_t start_of_character(std::string_view text, std::size_t offset);

} // namespace xvrrp::config
