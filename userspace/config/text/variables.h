// SPDX-License-Identifier: GPL-2.0-or-later
// The variables of a configuration: $NAME=value, and the value that a name has when it is used.
//
// A value is replaced where it is used and not where it is defined, so it may use what is defined later.
#pragma once

#include "config/text/origin.h"
#include "config/text/written.h"

#include <functional>
#include <map>
#include <optional>

namespace xvrrp::config {

struct Variable {
    Cause cause = Cause::Defined;
    Span where;
    std::vector<Written> lines; // exactly one where it is not
    bool several_lines =
        false; // written over several lines: stands for whole lines, and only at the end of one
};

using Variables = std::map<std::string, Variable, std::less<>>;

bool starts_name(char c);
// The end of the name that begins at offset.
std::size_t end_of_name(std::string_view text, std::size_t offset);
bool is_name(std::string_view text);
// The length of the ${NAME} or ${NAME WORD ...} at offset; 0: there is none.
std::size_t length_of_braced(std::string_view text, std::size_t offset);

// $NAME=value: nothing where the line is no definition.
struct Definition {
    std::string name;
    Span where; // "$NAME"
    Written value;
};

std::optional<Definition> read_definition(const Written& line);

// True where the definition goes on on the next line. Takes away the \ at the end of this one.
bool take_continuation(Written& line);

} // namespace xvrrp::config
