// SPDX-License-Identifier: GPL-2.0-or-later
// How text came to where it is read: each origin is a step, and its place knows the origin that led there.
//
// Span::origin is an index into this; 0 is a file that was named on the command line.
#pragma once

#include "config/text/diagnostic.h"

namespace xvrrp::config {

enum class Cause : std::uint8_t { Included, Used, Defined, Repeated };

struct Origin {
    Cause cause = Cause::Included;
    std::string name; // of the file for Included, else of the variable
    Span where;
    unsigned depth = 0;
};

class Origins {
public:
    static constexpr unsigned kDeepest = 64;

    std::uint32_t add(Cause cause, std::string name, const Span& where);

    // Whether the text is there because of name already: once more, and it would never end.
    bool has(std::uint32_t origin, bool file, std::string_view name) const;
    unsigned depth(std::uint32_t origin) const;

    // The place in a file of the command line that it all began with.
    Span root(Span where) const;

    // From the nearest step outwards.
    std::vector<Step> trail(std::uint32_t origin) const;

    // Nothing for 0.
    const Origin* find(std::uint32_t origin) const;

private:
    std::vector<Origin> origins_;
};

} // namespace xvrrp::config
