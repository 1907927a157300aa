// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/config_reader.h"

#include <memory>
#include <utility>

namespace xvrrp::daemon {

void ConfigReader::read(const std::string& file, const Done& done) {
    const auto loaded = std::make_shared<LoadedConfig>();
    aside_.run([loaded, file, id = config_id_] { *loaded = load_config(file, id); },
               [loaded, done] { done(std::move(*loaded)); });
}

} // namespace xvrrp::daemon
