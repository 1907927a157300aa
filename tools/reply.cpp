// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/reply.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <utility>

namespace xvrrp::tools {

using nlohmann::json;

Reply read_reply(std::string_view bytes) {
    json document = json::parse(bytes, nullptr, false);
    if (!document.is_object())
        return {json::object(), "the reply of xvrrpd is not a JSON object: it ends after " +
                                    std::to_string(bytes.size()) +
                                    " bytes (did the daemon stop meanwhile? look at its log)"};
    if (const auto error = document.find("error"); error != document.end())
        return {document, error->is_string() ? error->get<std::string>() : error->dump()};
    const auto schema = document.find("schema");
    if (schema == document.end() || *schema != json(XVRRP_CONTROL_SCHEMA))
        return {document, "the reply of xvrrpd has schema " +
                              (schema == document.end() ? std::string("none") : schema->dump()) +
                              ", this xvrrpctl reads " + std::to_string(XVRRP_CONTROL_SCHEMA) +
                              " (use xvrrpd and xvrrpctl of the same version)"};
    return {std::move(document), {}};
}

std::string printable(std::string text) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    std::replace_if(text.begin(), text.end(), control, '?');
    return text;
}

const json& member(const json& object, const char* key) {
    static const json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string text_in(const json& object, const char* key) {
    const auto& value = member(object, key);
    return value.is_string() ? printable(value.get<std::string>()) : std::string();
}

double number_in(const json& object, const char* key) {
    const auto& value = member(object, key);
    return value.is_number() ? value.get<double>() : 0;
}

Reply only(json document, const std::string& name) {
    json kept = json::array();
    std::string known;
    for (const json& instance : document.value("instances", json::array())) {
        const auto its = instance.is_object() ? instance.find("name") : instance.end();
        if (its == instance.end() || !its->is_string())
            continue;
        if (*its == name)
            kept.push_back(instance);
        else
            known += (known.empty() ? "" : ", ") + its->get<std::string>();
    }
    if (kept.empty())
        return {std::move(document), "no virtual router is named '" + name + "' (there is " +
                                         (known.empty() ? "none at all" : known) + ")"};
    document["instances"] = std::move(kept);
    return {std::move(document), {}};
}

} // namespace xvrrp::tools
