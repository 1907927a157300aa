// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/exporter/page.h"

#include "tools/exporter/picture.h"
#include "tools/metrics/document.h"

#include <algorithm>
#include <array>
#include <utility>

namespace xvrrp::exporter {

namespace {

using metrics::at;
using metrics::text;
using nlohmann::json;

constexpr std::size_t kMostRouters = 1000;
constexpr std::size_t kMostEvents = 100;
constexpr std::size_t kUpToSeconds = 19; // 2026-11-21T16:00:00

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="30">
<meta name="viewport" content="width=device-width"><title>VRRP routers</title><style>
:root{color-scheme:light dark;--ground:#fff;--ink:#1c1e21;--soft:#62676e;--line:#dcdfe3;--master:#1a7f37;--backup:#2f6fd0;--fault:#c62828;--init:#8a8f96}
@media(prefers-color-scheme:dark){:root{--ground:#16181b;--ink:#e4e6e9;--soft:#9aa0a8;--line:#33373d;--master:#4cc26a;--backup:#6ea8ff;--fault:#ff7070;--init:#80868e}}
body{background:var(--ground);color:var(--ink);font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:85em;padding:0 1em}
h1{font-size:1.5em;margin:0}h2{font-size:1.1em;margin:2em 0 .5em}p{color:var(--soft);margin:.3em 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25em .8em .25em 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:normal}td{overflow-wrap:break-word}.time{white-space:nowrap}.state{font-weight:600;white-space:nowrap}
.MASTER{color:var(--master);fill:var(--master)}.BACKUP{color:var(--backup);fill:var(--backup)}.FAULT,.trouble{color:var(--fault);fill:var(--fault)}.INIT{color:var(--init);fill:var(--init)}
svg{width:100%;height:auto}svg text{font-size:12px;fill:var(--soft)}svg .name{fill:var(--ink)}svg line{stroke:var(--line)}
</style></head><body>
)";

std::string cell(const std::string& content) {
    return "<td>" + escaped(content) + "</td>";
}

// "2026-11-21T16:00:00.123456Z" without its fraction.
std::string time_cell(const std::string& time) {
    auto shown = time.substr(0, kUpToSeconds);
    std::ranges::replace(shown, 'T', ' ');
    return "<td class=\"time\">" + escaped(shown) + "</td>";
}

std::string list_of(const json& values) {
    std::string out;
    for (const auto& each : values)
        out += (out.empty() ? "" : ", ") + text(each);
    return out;
}

std::string priority(const json& router) {
    const auto base = text(at(router, {"priority", "base"}));
    const auto effective = text(at(router, {"priority", "effective"}));
    return base == effective ? base : effective + " of " + base;
}

std::string row(const json& router) {
    const auto state = text(at(router, {"state"}));
    const auto reasons = list_of(at(router, {"fault_reasons"}));
    return "<tr>" + cell(text(at(router, {"name"}))) + "<td class=\"state " + escaped(state) + "\">" +
           escaped(state) + "</td>" + cell(text(at(router, {"interface"}))) +
           cell(text(at(router, {"vrid"}))) + cell(priority(router)) +
           cell(text(at(router, {"master", "address"}))) + time_cell(text(at(router, {"since"}))) +
           cell(list_of(at(router, {"addresses"}))) +
           cell(reasons.empty() ? text(at(router, {"reason_text"})) : reasons) + "</tr>\n";
}

std::string and_more(std::size_t all, std::size_t shown) {
    return all > shown ? "<p>and " + std::to_string(all - shown) + " more</p>\n" : std::string();
}

std::string numbers(const json& routers) {
    std::string out;
    for (const auto* state : {"MASTER", "BACKUP", "FAULT", "INIT"}) {
        const auto count = std::ranges::count_if(
            routers, [&](const json& router) { return text(at(router, {"state"})) == state; });
        if (count > 0)
            out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + state;
    }
    return out.empty() ? "none" : out;
}

// Those in FAULT come first, because they are what somebody looks for.
std::string table(const json& status) {
    std::vector<const json*> routers;
    for (const auto& router : at(status, {"instances"}))
        routers.push_back(&router);
    std::stable_partition(routers.begin(), routers.end(),
                          [](const json* router) { return text(at(*router, {"state"})) == "FAULT"; });
    std::string out =
        "<h2>Virtual routers: " + numbers(at(status, {"instances"})) +
        "</h2>\n<table><tr><th>Name<th>State<th>Interface<th>VRID<th>Priority<th>Master<th>Since (UTC)"
        "<th>Addresses<th>Why</tr>\n";
    const auto shown = std::min(routers.size(), kMostRouters);
    for (std::size_t i = 0; i < shown; ++i)
        out += row(*routers[i]);
    return out + "</table>\n" + and_more(routers.size(), shown);
}

std::string troubles(const json& status) {
    std::string out;
    const auto tell = [&](const std::string& sentence) {
        out += "<p class=\"trouble\">" + escaped(sentence) + "</p>\n";
    };
    if (const auto trouble = text(at(status, {"stand_in", "trouble"})); !trouble.empty())
        tell("The kernel does not stand in for a late daemon: " + trouble);
    for (const auto& interface : at(status, {"interfaces"})) {
        if (text(at(interface, {"mode"})) == "none")
            tell("No adverts are received on " + text(at(interface, {"name"})) + ": " +
                 text(at(interface, {"why"})));
    }
    return out;
}

std::string history(const json& events) {
    const auto all = events.is_array() ? events.size() : 0;
    const auto shown = std::min(all, kMostEvents);
    std::string out = "<h2>Last events</h2>\n<table><tr><th>Time (UTC)<th>Name<th>What<th>Cause</tr>\n";
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& event = events[all - 1 - i];
        out += "<tr>" + time_cell(text(at(event, {"time"}))) + cell(text(at(event, {"name"}))) +
               cell(text(at(event, {"what"}))) + cell(text(at(event, {"cause"}))) + "</tr>\n";
    }
    return out + "</table>\n";
}

} // namespace

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        constexpr auto kEntities = std::to_array<std::pair<char, const char*>>(
            {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}});
        const auto* const found = std::ranges::find(kEntities, c, &std::pair<char, const char*>::first);
        if (found != kEntities.end())
            out += found->second;
        else
            out += c;
    }
    return out;
}

std::string page(const json& status, const json& events, const std::string& trouble, double now) {
    std::string out = kHead;
    const auto host = text(at(status, {"daemon", "router_id"}));
    out += "<h1>" + (host.empty() ? "VRRP routers" : escaped(host)) + "</h1>\n";
    if (trouble.empty())
        out += "<p>xvrrpd " + escaped(text(at(status, {"daemon", "version"}))) +
               " &middot; <a href=\"/metrics\">metrics</a></p>\n" + troubles(status) + table(status);
    else
        out += "<p class=\"trouble\">xvrrpd does not answer, so no state is known: " + escaped(trouble) +
               "</p>\n";
    if (events.is_array())
        out += picture(events, now) + history(events);
    return out + "</body></html>\n";
}

} // namespace xvrrp::exporter
