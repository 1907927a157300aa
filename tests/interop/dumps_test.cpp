// SPDX-License-Identifier: GPL-2.0-or-later
// The dump files of xvrrpd beside those that keepalived writes about the same configuration, and both in the hands of those
// who read them.
#include "dump_exceptions.h"
#include "dump_readers.h"
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

// The kinds of lines in the dumps of others.
const auto* const kConfiguration = R"(global_defs {
    router_id left
    script_user root
    enable_script_security
    vrrp_garp_master_refresh 60
}
vrrp_script check {
    script "/usr/bin/true 'a b'"
    interval 1
    timeout 2
    weight 10
    rise 2
    fall 3
}
track_file load {
    file FILE
    weight 1
}
vrrp_sync_group both {
    group {
        V2
        V3
    }
    notify_master "/usr/bin/true group"
}
static_ipaddress {
    192.0.2.77/32 dev eth0
}
vrrp_instance V2 {
    interface eth0
    state BACKUP
    virtual_router_id 51
    version 2
    priority 100
    advert_int 1
    nopreempt
    authentication {
        auth_type PASS
        auth_pass secret
    }
    virtual_ipaddress {
        192.168.1.100/24
        192.168.1.101 label eth0:1
    }
    virtual_ipaddress_excluded {
        192.168.1.102/28 brd 192.168.1.111
    }
    notify_master "/usr/bin/true m 'x y'"
    notify_backup /usr/bin/true
    notify_fault /usr/bin/true
    notify_stop /usr/bin/true
    notify /usr/bin/true
}
vrrp_instance V3 {
    interface eth0
    virtual_router_id 52
    version 3
    priority 90
    advert_int 1
    virtual_ipaddress {
        192.168.1.110/24 scope link
    }
}
vrrp_instance TRACKS {
    interface eth0
    virtual_router_id 53
    version 3
    priority 80
    advert_int 1
    garp_master_delay 1
    garp_master_repeat 2
    lower_prio_no_advert
    higher_prio_send_advert
    down_timer_adverts 3
    virtual_ipaddress {
        192.168.1.103/24
    }
    track_interface {
        lo weight 2
    }
    track_script {
        check
    }
    track_file {
        load weight 2
    }
}
vrrp_instance UNICAST {
    interface eth0
    virtual_router_id 54
    version 3
    priority 70
    advert_int 1
    unicast_peer {
        192.168.1.8
        192.168.1.9 min_ttl 3 max_ttl 9
    }
    virtual_ipaddress {
        192.168.1.104/24
    }
}
vrrp_instance VMAC {
    interface eth0
    virtual_router_id 55
    version 3
    advert_int 1
    use_vmac vmac55
    vmac_xmit_base
    virtual_ipaddress {
        192.168.1.105/24
    }
}
vrrp_instance V6 {
    interface eth0
    virtual_router_id 56
    version 3
    advert_int 1
    virtual_ipaddress {
        fe80::100/64
        2001:db8::100/128
    }
}
)";

constexpr std::size_t kInstances = 6;

std::string read(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A daemon that is MASTER of everything, alone on its LAN.
class DumpingHost {
public:
    DumpingHost(const std::string& role, bool is_keepalived)
        : lan_("lan-" + role), host_(lan_, role, "192.168.1.1/24") {
        setenv("TMPDIR", directory_.path().c_str(), 1);
        directory_.write("load", "4\n");
        std::string config = kConfiguration;
        config.replace(config.find("FILE"), 4, directory_.path() + "/load");
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

    bool leads_all() {
        return wait_until([&] {
            const auto all = nlohmann::json::parse(dump(kJsonSignal, "json"), nullptr, false);
            return all.is_array() && all.size() == kInstances &&
                   std::ranges::all_of(all, [](const auto& each) { return each["data"]["state"] == 2; });
        });
    }

private:
    Lan lan_;
    TemporaryDirectory directory_;
    VrrpHost host_;
};

struct Dumped {
    std::string data;
    std::string stats;
    std::string json;
};

// The results of scripts are there after two seconds.
Dumped dumped_by(DumpingHost& host) {
    EXPECT_TRUE(host.leads_all());
    std::this_thread::sleep_for(std::chrono::seconds(2));
    return {host.dump(SIGUSR1, "data"), host.dump(SIGUSR2, "stats"), host.dump(kJsonSignal, "json")};
}

// Both daemons run at once, each alone on its LAN.
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
            if (label != "Advertisements.Sent")
                EXPECT_EQ(ours[name][label], value) << name << ' ' << label;
        }
        EXPECT_GT(ours[name]["Advertisements.Sent"], 0);
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
                if (key == "last_transition" || key == "auth_data" || key == "advert_sent")
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
        EXPECT_EQ(ours[i].state, 2);
        EXPECT_EQ(ours[i].wanted_state, 2);
        EXPECT_EQ(ours[i].vrid, theirs[i].vrid);
        EXPECT_EQ(ours[i].priority, theirs[i].priority);
        EXPECT_EQ(ours[i].interval, theirs[i].interval);
        EXPECT_EQ(ours[i].addresses, theirs[i].addresses);
        EXPECT_EQ(ours[i].counters.at("become_master"), 1);
        EXPECT_LT(std::abs(ours[i].last_transition - static_cast<double>(std::time(nullptr))), 120);
    }
}

void expect_states(const Dumped& our, const Dumped& their) {
    EXPECT_EQ(grep_states(our.data), grep_states(their.data));
    EXPECT_EQ(grep_states(our.data).at("V2"), "MASTER");
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
}

} // namespace xvrrp::test
