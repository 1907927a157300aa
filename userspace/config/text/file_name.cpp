// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/file_name.h"

namespace xvrrp::config {

std::string_view directory_of(std::string_view file) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : file.substr(0, slash + 1);
}

std::string seen_from(std::string_view directory, std::string_view name) {
    while (name.starts_with("./"))
        name.remove_prefix(2);
    return (name.starts_with('/') ? std::string() : std::string(directory)) + std::string(name);
}

} // namespace xvrrp::config
