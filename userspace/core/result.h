// SPDX-License-Identifier: GPL-2.0-or-later
// Result<T> is a value, or an Error that a person can act on. Only this file names tl::.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace xvrrp {

// One line for a person: "doing: what (remedy)". code is an errno value, or 0.
struct Error {
    std::string doing;  // "attach XDP to eth0"
    std::string what;   // "operation not permitted"
    std::string remedy; // "needs CAP_NET_ADMIN and CAP_BPF"; may be empty
    int code = 0;

    std::string text() const { return doing + ": " + what + (remedy.empty() ? "" : " (" + remedy + ")"); }
};

template <class T = void, class E = Error>
using Result = tl::expected<T, E>;

template <class E>
auto failure(E error) {
    return tl::unexpected<E>(std::move(error));
}

} // namespace xvrrp
