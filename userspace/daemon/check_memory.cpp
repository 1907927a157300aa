// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/check_memory.h"

#include "daemon/render.h"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;
using End = core::RunOutcome::End;

std::optional<KnownCheck> known_check_in(const json& document) {
    try {
        const auto& last = document.at("last");
        const auto end = last.at("end").get<unsigned>();
        if (end > static_cast<unsigned>(End::NoAnswer))
            return {};
        return KnownCheck{
            document.at("arguments").get<std::vector<std::string>>(),
            {document.at("good").get<bool>(),
             {static_cast<End>(end), last.at("value").get<int>(), last.at("line").get<std::string>()}}};
    } catch (const json::exception&) {
        return {};
    }
}

} // namespace

std::string text_of(const KnownChecks& known) {
    auto document = json::object();
    for (const auto& [name, each] : known) {
        const auto& last = each.memory.last;
        document[name] = {
            {"arguments", each.arguments},
            {"good", each.memory.good},
            {"last", {{"end", static_cast<unsigned>(last.end)}, {"value", last.value}, {"line", last.line}}}};
    }
    return text_of(document) + "\n";
}

KnownChecks known_checks_in(std::string_view text) {
    KnownChecks out;
    const auto document = json::parse(text, nullptr, false);
    if (!document.is_object())
        return out;
    for (const auto& [name, each] : document.items()) {
        if (auto known = known_check_in(each))
            out.emplace(name, std::move(*known));
    }
    return out;
}

} // namespace xvrrp::daemon
