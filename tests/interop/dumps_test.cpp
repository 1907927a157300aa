// SPDX-License-Identifier: GPL-2.0-or-later
// The dump files of xvrrpd beside those that keepalived writes about the same configuration, and both in the hands of those
// who read them.
#include "dump_readers.h"
#include "os/whole_file.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <filesystem>
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

// A daemon that is MASTER of everything, alone on its LAN.
class DumpingHost {
public:
    DumpingHost(const std::string& role, bool is_keepalived)
        : lan_(role), host_(lan_, role, "192.168.1.1/24") {
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
            text = os::read_file(file).value_or("");
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

// What keepalived is asked is asked once for all tests.
Dumped dumped_by(bool is_keepalived) {
    DumpingHost host(is_keepalived ? "kept" : "ours", is_keepalived);
    EXPECT_TRUE(host.leads_all());
    host.dump(SIGUSR1, "data"); // the results of scripts are there
    std::this_thread::sleep_for(std::chrono::seconds(2));
    return {host.dump(SIGUSR1, "data"), host.dump(SIGUSR2, "stats"), host.dump(kJsonSignal, "json")};
}

class DumpsBesideKeepalived : public RootTest {
protected:
    static void SetUpTestSuite() {
        ours_ = dumped_by(false);
        theirs_ = dumped_by(true);
    }

    static Dumped ours_;
    static Dumped theirs_;
};

Dumped DumpsBesideKeepalived::ours_;
Dumped DumpsBesideKeepalived::theirs_;

// Labels that xvrrpd leaves out, or of which its value is another one, and why.
struct Exception {
    const char* label;
    const char* reason;
};

constexpr auto kLeftOut = std::to_array<Exception>({
    {"Network namespace ipvs", "LVS"},
    {"Default smtp_alert", "each instance shows its own"},
    {"Default smtp_alert_vrrp", "each instance shows its own"},
    {"Default smtp_alert_checker", "checkers"},
    {"Checkers log all failures", "checkers"},
    {"No test config before reload", "a reload always checks first"},
    {"Default interface", "each instance shows its own"},
    {"LVS flush", "LVS"},
    {"LVS flush on stop", "LVS"},
    {"VRRP notify priority changes", "each instance shows its own"},
    {"VRRP IPv4 mcast group", "each instance shows its own"},
    {"VRRP IPv6 mcast group", "each instance shows its own"},
    {"Gratuitous ARP delay", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP repeat", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP refresh timer", "each instance shows its own"},
    {"Gratuitous ARP refresh repeat", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP lower priority delay", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP lower priority repeat", "of global_defs: each instance shows its own"},
    {"Num adverts before down", "each instance shows its own"},
    {"Gratuitous ARP for each secondary VMAC", "each instance has its own"},
    {"Send advert after receive lower priority advert", "of global_defs: each instance shows its own"},
    {"Send advert after receive higher priority advert", "of global_defs: each instance shows its own"},
    {"Gratuitous ARP interval", "each instance has its own"},
    {"Gratuitous NA interval", "each instance has its own"},
    {"VRRP default protocol version", "each instance shows its own"},
    {"VRRP check unicast_src", "each instance shows its own"},
    {"VRRP skip check advert addresses", "an advert is never refused for its addresses"},
    {"VRRP strict mode", "a part of what each instance shows"},
    {"Max auto priority", "real-time priority from the start"},
    {"Min auto priority delay", "real-time priority from the start"},
    {"VRRP realtime limit", "no limit"},
    {"rx_bufs_multiples", "no sockets of instances"},
    {"fd_in", "no sockets of instances"},
    {"Family", "no sockets of instances"},
    {"Protocol", "no sockets of instances"},
    {"Type", "no sockets of instances"},
    {"Rx buf size", "no sockets of instances"},
    {"VRRP instances", "no sockets of instances"},
    {"Seen up", "nothing waits for a link to have been up"},
    {"Delayed state change running", "xvrrpctl why tells it"},
    {"Up debounce timer", "a setting of an instance"},
    {"Down debounce timer", "a setting of an instance"},
    {"MTU", "not known"},
    {"HW Type", "not known"},
    {"MAC broadcast", "not known"},
    {"NIC netlink status update", "always"},
    {"I/f created by keepalived", "not one of keepalived"},
    {"VMAC type private, underlying interface", "the instance shows it"},
    {"rp_filter 0", "settings that are borrowed are not counted"},
});

// Labels that begin so.
constexpr auto kLeftOutFamilies = std::to_array<Exception>({
    {"nftables ", "a table of our own"},
    {"libnftnl ", "a table of our own"},
    {"Checker ", "checkers"},
    {"BFD ", "BFD"},
    {"SNMP ", "SNMP"},
    {"DBus ", "D-Bus"},
    {"vrrp_netlink_", "buffers of a fixed size"},
    {"process_monitor_", "buffers of a fixed size"},
    {"lvs_netlink_", "LVS"},
    {"rs_init_", "LVS"},
    {"no_checker_", "checkers"},
    {"fd_in ", "no sockets of instances"},
    {"Reset ", "settings that are borrowed are not counted"},
    {"Original ", "settings that are borrowed are not counted"},
    {"Not IPv6 forwarding", "not read for this"},
    {"VRRP instances ", "no sockets of instances"},
});

constexpr auto kOtherValue = std::to_array<Exception>({
    {"Last transition", "a time"},
    {"Read timeout", "a time"},
    {"Password", "hidden"},
    {"Using src_ip", "over IPv6 of another MAC"},
    {"IPv6 address", "of another MAC"},
    {"MAC", "another MAC"},
    {"index", "counted up by the kernel"},
    {"File", "in a directory of the test"},
    {"VRRP realtime priority", "1 without a configured one"},
    {"Multicast address ff02::12, ifindex 2", "without the index"},
});

template <class Exceptions>
bool is_in(const Exceptions& exceptions, const std::string& label) {
    return std::ranges::any_of(exceptions, [&](const auto& each) { return label == each.label; });
}

bool is_left_out(const std::string& label) {
    return is_in(kLeftOut, label) || std::ranges::any_of(kLeftOutFamilies, [&](const auto& each) {
               return label.starts_with(each.label);
           });
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

} // namespace

TEST_F(DumpsBesideKeepalived, have_its_labels_in_the_state_but_for_those_with_a_reason) {
    auto ours = read_labels(ours_.data);
    for (const auto& [name, object] : read_labels(theirs_.data)) {
        if (name.starts_with("fd_in"))
            continue;
        ASSERT_TRUE(ours.contains(name)) << name << '\n' << ours_.data;
        for (const auto& label : labels_of(object)) {
            const auto values = values_of(ours[name], label);
            if (values.empty())
                EXPECT_TRUE(is_left_out(label) || is_in(kOtherValue, label)) << name << ": " << label;
            else if (!is_in(kOtherValue, label))
                EXPECT_EQ(values, values_of(object, label)) << name << ": " << label;
        }
    }
}

TEST_F(DumpsBesideKeepalived, have_no_labels_in_the_state_that_it_does_not_have) {
    auto theirs = read_labels(theirs_.data);
    for (const auto& [name, object] : read_labels(ours_.data)) {
        EXPECT_TRUE(theirs.contains(name)) << name;
        for (const auto& label : labels_of(object))
            EXPECT_TRUE(theirs[name].contains(label) || label == "No sockets allocated" ||
                        label.starts_with("Multicast address"))
                << name << ": " << label;
    }
}

TEST_F(DumpsBesideKeepalived, have_its_sections_in_its_order) {
    const auto sections = [](const std::string& data) {
        std::vector<std::string> out;
        std::istringstream in(data);
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("---"))
                out.push_back(line);
        }
        return out;
    };
    EXPECT_EQ(sections(ours_.data), sections(theirs_.data));
}

TEST_F(DumpsBesideKeepalived, have_its_counters) {
    auto ours = export_stats(ours_.stats);
    const auto theirs = export_stats(theirs_.stats);
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

TEST_F(DumpsBesideKeepalived, have_its_json) {
    const auto ours = nlohmann::ordered_json::parse(ours_.json);
    const auto theirs = nlohmann::ordered_json::parse(theirs_.json);
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
    EXPECT_EQ(
        ours_.json.find(R"("vips":["192.168.1.100\/24 dev eth0 scope global set")") == std::string::npos,
        theirs_.json.find(R"("vips":["192.168.1.100\/24 dev eth0 scope global set")") == std::string::npos);
}

TEST_F(DumpsBesideKeepalived, say_the_same_to_an_exporter) {
    const auto ours = export_data(ours_.data);
    const auto theirs = export_data(theirs_.data);
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

TEST_F(DumpsBesideKeepalived, say_the_same_to_typed_readers_of_json) {
    const auto ours = read_json(ours_.json);
    const auto theirs = read_json(theirs_.json);
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

TEST_F(DumpsBesideKeepalived, say_the_same_to_a_check_that_greps_for_states) {
    EXPECT_EQ(grep_states(ours_.data), grep_states(theirs_.data));
    EXPECT_EQ(grep_states(ours_.data).at("V2"), "MASTER");
}

} // namespace xvrrp::test
