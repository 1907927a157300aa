// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_moves.h"

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

std::string render_moves(const json& reply) {
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

// The time of day is enough for an order of at most a day, but not around midnight.
std::string render_priorities(const json& reply) {
    std::string text;
    for (const auto& each : instances_of(reply)) {
        const auto& order = member(each, "order");
        text += text_of(each, "name") + " has priority " +
                std::to_string(static_cast<int>(number_in(member(each, "priority"), "effective"))) +
                (order.is_object() ? " until " + text_of(order, "until") : ", as configured") + ", and is " +
                text_of(each, "state") + ": " + text_of(each, "reason_text") + "\n";
    }
    return text;
}

PromotionOutcome promotion_of(const json& reply) {
    PromotionOutcome outcome;
    for (const auto& each : instances_of(reply)) {
        const bool is_master = text_of(each, "state") == "MASTER";
        const bool promotes = member(member(each, "order"), "promotes") == true;
        outcome.refused += is_master || promotes ? 0 : 1;
        outcome.waiting += !is_master && promotes ? 1 : 0;
    }
    return outcome;
}

std::string PromotionOutcome::text() const {
    std::string text;
    if (refused > 0)
        text = routers(refused) +
               " cannot become MASTER now, and nothing has changed (the lines above say why; a router "
               "with priority 254 may be promoted itself: xvrrpctl priority NAME default there ends that)";
    if (waiting > 0)
        text += (text.empty() ? "" : "; ") + routers(waiting) + (waiting == 1 ? " is" : " are") +
                " not MASTER yet: the time is over, and the promotion goes on (see xvrrpctl status)";
    return text;
}

} // namespace xvrrp::tools
