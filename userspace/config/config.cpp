// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/config.h"

#include "config/grammar/keywords.h"
#include "config/text/expansion.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace xvrrp::config {
namespace {

bool none_of(const Diagnostics& diagnostics, Severity least) {
    return std::none_of(diagnostics.begin(), diagnostics.end(),
                        [least](const Diagnostic& diagnostic) { return diagnostic.severity >= least; });
}

auto position(const Diagnostic& diagnostic) {
    return std::tie(diagnostic.where.file, diagnostic.where.line, diagnostic.where.column);
}

bool stands_before(const Diagnostic& a, const Diagnostic& b) {
    return position(a) < position(b);
}

bool says_the_same(const Diagnostic& a, const Diagnostic& b) {
    return position(a) == position(b) && a.severity == b.severity && a.message == b.message;
}

} // namespace

bool Parsed::usable() const {
    return none_of(diagnostics, Severity::Error);
}

bool Parsed::clean() const {
    return none_of(diagnostics, Severity::Warning);
}

Parsed parse(Sources files, const Surroundings& around) {
    Parsed parsed;
    parsed.sources = std::move(files);
    Draft draft;
    draft.around = &around;
    draft.sources = &parsed.sources;
    Expansion expansion(parsed.sources, around, secret_keywords(), draft.diagnostics);
    std::vector<Line> lines;
    const auto given = static_cast<std::uint32_t>(parsed.sources.size());
    for (std::uint32_t file = 0; file < given; ++file)
        std::ranges::move(expansion.read(file), std::back_inserter(lines));
    walk(grow(lines, draft.diagnostics), Block::File, draft);

    parsed.config = resolve(draft);
    parsed.key_files = key_files(draft);
    parsed.needs = std::move(draft.needs);
    parsed.extensions = std::move(draft.extensions);
    parsed.origins = expansion.origins();
    parsed.diagnostics = std::move(draft.diagnostics);
    put_in_order(parsed);
    return parsed;
}

// A fault in text that is repeated or included twice is found more than once.
void put_in_order(Parsed& parsed) {
    Diagnostics& found = parsed.diagnostics;
    std::stable_sort(found.begin(), found.end(), stands_before);
    found.erase(std::unique(found.begin(), found.end(), says_the_same), found.end());
    for (Diagnostic& diagnostic : found)
        diagnostic.trail = parsed.origins.trail(diagnostic.where.origin);
}

} // namespace xvrrp::config
