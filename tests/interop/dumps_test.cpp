// SPDX-License-Identifier: GPL-2.0-or-later
// The dump files of xvrrpd beside those that keepalived writes about the same configuration, and both in the hands of those
// who read them.
#include "dump_exceptions.h"
#include "dump_readers.h"
#include "dumped_config.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

constexpr int kJsonSignal = 36; // programs send the number

constexpr std::size_t kInstances = 8;

std::string read(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

// As in JSON.
int settled_state(const std::string& name) {
    return name == "FOLLOWS" ? 1 : name == "FAILS" ? 3 : 2;
}

// A daemon with everything, and a peer that leads one of its virtual routers.
class DumpingHost {
public:
    DumpingHost(const std::string& role, bool is_keepalived)
        : lan_("lan-" + role), peer_(lan_, role + "-peer", "192.168.1.2/24"),
          host_(lan_, role, "192.168.1.1/24") {
        setenv("TMPDIR", directory_.path().c_str(), 1);
        directory_.write("load", "4\n");
        std::string config = kConfiguration;
        for (auto at = config.find("FILE"); at != std::string::npos; at = config.find("FILE"))
            config.replace(at, 4, directory_.path() + "/load");
        peer_.run_xvrrpd(kConfigurationOfPeer);
        EXPECT_TRUE(peer_.becomes("MASTER"));
        host_.netns().must("ip link set lo up");
        static_cast<void>(host_.link_local());
        if (is_keepalived)
            host_.run_keepalived(config);
        else
            host_.run_xvrrpd(config);
    }

    DumpingHost(const DumpingHost&) = delete;
    DumpingHost& operator=(const DumpingHost&) = delete;

    ~DumpingHost() { unsetenv("TMPDIR"); }

    // The file that the signal makes.
    std::string dump(int signal, const std::string& name) {
        const auto file = directory_.path() + "/keepalived." + name;
        fs::remove(file);
        host_.daemon().signal(signal);
        std::string text;
        EXPECT_TRUE(wait_until([&] {
            text = read(file);
            return text.ends_with('\n');
        })) << host_.log();
        return text;
    }

    bool is_settled() {
        return wait_until([&] {
            const auto all = nlohmann::json::parse(dump(kJsonSignal, "json"), nullptr, false);
            return all.is_array() && all.size() == kInstances &&
                   std::ranges::all_of(all, [](const auto& each) {
                       return each["data"]["state"] == settled_state(each["data"]["iname"]);
                   });
        });
    }

private:
    Lan lan_;
    TemporaryDirectory directory_;
    VrrpHost peer_;
    VrrpHost host_;
};

struct Dumped {
    std::string data;
    std::string stats;
    std::string json;
};

// The results of scripts are there after two seconds.
Dumped dumped_by(DumpingHost& host) {
    EXPECT_TRUE(host.is_settled());
    std::this_thread::sleep_for(std::chrono::seconds(2));
    return {host.dump(SIGUSR1, "data"), host.dump(SIGUSR2, "stats"), host.dump(kJsonSignal, "json")};
}

// Both daemons run at once, each on a LAN of its own.
class DumpsBesideKeepalived : public RootTest {
protected:
    void SetUp() override {
        RootTest::SetUp();
        if (IsSkipped())
            return;
        DumpingHost ours("ours", false);
        DumpingHost theirs("kept", true);
        ours_ = dumped_by(ours);
        theirs_ = dumped_by(theirs);
    }

    Dumped ours_;
    Dumped theirs_;
};

template <class Exceptions>
bool is_in(const Exceptions& exceptions, const std::string& label) {
    return std::ranges::any_of(exceptions, [&](const auto& each) { return label == each.label; });
}

bool is_left_out(const std::string& label) {
    return is_in(kLeftOut, label) || std::ranges::any_of(kLeftOutFamilies, [&](const auto& each) {
               return label.starts_with(each.label);
           });
}

void expect_labels(const Dumped& our, const Dumped& their) {
    auto ours = read_labels(our.data);
    for (const auto& [name, object] : read_labels(their.data)) {
        if (name.starts_with("fd_in"))
            continue;
        ASSERT_TRUE(ours.contains(name)) << name << '\n' << our.data;
        for (const auto& label : labels_of(object)) {
            const auto values = values_of(ours[name], label);
            if (values.empty())
                EXPECT_TRUE(is_left_out(label) || is_in(kOtherValue, label)) << name << ": " << label;
            else if (!is_in(kOtherValue, label) && !(name == kLoopback && label == "State"))
                EXPECT_EQ(values, values_of(object, label)) << name << ": " << label;
        }
    }
}

void expect_no_more_labels(const Dumped& our, const Dumped& their) {
    auto theirs = read_labels(their.data);
    for (const auto& [name, object] : read_labels(our.data)) {
        if (name.starts_with(kOfStandIn))
            continue;
        EXPECT_TRUE(theirs.contains(name)) << name;
        for (const auto& label : labels_of(object))
            EXPECT_TRUE(theirs[name].contains(label) || label == "No sockets allocated")
                << name << ": " << label;
    }
}

void expect_sections(const Dumped& our, const Dumped& their) {
    const auto sections = [](const std::string& data) {
        std::vector<std::string> out;
        std::istringstream in(data);
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("---"))
                out.push_back(line);
        }
        return out;
    };
    EXPECT_EQ(sections(our.data), sections(their.data));
}

void expect_counters(const Dumped& our, const Dumped& their) {
    auto ours = export_stats(our.stats);
    const auto theirs = export_stats(their.stats);
    ASSERT_EQ(ours.size(), theirs.size());
    for (const auto& [name, counters] : theirs) {
        for (const auto& [label, value] : counters) {
            ASSERT_TRUE(ours[name].contains(label)) << name << ' ' << label;
            if (label != "Advertisements.Sent" && label != "Advertisements.Received")
                EXPECT_EQ(ours[name][label], value) << name << ' ' << label;
        }
        EXPECT_EQ(ours[name]["Advertisements.Sent"] > 0, settled_state(name) == 2) << name;
        EXPECT_EQ(ours[name]["Advertisements.Received"] > 0, settled_state(name) == 1) << name;
        EXPECT_EQ(ours[name].size(), counters.size()) << name;
    }
}

void expect_json(const Dumped& our, const Dumped& their) {
    const auto ours = nlohmann::ordered_json::parse(our.json);
    const auto theirs = nlohmann::ordered_json::parse(their.json);
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        for (const auto* part : {"data", "stats"}) {
            std::vector<std::string> our_keys;
            std::vector<std::string> their_keys;
            for (const auto& [key, value] : ours[i][part].items())
                our_keys.push_back(key);
            for (const auto& [key, value] : theirs[i][part].items()) {
                their_keys.push_back(key);
                if (key == "last_transition" || key == "auth_data" || key == "advert_sent" ||
                    key == "advert_rcvd")
                    EXPECT_EQ(ours[i][part][key].type_name(), value.type_name()) << key;
                else
                    EXPECT_EQ(ours[i][part][key], value) << ours[i]["data"]["iname"] << ' ' << key;
            }
            EXPECT_EQ(our_keys, their_keys);
        }
    }
    EXPECT_EQ(our.json.find(R"("vips":["192.168.1.100\/24 dev eth0 scope global set")") == std::string::npos,
              their.json.find(R"("vips":["192.168.1.100\/24 dev eth0 scope global set")") ==
                  std::string::npos);
}

void expect_exported(const Dumped& our, const Dumped& their) {
    const auto ours = export_data(our.data);
    const auto theirs = export_data(their.data);
    ASSERT_EQ(ours.instances.size(), kInstances);
    for (const auto& [name, there] : theirs.instances) {
        const auto& here = ours.instances.at(name);
        for (const auto* key :
             {"State", "Wantstate", "Interface", "Gratuitous ARP delay", "Virtual Router ID"})
            EXPECT_EQ(here.values.at(key), there.values.at(key)) << name << ' ' << key;
        ASSERT_EQ(here.addresses.size(), there.addresses.size()) << name;
        for (std::size_t i = 0; i < here.addresses.size(); ++i) {
            EXPECT_EQ(here.addresses[i].address, there.addresses[i].address);
            EXPECT_EQ(here.addresses[i].interface, there.addresses[i].interface);
        }
        EXPECT_EQ(here.excluded.size(), there.excluded.size()) << name;
    }
    for (const auto* key : {"Status", "State"})
        EXPECT_EQ(ours.scripts.at("check").at(key), theirs.scripts.at("check").at(key));
}

void expect_typed(const Dumped& our, const Dumped& their) {
    const auto ours = read_json(our.json);
    const auto theirs = read_json(their.json);
    ASSERT_EQ(ours.size(), kInstances);
    for (std::size_t i = 0; i < kInstances; ++i) {
        EXPECT_EQ(ours[i].name, theirs[i].name);
        EXPECT_EQ(ours[i].interface, theirs[i].interface);
        EXPECT_EQ(ours[i].state, settled_state(ours[i].name));
        EXPECT_EQ(ours[i].wanted_state, ours[i].state);
        EXPECT_EQ(ours[i].vrid, theirs[i].vrid);
        EXPECT_EQ(ours[i].priority, theirs[i].priority);
        EXPECT_EQ(ours[i].interval, theirs[i].interval);
        EXPECT_EQ(ours[i].addresses, theirs[i].addresses);
        EXPECT_EQ(ours[i].counters.at("become_master"), ours[i].state == 2 ? 1 : 0);
        EXPECT_LT(std::abs(ours[i].last_transition - static_cast<double>(std::time(nullptr))), 120);
    }
}

void expect_states(const Dumped& our, const Dumped& their) {
    EXPECT_EQ(grep_states(our.data), grep_states(their.data));
    EXPECT_EQ(grep_states(our.data).at("FOLLOWS"), "BACKUP");
}

void expect_checked(const Dumped& our, const Dumped& their) {
    const auto ours = check_services(our.json);
    const auto theirs = check_services(their.json);
    ASSERT_EQ(ours.size(), kInstances);
    for (const auto& [name, there] : theirs) {
        const auto& here = ours.at(name);
        EXPECT_EQ(here.state, there.state) << name;
        EXPECT_EQ(here.summary, there.summary) << name;
        ASSERT_EQ(here.metrics.size(), there.metrics.size()) << name;
        for (const auto& [metric, value] : there.metrics)
            EXPECT_TRUE(here.metrics.contains(metric)) << name << ' ' << metric;
    }
    EXPECT_EQ(ours.at("FAILS").state, "CRIT");
    EXPECT_EQ(ours.at("FOLLOWS").state, "OK");
}

} // namespace

TEST_F(DumpsBesideKeepalived, are_the_same_label_by_label_but_for_those_with_a_reason) {
    expect_labels(ours_, theirs_);
    expect_no_more_labels(ours_, theirs_);
    expect_sections(ours_, theirs_);
    expect_counters(ours_, theirs_);
    expect_json(ours_, theirs_);
}

TEST_F(DumpsBesideKeepalived, say_the_same_to_those_who_read_them) {
    expect_exported(ours_, theirs_);
    expect_typed(ours_, theirs_);
    expect_states(ours_, theirs_);
    expect_checked(ours_, theirs_);
}

} // namespace xvrrp::test
