// SPDX-License-Identifier: GPL-2.0-or-later
// The amount of text that includes, variables and repetitions may make. The text of a file itself is not counted.
//
// It is enough for twenty thousand instances of ten lines, and is used up within seconds.
#pragma once

#include "config/text/diagnostic.h"

namespace xvrrp::config {

class Budget {
public:
    static constexpr std::size_t kLines = 250'000;
    static constexpr std::size_t kBytes = 32UL << 20U;
    static constexpr std::size_t kFiles = 10'000;

    // Each returns false where it is asked for more than is left, and reports that the first time.
    bool take_line(std::size_t bytes, const Span& where, Diagnostics& out);
    bool take_text(std::size_t bytes, const Span& where, Diagnostics& out);
    bool take_file(const Span& where, Diagnostics& out);

    bool exceeded() const { return exceeded_; }

private:
    bool take(std::size_t& left, std::size_t amount, const char* message, const Span& where,
              Diagnostics& out);

    std::size_t lines_ = kLines;
    std::size_t bytes_ = kBytes;
    std::size_t files_ = kFiles;
    bool exceeded_ = false;
};

} // namespace xvrrp::config
