// SPDX-License-Identifier: GPL-2.0-or-later
// Variables in a line, replaced by their values: $NAME in front of a blank, a comma, a ) or the end, ${NAME} anywhere.
//
// A name that is not defined stays as it is, and is reported. Values may use variables; one that uses itself is an error.
#pragma once

#include "config/text/budget.h"
#include "config/text/predefined.h"
#include "config/text/variables.h"

namespace xvrrp::config {

// The use of a variable in a text.
struct Use {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view call; // NAME, or all that stands between { and }
    bool is_braced = false;
    bool is_ended = true; // false: what follows NAME keeps it from being replaced
};

// Returns the next use from offset on. after is the character behind the text, or 0 if there is none.
std::optional<Use> next_use(std::string_view text, std::size_t offset, char after = 0);

class Substitution {
public:
    Substitution(const Variables& variables, Predefined& predefined, Origins& origins, Budget& budget,
                 Diagnostics& out)
        : variables_(variables), predefined_(predefined), origins_(origins), budget_(budget), out_(out) {}

    struct Replaced {
        Written text;
        bool changed = false;
        std::vector<Written> lines; // the lines of a variable that has several, which stood behind the text
    };

    // file is the file that is being read.
    Replaced replace(const Written& line, std::string_view file);

private:
    void add(const Written& line);
    void add_value(std::string_view value, const Span& where, char after);
    bool may_use(const Use& use, std::string_view name, const Span& where);
    void add_lines(std::string_view name, const Variable& variable, Span where);
    // False where it stays as it is.
    bool add_variable(const Use& use, const Span& where, char after);

    const Variables& variables_;
    Predefined& predefined_;
    Origins& origins_;
    Budget& budget_;
    Diagnostics& out_;
    std::string_view file_;
    Replaced result_;
};

// Reports the variables that are left in the text up to end. No name behind secret is told.
void report_unreplaced(const Written& text, std::size_t end, std::size_t secret, const Variables& variables,
                       Diagnostics& out);

} // namespace xvrrp::config
