// SPDX-License-Identifier: GPL-2.0-or-later
// The way that text took to the position where it is read. Each origin is a step, and its position knows the step before
// it.
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

    // True where the text is there because of name already. Using name once more would never end.
    bool has(std::uint32_t origin, bool file, std::string_view name) const;
    unsigned depth(std::uint32_t origin) const;

    // The position in a file of the command line that it all began with.
    Span root(Span where) const;

    // The steps, the nearest one first.
    std::vector<Step> trail(std::uint32_t origin) const;

    // The result is nothing for 0.
    const Origin* find(std::uint32_t origin) const;

private:
    std::vector<Origin> origins_;
};

} // namespace xvrrp::config
