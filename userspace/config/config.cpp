// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/config.h"

#include "config/directives.h"
#include "config/resolve.h"
#include "config/walk.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace xvrrp::config {
namespace {

bool none_of(const Diagnostics& diagnostics, Severity least) {
    return std::none_of(diagnostics.begin(), diagnostics.end(),
                        [least](const Diagnostic& diagnostic) { return diagnostic.severity >= least; });
}

bool stands_before(const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.where.file, a.where.line, a.where.column) <
           std::tie(b.where.file, b.where.line, b.where.column);
}

} // namespace

bool Parsed::usable() const {
    return none_of(diagnostics, Severity::Error);
}

bool Parsed::clean() const {
    return none_of(diagnostics, Severity::Warning);
}

Parsed parse(const Sources& sources) {
    Draft draft;
    const std::string_view text =
        sources.empty() ? std::string_view() : std::string_view(sources.front().text);
    const std::vector<Line> lines = expand(lex(text, 0, draft.diagnostics), draft.diagnostics);
    walk(grow(lines, draft.diagnostics), Block::File, draft);

    Parsed parsed;
    parsed.config = resolve(draft);
    parsed.key_files = key_files(draft);
    parsed.diagnostics = std::move(draft.diagnostics);
    std::stable_sort(parsed.diagnostics.begin(), parsed.diagnostics.end(), stands_before);
    return parsed;
}

} // namespace xvrrp::config
