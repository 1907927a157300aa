// SPDX-License-Identifier: GPL-2.0-or-later
// What a system call said, as an Error.
#pragma once

#include "core/result.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace xvrrp::os {

inline Error os_error(std::string doing, int code = errno, std::string remedy = {}) {
    return Error{std::move(doing), std::generic_category().message(code), std::move(remedy), code};
}

} // namespace xvrrp::os
