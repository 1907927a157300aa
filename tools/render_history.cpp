// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_history.h"

#include "tools/reply.h"

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr std::size_t kUpToMilliseconds = 23; // 2026-11-21T16:00:00.123

std::string list(const json& object, const char* key, const std::string& before) {
    std::string out;
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (found == object.end() || !found->is_array())
        return out;
    for (const auto& each : *found) {
        if (each.is_string())
            out += before + printable(each.get<std::string>()) + '\n';
    }
    return out;
}

} // namespace

std::string render_why(const json& reply) {
    std::string out;
    for (const auto& each : reply.value("instances", json::array())) {
        out += (out.empty() ? "" : "\n") + text_in(each, "name") + " is " + text_in(each, "state") + "\n" +
               list(each, "because", "  ");
        if (const auto to_change = list(each, "to_change", "  - "); !to_change.empty())
            out += "  What would have to change:\n" + to_change;
    }
    return out.empty() ? "no virtual routers\n" : out;
}

std::string render_event(const json& event) {
    auto when = text_in(event, "time");
    if (when.size() > kUpToMilliseconds)
        when = when.substr(0, kUpToMilliseconds) + 'Z';
    const auto name = text_in(event, "name");
    const auto cause = text_in(event, "cause");
    return when + (name.empty() ? " " : " (" + name + ") ") + text_in(event, "what") +
           (cause.empty() ? "" : ": " + cause) + '\n';
}

std::string render_events(const json& reply) {
    std::string out;
    for (const auto& each : reply.value("events", json::array()))
        out += render_event(each);
    return out;
}

} // namespace xvrrp::tools
