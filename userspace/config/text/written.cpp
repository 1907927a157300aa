// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/written.h"

#include <algorithm>

namespace xvrrp::config {

Written::Written(std::string_view line, const Span& first) : text_(line) {
    if (!line.empty())
        pieces_.push_back({0, first, true});
}

// Offsets of the private functions are those in text_.
std::size_t Written::piece_at(std::size_t offset) const {
    const auto after = std::partition_point(pieces_.begin(), pieces_.end(),
                                            [offset](const Piece& piece) { return piece.begin <= offset; });
    return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

Span Written::position(std::size_t offset) const {
    const Piece& piece = pieces_[piece_at(offset)];
    Span where = piece.where;
    if (piece.verbatim) {
        where.column += static_cast<std::uint32_t>(offset - piece.begin);
        where.length = 1;
    }
    return where;
}

Span Written::span(std::size_t begin, std::size_t end) const {
    if (begin >= end)
        return {};
    Span where = position(begin_ + begin);
    const std::size_t last_piece = piece_at(begin_ + end - 1);
    for (std::size_t at = piece_at(begin_ + begin); at <= last_piece; ++at) {
        const Span last = position(at == last_piece ? begin_ + end - 1 : pieces_[at + 1].begin - 1);
        where.origin = std::max(where.origin, last.origin); // the one with the most to tell
        if (last.file == where.file && last.line == where.line && last.column >= where.column)
            where.length = std::max(where.length, last.column + last.length - where.column);
    }
    return where;
}

std::vector<Span> Written::positions(std::size_t begin) const {
    std::vector<Span> positions;
    if (begin >= size())
        return positions;
    positions.push_back(position(begin_ + begin));
    for (std::size_t at = piece_at(begin_ + begin) + 1; at < pieces_.size(); ++at)
        positions.push_back(pieces_[at].where);
    return positions;
}

Written Written::part(std::size_t begin, std::size_t end) const {
    Written taken;
    if (begin >= end)
        return taken;
    taken.text_ = text().substr(begin, end - begin);
    for (std::size_t at = piece_at(begin_ + begin); at < pieces_.size(); ++at) {
        const Piece& piece = pieces_[at];
        if (piece.begin >= begin_ + end)
            break;
        const std::size_t first = std::max(begin_ + begin, piece.begin);
        Span where = piece.where;
        if (piece.verbatim)
            where.column += static_cast<std::uint32_t>(first - piece.begin);
        taken.pieces_.push_back({first - begin_ - begin, where, piece.verbatim});
    }
    return taken;
}

void Written::append(const Written& more) {
    const Written whole = more.part(0, more.size());
    for (Piece piece : whole.pieces_) {
        piece.begin += text_.size();
        pieces_.push_back(piece);
    }
    text_ += whole.text_;
}

void Written::append(std::string_view instead, const Span& of) {
    if (!instead.empty())
        pieces_.push_back({text_.size(), of, false});
    text_ += instead;
}

void Written::set_origin(std::uint32_t origin) {
    for (Piece& piece : pieces_)
        piece.where.origin = origin;
}

Written trimmed(const Written& text) {
    const std::string_view all = text.text();
    const std::string_view kept = trimmed(all);
    const auto begin = static_cast<std::size_t>(kept.data() - all.data());
    return text.part(begin, begin + kept.size());
}

} // namespace xvrrp::config
