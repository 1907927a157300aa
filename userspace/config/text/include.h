// SPDX-License-Identifier: GPL-2.0-or-later
// include PATTERN, its variants, and include_check: the files that are meant, and whether it is an error if they are not
// there. The names of files are text here.
#pragma once

#include "config/text/surroundings.h"
#include "config/text/written.h"

namespace xvrrp::config {

// The conditions under which a missing file is an error and not a warning.
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

// The result is nothing where the line is no include. usual: the conditions that include_check sets for every include.
std::optional<Include> read_include(const Written& line, const IncludeChecks& usual);

// True where the line is an include_check, which changes the conditions of every include.
bool read_include_check(const Written& line, IncludeChecks& usual, Diagnostics& out);

// The names of the files, in their order. directory: of the file that the line is in.
std::vector<std::string> find_files(const Include& include, std::string_view directory,
                                    const Surroundings& around, Diagnostics& out);

// The directory with its slash at the end. It is empty if the name has no slash.
std::string_view directory_of(std::string_view file);

// The name as seen from the directory, which ends with a slash or is empty.
std::string seen_from(std::string_view directory, std::string_view name);

bool has_wildcard(std::string_view pattern);

// {a,b{c,d}}e is ae, bce and bde; { } without a partner are themselves. The result is empty if there are more than most.
std::vector<std::string> expand_braces(std::string_view pattern, std::size_t most);

} // namespace xvrrp::config
