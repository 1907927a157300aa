// SPDX-License-Identifier: GPL-2.0-or-later
// ~SEQ(NAME, [START, [STEP,]] END), ~SEQx(...) and ~LST(NAME, VALUE...) in front of a line: it is there once for each value.
#pragma once

#include "config/text/written.h"

#include <optional>
#include <variant>

namespace xvrrp::config {

struct Numbers {
    std::int64_t start = 1;
    std::int64_t step = 1;
    std::size_t count = 0;
    bool hexadecimal = false;
};

using List = std::vector<std::vector<std::string>>; // a value for each name; those at the end may be missing

struct Repetition {
    std::vector<std::string> names;
    std::variant<Numbers, List> values;
};

bool is_repetition(const Written& line);

// The offset behind the ) that ends the head of the line; the end of the line where there is none.
std::size_t end_of_head(const Written& line);

// The result is nothing, and a warning, where keepalived ignores the line.
std::optional<Repetition> read_repetition(const Written& head, Diagnostics& out);

std::size_t rounds(const Repetition& repetition);
std::string value_in(const Repetition& repetition, std::size_t round, std::size_t name);

} // namespace xvrrp::config
