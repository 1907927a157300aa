// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_changes.h"

namespace xvrrp::tools {

std::string render_changes(const nlohmann::json& reply) {
    std::string out = reply.value("findings", std::string());
    for (const auto& change : reply.value("changes", nlohmann::json::array())) {
        if (change.is_string())
            out += change.get<std::string>() + '\n';
    }
    return out + reply.value("summary", std::string("-")) + '\n';
}

} // namespace xvrrp::tools
