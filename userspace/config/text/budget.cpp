// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/budget.h"

#include <algorithm>

namespace xvrrp::config {
namespace {

constexpr std::size_t kWork = 64; // even an empty value takes time

} // namespace

bool Budget::take(std::size_t& left, std::size_t amount, const char* message, const Span& where,
                  Diagnostics& out) {
    if (amount > left && !exceeded_) {
        exceeded_ = true;
        out.push_back(error(where, message, "is it repeated more often than was meant?"));
    }
    left -= std::min(left, amount);
    return !exceeded_;
}

bool Budget::take_line(std::size_t bytes, const Span& where, Diagnostics& out) {
    return take(lines_, 1, "this makes the configuration longer than 250000 lines", where, out) &&
           take_text(bytes, where, out);
}

bool Budget::take_text(std::size_t bytes, const Span& where, Diagnostics& out) {
    return take(bytes_, bytes + kWork, "this makes the configuration longer than 32 MiB", where, out);
}

bool Budget::take_file(const Span& where, Diagnostics& out) {
    return take(files_, 1, "this includes more than 10000 files", where, out);
}

} // namespace xvrrp::config
