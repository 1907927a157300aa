// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_show.h"

#include "tools/render_history.h"
#include "tools/reply.h"

#include <algorithm>
#include <vector>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr std::size_t kLastEvents = 10;
constexpr std::size_t kLabel = 11; // columns

std::string plain(const json& value) {
    return value.is_string() ? printable(value.get<std::string>()) : value.dump();
}

std::string line(const std::string& label, const std::string& text) {
    if (text.empty())
        return {};
    return std::string(kLabel - std::min(kLabel, label.size()), ' ') + label + "  " + text + '\n';
}

// The first one stands behind the label, and the others below it.
std::string lines(const std::string& label, const json& values) {
    std::string out;
    for (const auto& each : values.is_array() ? values : json::array())
        out += line(out.empty() ? label : "", plain(each));
    return out;
}

std::string milliseconds(const json& object, const char* key) {
    return plain(member(object, key)) + " ms";
}

std::string priority_of(const json& instance) {
    const auto& all = member(instance, "priority");
    auto out = plain(member(all, "effective"));
    const auto& terms = member(all, "terms");
    const auto& order = member(instance, "order");
    const auto ordered = order.is_object() ? ", ordered until " + text_in(order, "until") : std::string();
    if (!terms.is_array() || terms.empty())
        return out + ordered;
    out += " = " + plain(member(all, "base"));
    for (const auto& term : terms) {
        const auto points = number_in(term, "points");
        out += (points < 0 ? " - " : " + ") + json(static_cast<long>(points < 0 ? -points : points)).dump() +
               " (" + text_in(term, "reason") + ")";
    }
    return out + ordered;
}

std::string master_of(const json& instance) {
    const auto& known = member(instance, "master");
    if (known.is_object())
        return text_in(known, "address") + " with priority " + plain(member(known, "priority"));
    return text_in(instance, "state") == "MASTER" ? "this router" : "";
}

std::string rival_of(const json& instance) {
    const auto& other = member(instance, "rival");
    return other.is_object() ? text_in(other, "address") + " says that it is MASTER too, with priority " +
                                   plain(member(other, "priority"))
                             : "";
}

std::string lease_of(const json& instance) {
    const auto& lease = member(instance, "stand_in");
    if (number_in(lease, "lease_ms") == 0)
        return "off";
    return std::string(member(lease, "lent") == true ? "the kernel has our advert" : "nothing is lent") +
           ", for " + milliseconds(lease, "lease_ms") + " after the daemon's last turn; it sent " +
           plain(member(lease, "adverts"));
}

// Only what is not zero.
std::string counts(const std::string& label, const json& counters) {
    std::string out;
    for (const auto& [name, value] : counters.items()) {
        if (value.is_number() && value != 0)
            out += line(out.empty() ? label : "", name + " " + value.dump());
    }
    return out;
}

std::string last_events(const json& events, const std::string& name) {
    std::vector<std::string> its;
    for (const auto& each : events.is_array() ? events : json::array()) {
        if (text_in(each, "name") == name)
            its.push_back(render_event(each));
    }
    std::string out;
    for (std::size_t i = its.size() - std::min(its.size(), kLastEvents); i < its.size(); ++i)
        out += "  " + its[i];
    return out;
}

std::string section(const std::string& head, const std::string& text) {
    return text.empty() ? text : "\n" + head + "\n" + text;
}

} // namespace

std::string render_show(const Known& known) {
    const auto& it = known.instance;
    const auto name = text_in(it, "name");
    const auto drain = text_in(it, "drain");
    std::string head = name + " is " + text_in(it, "state") + " since " + text_in(it, "since") + "\n";
    const auto faults = lines("because", member(it, "fault_reasons"));
    head += faults.empty() ? line("because", text_in(it, "reason_text")) : faults;
    head += line("drain", drain == "no" ? "" : drain);
    head += line("VRID", plain(member(it, "vrid")) + " on " + text_in(it, "interface") + ", VRRP version " +
                             plain(member(it, "version")) + ", " + text_in(it, "family"));
    head += line("priority", priority_of(it)) + line("master", master_of(it)) + line("rival", rival_of(it));
    head += line("timers", "an advert every " + milliseconds(it, "advert_interval_ms") +
                               ", master-down after " + milliseconds(it, "master_down_ms"));
    head += lines("addresses", member(it, "addresses")) + lines("routes", member(it, "routes")) +
            lines("rules", member(it, "rules"));
    head += line("stand-in", lease_of(it));
    head += counts("counters", member(it, "counters")) + counts("refused", member(it, "drops"));
    return head + section("Why", render_why({{"instances", json::array({known.why})}})) +
           section("Last events", last_events(known.events, name));
}

} // namespace xvrrp::tools
