// SPDX-License-Identifier: GPL-2.0-or-later
#include "dump_readers.h"

#include <array>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

namespace xvrrp::test {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);)
        out.push_back(line);
    return out;
}

std::vector<std::string> fields_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> out;
    for (std::string word; in >> word;)
        out.push_back(word);
    return out;
}

std::size_t indent_of(const std::string& line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

std::optional<std::string> behind(const std::string& line, const std::string& start) {
    return line.starts_with(start) ? std::optional(line.substr(start.size())) : std::nullopt;
}

// Takes a line apart at the first separator that it has.
std::pair<std::string, std::string> split(const std::string& line) {
    for (const std::string separator : {" = ", " :", ": "}) {
        if (const auto at = line.find(separator); at != std::string::npos)
            return {line.substr(0, at), line.substr(at + separator.size())};
    }
    return {line, ""};
}

void expect_number(const ExportedInstance& instance, const std::string& key) {
    const auto found = instance.values.find(key);
    if (found == instance.values.end())
        throw std::runtime_error("no " + key);
    static_cast<void>(std::stoi(found->second));
}

ExportedAddress address_in(const std::string& line) {
    const auto words = fields_of(line);
    if (words.size() < 3)
        throw std::runtime_error("no interface: " + line);
    return {words[0], words[2]};
}

} // namespace

ExportedData export_data(const std::string& data) {
    ExportedData out;
    std::map<std::string, std::string>* values = nullptr;
    ExportedInstance* instance = nullptr;
    std::vector<ExportedAddress>* list = nullptr;
    for (const auto& line : lines_of(data)) {
        const auto indent = indent_of(line);
        if (indent < 3) {
            values = nullptr;
            instance = nullptr;
            if (const auto name = behind(line, " VRRP Instance = ")) {
                instance = &out.instances[*name];
                values = &instance->values;
            } else if (const auto script = behind(line, " VRRP Script = ")) {
                values = &out.scripts[*script];
            }
            list = nullptr;
        } else if (indent == 3) {
            list = nullptr;
            if (instance != nullptr && line.starts_with("   Virtual IP ("))
                list = &instance->addresses;
            else if (instance != nullptr && line.starts_with("   Virtual IP Excluded"))
                list = &instance->excluded;
            else if (const auto at = line.find(" = "); values != nullptr && at != std::string::npos)
                values->emplace(line.substr(indent, at - indent), line.substr(at + 3));
        } else if (list != nullptr) {
            list->push_back(address_in(line));
        }
    }
    for (const auto& [name, each] : out.instances) {
        expect_number(each, "Gratuitous ARP delay");
        expect_number(each, "Virtual Router ID");
    }
    return out;
}

std::map<std::string, ExportedCounters> export_stats(const std::string& stats) {
    std::map<std::string, ExportedCounters> out;
    ExportedCounters* counters = nullptr;
    std::string section;
    for (const auto& line : lines_of(stats)) {
        const auto indent = indent_of(line);
        if (const auto name = behind(line, "VRRP Instance: ")) {
            counters = &out[*name];
            continue;
        }
        const auto colon = line.find(':');
        if (counters == nullptr || colon == std::string::npos)
            throw std::runtime_error("unknown line: " + line);
        const auto label = line.substr(indent, colon - indent);
        if (colon + 1 == line.size()) {
            section = label + '.';
            continue;
        }
        (*counters)[(indent == 4 ? section : "") + label] = std::stoll(line.substr(colon + 2));
    }
    return out;
}

std::vector<JsonInstance> read_json(const std::string& text) {
    std::vector<JsonInstance> out;
    for (const auto& each : nlohmann::json::parse(text)) {
        const auto& data = each.at("data");
        const auto interval = data.at("adver_int");
        if (!interval.is_number_integer())
            throw std::runtime_error("adver_int is no whole number");
        out.push_back({.name = data.at("iname"),
                       .interface = data.at("ifp_ifname"),
                       .state = data.at("state"),
                       .wanted_state = data.at("wantstate"),
                       .vrid = data.at("vrid"),
                       .priority = data.at("effective_priority"),
                       .interval = interval,
                       .last_transition = data.at("last_transition"),
                       .addresses = data.at("vips"),
                       .counters = each.at("stats")});
    }
    return out;
}

std::map<std::string, CheckedService> check_services(const std::string& json) {
    struct Verdict {
        const char* name;
        const char* state;
    };

    static const std::map<int, Verdict> known{{0, {"INIT", "OK"}},     {1, {"BACKUP", "OK"}},
                                              {2, {"MASTER", "OK"}},   {3, {"FAULT", "CRIT"}},
                                              {97, {"DELETED", "OK"}}, {98, {"STOP", "CRIT"}}};
    auto section = nlohmann::json::parse(json.substr(0, json.find('\n')));
    if (section.is_array()) // json_version 1
        section = {{"vrrp", section}};
    std::map<std::string, CheckedService> out;
    for (const auto& instance : section.at("vrrp")) {
        const auto& data = instance.at("data");
        const auto number = data.at("state").get<int>();
        const auto found = known.find(number);
        std::string addresses;
        for (const auto& each : data.value("vips", nlohmann::json::array()))
            addresses += (addresses.empty() ? "" : ", ") + each.get<std::string>();
        auto& service = out[data.at("iname").get<std::string>()];
        service.state = found == known.end() ? "UNKNOWN" : found->second.state;
        service.summary =
            "State: " +
            (found == known.end() ? "Unknown state " + std::to_string(number) : found->second.name) +
            ", VIPs: " + (data.contains("vips") ? addresses : "-");
        for (const auto& [key, value] : instance.at("stats").items())
            service.metrics.emplace("keepalived_" + key, value.get<double>());
    }
    return out;
}

std::map<std::string, std::string> grep_states(const std::string& data) {
    std::map<std::string, std::string> out;
    std::string name;
    for (const auto& line : lines_of(data)) {
        const auto words = fields_of(line);
        if (line.find("VRRP Instance =") != std::string::npos)
            name = words.at(3);
        else if (line.find(" State =") != std::string::npos && words.size() == 3 && !name.empty())
            out.emplace(name, words[2]); // scripts and interfaces have a State, too
    }
    return out;
}

std::map<std::string, LabelledObject> read_labels(const std::string& data) {
    std::map<std::string, LabelledObject> out;
    std::string section;
    std::string object;
    std::string list;
    for (const auto& line : lines_of(data)) {
        const auto indent = indent_of(line);
        const auto text = line.substr(indent);
        if (indent == 0) {
            section = text;
            object = text;
            out[object];
        } else if (indent == 1 && section.find("Global definitions") == std::string::npos) {
            object = text.substr(0, text.find(',')); // a sync group has its state there
            out[object].insert({"itself", text});
        } else if (indent == 5 && !list.empty()) {
            out[object].insert({list + " >", text});
        } else {
            const auto [label, value] = split(text);
            list = value.empty() || value == ")" ? label : "";
            if (text.ends_with(':'))
                list = label;
            out[object].insert({label, value});
        }
    }
    return out;
}

std::set<std::string> labels_of(const LabelledObject& object) {
    std::set<std::string> out;
    for (const auto& [label, value] : object)
        out.insert(label);
    return out;
}

std::multiset<std::string> values_of(const LabelledObject& object, const std::string& label) {
    std::multiset<std::string> out;
    for (auto [each, end] = object.equal_range(label); each != end; ++each)
        out.insert(each->second);
    return out;
}

} // namespace xvrrp::test
