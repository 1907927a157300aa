// SPDX-License-Identifier: GPL-2.0-or-later
// Readers of keepalived's dump files, each as one of the programs does it that live on them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::test {

// ---- The state, as a Prometheus exporter takes it apart -------------------------------------------------------

struct ExportedAddress {
    std::string address;
    std::string interface;
};

struct ExportedInstance {
    std::map<std::string, std::string> values; // "State", "Wantstate", "Interface"
    std::vector<ExportedAddress> addresses;
    std::vector<ExportedAddress> excluded;
};

struct ExportedData {
    std::map<std::string, ExportedInstance> instances;
    std::map<std::string, std::map<std::string, std::string>> scripts;
};

// Throws std::runtime_error where the exporter would give up.
ExportedData export_data(const std::string& data);

// ---- The counters, as exporters and collectd read them --------------------------------------------------------

// "Advertisements.Sent", "Became master"
using ExportedCounters = std::map<std::string, std::int64_t>;

// By instance.
std::map<std::string, ExportedCounters> export_stats(const std::string& stats);

// ---- JSON, as rpcd of OpenWrt and typed exporters read it -----------------------------------------------------

struct JsonInstance {
    std::string name;
    std::string interface;
    int state = 0;
    int wanted_state = 0;
    int vrid = 0;
    int priority = 0;
    int interval = 0; // a whole number for them
    double last_transition = 0;
    std::vector<std::string> addresses;
    std::map<std::string, std::int64_t> counters;
};

// Throws where a member is missing or has another type.
std::vector<JsonInstance> read_json(const std::string& text);

// ---- Checks of monitoring systems -----------------------------------------------------------------------------

// A service of Checkmk, as its extension keepalived_vrrp makes it of keepalived.json.
struct CheckedService {
    std::string state;                     // "OK", "CRIT" or "UNKNOWN"
    std::string summary;                   // "State: MASTER, VIPs: ..."
    std::map<std::string, double> metrics; // "keepalived_advert_sent"
};

// By the name of the instance. The agent hands the file over line by line, and the check looks at the first line alone.
// Throws where the check would crash.
std::map<std::string, CheckedService> check_services(const std::string& json);

// What `awk '/VRRP Instance =/ {name = $4} / State =/ {print name, $3}'` prints: the state of each instance.
std::map<std::string, std::string> grep_states(const std::string& data);

// ---- Everything, for a comparison label by label --------------------------------------------------------------

// A line is a label with a value, which may be empty. Objects are known by their first line, and what is of no object has
// the name of its section.
using LabelledObject = std::multimap<std::string, std::string>;

std::map<std::string, LabelledObject> read_labels(const std::string& data);
std::set<std::string> labels_of(const LabelledObject& object);
std::multiset<std::string> values_of(const LabelledObject& object, const std::string& label);

} // namespace xvrrp::test
