// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's line reader: from the text of a file to logical lines without comments, conditions, variables,
// repetitions and includes.
//
// These are legal on every line and behind every brace, whatever the block, and are done with before a keyword is
// looked at. Order: the comment goes; @ID; $NAME=value; ~SEQ and ~LST; include; variables; and again with what they
// made of the line; then words up to a brace, and again with the rest.
#pragma once

#include "config/text/include.h"
#include "config/text/lexer.h"
#include "config/text/repetition.h"
#include "config/text/substitution.h"
#include "config/text/words.h"

#include <utility>

namespace xvrrp::config {

class Expansion {
public:
    // Included files are added to sources, and the secrets in them are marked there.
    Expansion(Sources& sources, const Surroundings& around, SecretKeywords secret, Diagnostics& out)
        : sources_(sources), around_(around), secret_keywords_(std::move(secret)), out_(out),
          predefined_(around) {}

    // One of the sources, and what it includes.
    std::vector<Line> read(std::uint32_t file);

    const Origins& origins() const { return origins_; }

private:
    struct Rest { // the rest of a line
        Written text;
        std::size_t secret = 0; // from there on nothing may be shown

        void drop(std::size_t count);
    };

    struct Unfinished { // a definition that goes on on the next line
        std::string name;
        Variable variable;
    };

    void read_lines(std::uint32_t file, std::uint32_t origin);
    void read_line(const Written& line);
    void expand(Written line, bool is_secret = false);
    static void drop_blanks(Rest& rest);
    bool is_there(Rest& rest);
    void take_words(Rest& rest);

    bool define(const Written& line);
    void end_definition();
    bool repeat(const Written& line);
    bool include(const Written& line);
    void include_file(const std::string& name, const Span& where, bool is_required);
    // True where variables changed the line. The line is empty where all of it has been expanded.
    bool substitute(Written& line, bool is_secret);
    Substitution::Replaced replaced(const Written& text);
    Written parameter(const Written& text);
    void mark_secret(const Written& line, std::size_t from);

    Sources& sources_;
    const Surroundings& around_;
    SecretKeywords secret_keywords_;
    Diagnostics& out_;
    Predefined predefined_;
    Variables variables_;
    Origins origins_;
    Budget budget_;
    IncludeChecks include_checks_;
    std::optional<Unfinished> unfinished_;
    std::uint32_t file_ = 0;   // the file that is being read
    unsigned repetitions_ = 0; // the depth of repetitions within repetitions
    std::vector<Line> lines_;
};

} // namespace xvrrp::config
