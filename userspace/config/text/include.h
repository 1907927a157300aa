// SPDX-License-Identifier: GPL-2.0-or-later
// include PATTERN, its variants, and include_check: which files are meant, and whether it is an error if they are not there.
#pragma once

#include "config/text/surroundings.h"
#include "config/text/written.h"

namespace xvrrp::config {

// What makes a missing file an error and not a warning.
struct IncludeChecks {
    bool readable = false;       // a file is there, but cannot be read
    bool match = false;          // a file without wildcards is not there
    bool wildcard_match = false; // nothing matches wildcards
    bool brace_match = false;    // one of those in braces is not there

    bool operator==(const IncludeChecks&) const = default;
};

struct Include {
    Written pattern; // the rest of the line, blanks included; may be empty
    IncludeChecks checks;
};

// Nothing where the line is none. usual: what include_check asks of every include.
std::optional<Include> read_include(const Written& line, const IncludeChecks& usual);

// Whether the line is an include_check, which changes what every include asks.
bool read_include_check(const Written& line, IncludeChecks& usual, Diagnostics& out);

// The names of the files, in their order. directory: of the file that the line is in.
std::vector<std::string> find_files(const Include& include, std::string_view directory,
                                    const Surroundings& around, Diagnostics& out);

} // namespace xvrrp::config
