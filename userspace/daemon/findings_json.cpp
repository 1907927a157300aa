// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/findings_json.h"

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

json position(const config::Span& where, const config::Sources& sources) {
    json position{{"file", nullptr}, {"line", nullptr}, {"column", nullptr}};
    if (where.file < sources.size())
        position["file"] = sources[where.file].name;
    if (where.line != 0) {
        position["line"] = where.line;
        position["column"] = where.column;
    }
    return position;
}

json as_json(const config::Diagnostic& finding, const config::Sources& sources) {
    json object = position(finding.where, sources);
    object["end"] = nullptr;
    if (finding.where.line != 0)
        object["end"] = finding.where.column + finding.where.length;
    object["severity"] = config::name(finding.severity);
    object["message"] = finding.message;
    object["hint"] = finding.hint;
    object["trail"] = json::array();
    for (const config::Step& step : finding.trail) {
        json entry = position(step.where, sources);
        entry["what"] = step.what;
        object["trail"].push_back(std::move(entry));
    }
    return object;
}

} // namespace

// The name of a file may be something else than UTF-8.
std::string findings_json(const config::Diagnostics& findings, const config::Sources& sources) {
    json array = json::array();
    for (const config::Diagnostic& finding : findings)
        array.push_back(as_json(finding, sources));
    return array.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace xvrrp::daemon
