// SPDX-License-Identifier: GPL-2.0-or-later
// Text on its way to words: characters, each of which knows where it was written.
//
// Text that replaces something else (the value of ${NAME}) stands, as a whole, where the replaced text was written.
#pragma once

#include "config/text/diagnostic.h"
#include "config/text/words.h"

namespace xvrrp::config {

class Written {
public:
    Written() = default;
    Written(std::string_view line, const Span& first); // as it stands in a file, from first on

    std::string_view text() const { return std::string_view(text_).substr(begin_); }

    std::size_t size() const { return text_.size() - begin_; }

    bool empty() const { return size() == 0; }

    // The position at which the characters from begin to end were written. It lies on one line, and so covers a part of
    // them if they come from several lines.
    Span span(std::size_t begin, std::size_t end) const;

    Span span() const { return span(0, size()); }

    // The positions at which the text from begin on was written, piece by piece.
    std::vector<Span> positions(std::size_t begin) const;

    Written part(std::size_t begin, std::size_t end) const;

    void drop(std::size_t count) { begin_ += count; } // at the front; takes no time

    void append(const Written& more);
    void append(std::string_view instead, const Span& of);

    void set_origin(std::uint32_t origin);

private:
    struct Piece {
        std::size_t begin = 0; // in text_; its end is where the next one begins
        Span where;            // of its first character, or of all of them together
        bool verbatim = true;  // each character has a column of its own
    };

    std::size_t piece_at(std::size_t offset) const;
    Span position(std::size_t offset) const;

    std::string text_;
    std::size_t begin_ = 0;
    std::vector<Piece> pieces_;
};

Written trimmed(const Written& text);

} // namespace xvrrp::config
