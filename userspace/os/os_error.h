// SPDX-License-Identifier: GPL-2.0-or-later
// The failure of a system call as an Error.
#pragma once

#include "core/result.h"
#include "os/file_limit.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace xvrrp::os {

inline Error os_error(std::string doing, int code = errno, std::string remedy = {}) {
    return Error{std::move(doing), std::generic_category().message(code),
                 code == EMFILE ? file_limit_remedy() : std::move(remedy), code};
}

} // namespace xvrrp::os
