// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_drain.h"

#include "tools/reply.h"

#include <algorithm>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

std::string text_of(const json& instance, const char* key) {
    const auto text = text_in(instance, key);
    return text.empty() ? "-" : text;
}

json instances_of(const json& reply) {
    auto all = reply.value("instances", json::array());
    all.erase(std::remove_if(all.begin(), all.end(), [](const json& each) { return !each.is_object(); }),
              all.end());
    return all;
}

std::string routers(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " virtual router" : " virtual routers");
}

} // namespace

std::string render_drain(const json& reply) {
    std::string text;
    for (const auto& each : instances_of(reply))
        text += text_of(each, "name") + " is " + text_of(each, "state") + ": " +
                text_of(each, "reason_text") + "\n";
    return text;
}

DrainOutcome outcome_of(const json& reply) {
    DrainOutcome outcome;
    for (const auto& each : instances_of(reply)) {
        const auto drain = text_of(each, "drain");
        outcome.waiting += drain == "draining" ? 1 : 0;
        outcome.staying += drain == "no" ? 1 : 0;
    }
    return outcome;
}

std::string DrainOutcome::text() const {
    std::string text;
    if (staying > 0)
        text =
            routers(staying) + (staying == 1 ? " stays" : " stay") +
            " MASTER, because no other router took over (drain --force gives the addresses up all the same)";
    if (waiting > 0)
        text += (text.empty() ? "" : "; ") + routers(waiting) + (waiting == 1 ? " has" : " have") +
                " not handed over yet: the time is over, and the drain goes on (see xvrrpctl status)";
    return text;
}

} // namespace xvrrp::tools
