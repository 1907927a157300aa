// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/files.h"

#include <cstdlib>

namespace xvrrp::daemon {

namespace {

std::string chosen_or(const std::string& chosen, const std::string& otherwise) {
    return chosen.empty() ? otherwise : chosen;
}

// "keepalived.blue_left.data"
std::string data_name(bool with_identity, const config::Identity& identity) {
    std::string name = "keepalived";
    if (with_identity) {
        char separator = '.';
        for (const auto& each : {identity.net_namespace, identity.instance}) {
            name += each.empty() ? "" : separator + each;
            separator = each.empty() ? separator : '_';
        }
    }
    return name + ".data";
}

} // namespace

std::string file_of(Dump dump, const config::Dumps& dumps, const config::Identity& identity,
                    const std::string& directory) {
    switch (dump) {
    case Dump::Json:
        return chosen_or(dumps.json_file, directory + "/keepalived.json");
    case Dump::Data:
        return chosen_or(dumps.state_file, directory + '/' + data_name(dumps.use_instance, identity));
    case Dump::Stats:
    case Dump::StatsAndClear:
        break;
    }
    return chosen_or(dumps.stats_file, directory + "/keepalived.stats");
}

std::string directory_of_dumps() {
    const char* directory = ::getenv("TMPDIR");
    return directory != nullptr && *directory == '/' ? directory : "/tmp";
}

} // namespace xvrrp::daemon
