// SPDX-License-Identifier: GPL-2.0-or-later
// A key of auth_hmac that stands in a file of its own. parse() opens none: whoever may, reads them and hands over the
// texts, without which the configuration must not be used.
#pragma once

#include "config/text/diagnostic.h"
#include "core/result.h"

#include <cstddef>
#include <string>

namespace xvrrp::config {

struct Config;

struct KeyFile {
    std::size_t router = 0; // index into Config::routers
    std::uint8_t id = 0;    // of the key
    std::string path;
    Span where;
};

struct KeyText {
    std::string text; // its first line is the key, written as in the configuration
    bool others_may_read = false;
};

void take_key(const KeyFile& file, const Result<KeyText>& text, Config& config, Diagnostics& out);

} // namespace xvrrp::config
