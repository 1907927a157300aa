// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_table.h"

#include "tools/columns.h"
#include "tools/reply.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

std::string cell(const json& value) {
    if (value.is_string() && !value.get_ref<const std::string&>().empty())
        return printable(value.get<std::string>());
    return value.is_number() ? value.dump() : "-";
}

// Lists the first `most` elements and the number of the others.
std::string list(const json& values, const char* separator, std::size_t most) {
    if (!values.is_array() || values.empty())
        return "-";
    std::string text;
    for (std::size_t i = 0; i < std::min(most, values.size()); ++i)
        text += (i == 0 ? "" : separator) + cell(values[i]);
    return values.size() > most ? text + " +" + std::to_string(values.size() - most) : text;
}

std::string priority(const json& instance) {
    const json& both = member(instance, "priority");
    const std::string base = cell(member(both, "base"));
    const std::string effective = cell(member(both, "effective"));
    return base == effective ? effective : effective + "/" + base;
}

std::string master(const json& instance) {
    const json& known = member(instance, "master");
    return known.is_null() && member(instance, "state") == "MASTER" ? "self" : cell(member(known, "address"));
}

// Cuts a time to whole seconds: 2026-11-21T16:00:00.123456Z becomes 2026-11-21T16:00:00Z.
std::string since(const json& instance) {
    std::string text = cell(member(instance, "since"));
    const auto fraction = text.find('.');
    return fraction == std::string::npos ? text : text.substr(0, fraction) + "Z";
}

std::string reason(const json& instance) {
    const json& faults = member(instance, "fault_reasons");
    if (member(instance, "state") == "FAULT" && faults.is_array() && !faults.empty())
        return list(faults, "; ", faults.size());
    const json& sentence = member(instance, "reason_text");
    return cell(sentence.is_string() ? sentence : member(instance, "reason"));
}

constexpr std::array kHeads = {"NAME",   "STATE", "VRID", "INTERFACE", "PRIO",
                               "MASTER", "SINCE", "VIPS", "REASON"};
constexpr std::size_t kStateColumn = 1;
constexpr std::size_t kBetween = 2; // columns
using Row = std::array<std::string, kHeads.size()>;

Row row(const json& instance, TableStyle style) {
    const json& addresses = member(instance, "addresses");
    const std::size_t most = style.all_addresses ? addresses.size() : 2;
    return {cell(member(instance, "name")),
            cell(member(instance, "state")),
            cell(member(instance, "vrid")),
            cell(member(instance, "interface")),
            priority(instance),
            master(instance),
            since(instance),
            list(addresses, ",", most),
            reason(instance)};
}

struct StateColour {
    std::string_view state;
    const char* sequence;
};

constexpr std::array kStates = {
    StateColour{"MASTER", "\033[32m"},
    StateColour{"BACKUP", "\033[36m"},
    StateColour{"FAULT", "\033[1;31m"},
    StateColour{"INIT", "\033[33m"},
};

std::string painted(const std::string& text) {
    for (const auto& [state, sequence] : kStates)
        if (text == state)
            return sequence + text + "\033[0m";
    return text;
}

// What does not fit is cut off the reason, which is last and which xvrrpctl show has in full.
std::string table(const std::vector<Row>& rows, TableStyle style) {
    std::array<std::size_t, kHeads.size()> widths{};
    std::size_t before_last = 0;
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        before_last += widths[i] + kBetween;
    const auto room = style.columns > before_last ? style.columns - before_last : 0;

    std::string text;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            text += style.colour && i == kStateColumn ? painted(row[i]) : row[i];
            text.append(widths[i] - width(row[i]) + kBetween, ' ');
        }
        text += (style.columns == 0 ? row.back() : cut(row.back(), room)) + '\n';
    }
    return text;
}

// "3 virtual routers: 1 MASTER, 2 BACKUP"
std::string summary(const std::vector<Row>& rows) {
    const std::size_t routers = rows.size() - 1;
    std::string text = std::to_string(routers) + (routers == 1 ? " virtual router" : " virtual routers");
    const char* separator = ": ";
    for (const auto& [state, sequence] : kStates) {
        const auto in_state = [name = state](const Row& row) { return row[kStateColumn] == name; };
        const auto count = std::count_if(rows.begin(), rows.end(), in_state);
        if (count == 0)
            continue;
        text += separator + std::to_string(count) + " " + std::string(state);
        separator = ", ";
    }
    return text;
}

// "; drained: 1; another priority: 2", which somebody asked for, or nothing.
std::string orders(const json& instances) {
    const auto clause = [&](const char* words, const auto& is_so) {
        const auto count =
            instances.is_array() ? std::count_if(instances.begin(), instances.end(), is_so) : 0;
        return count == 0 ? std::string() : std::string("; ") + words + ": " + std::to_string(count);
    };
    return clause("drained", [](const json& each) { return member(each, "drain") == "drained"; }) +
           clause("another priority", [](const json& each) { return member(each, "order").is_object(); });
}

struct Count {
    const char* of;
    const char* name;
    const char* words;
};

constexpr std::array kUntold = {
    Count{"scripts", "failed", "scripts failed"},
    Count{"scripts", "left_out", "scripts left out"},
    Count{"mails", "failed", "mails failed"},
    Count{"mails", "left_out", "mails left out"},
    Count{"notify_fifo", "lost", "lines lost on notify_fifo"},
    Count{"vrrp_notify_fifo", "lost", "lines lost on vrrp_notify_fifo"},
};

// "Not told since the start: mails failed 2, lines lost on notify_fifo 7", or nothing.
std::string untold(const json& status) {
    std::string text;
    for (const auto& [of, name, words] : kUntold) {
        const json& count = member(member(member(status, "notify"), of), name);
        if (!count.is_number_integer() || count == 0)
            continue;
        text +=
            (text.empty() ? "Not told since the start: " : ", ") + std::string(words) + " " + count.dump();
    }
    return text.empty() ? text : text + "\n";
}

} // namespace

std::string render_table(const json& status, TableStyle style) {
    Row heads;
    std::copy(kHeads.begin(), kHeads.end(), heads.begin());
    std::vector<Row> rows{heads};
    const json& instances = member(status, "instances");
    if (instances.is_array())
        for (const json& instance : instances)
            rows.push_back(row(instance, style));
    return (rows.size() > 1 ? table(rows, style) : "") + summary(rows) + orders(instances) + "\n" +
           untold(status);
}

} // namespace xvrrp::tools
