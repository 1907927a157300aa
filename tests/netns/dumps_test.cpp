// SPDX-License-Identifier: GPL-2.0-or-later
// The files that keepalived's signals make, as other programs on the host find them.
#include "os/whole_file.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <filesystem>
#include <regex>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

using std::chrono::milliseconds;
using std::chrono::system_clock;

const char* const kNames[] = {"DATA", "STATS", "STATS_CLEAR", "JSON"};

std::string global_defs(const std::string& statements) {
    return "global_defs {\n" + statements + "}\n";
}

// A router, whose dumps are in a directory of the test.
struct Dumping {
    Lan lan{"lan"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};
    TemporaryDirectory directory;

    Dumping() { setenv("TMPDIR", directory.path().c_str(), 1); }

    Dumping(const Dumping&) = delete;
    Dumping& operator=(const Dumping&) = delete;

    ~Dumping() { unsetenv("TMPDIR"); }

    void lead(const std::string& config = Instance{}.text()) {
        host.run_xvrrpd(config);
        ASSERT_TRUE(host.becomes("MASTER")) << host.log();
    }

    std::string file(const std::string& name) const { return directory.path() + '/' + name; }

    std::string read(const std::string& name) const { return os::read_file(file(name)).value_or(""); }

    void ask(const std::string& name) {
        host.daemon().signal(std::stoi(host.netns().must(XVRRPD " --signum=" + name)));
    }

    // The file of this name as the signal writes it.
    std::string dump(const std::string& signal, const std::string& name) {
        fs::remove(file(name));
        ask(signal);
        EXPECT_TRUE(wait_until([&] { return fs::exists(file(name)); })) << name << host.log();
        return read(name);
    }
};

unsigned mode_of(const std::string& file) {
    return static_cast<unsigned>(fs::status(file).permissions());
}

std::uint64_t sent_in(const std::string& stats) {
    std::smatch found;
    return std::regex_search(stats, found, std::regex("Advertisements:\n.*\n +Sent: ([0-9]+)"))
               ? std::stoull(found[1])
               : 0;
}

class DumpSignals : public RootTest {};

} // namespace

TEST_F(DumpSignals, write_the_files_of_keepalived_for_root_alone) {
    Dumping net;
    net.lead();
    EXPECT_NE(net.dump("DATA", "keepalived.data").find("   State = MASTER\n"), std::string::npos);
    EXPECT_GT(sent_in(net.dump("STATS", "keepalived.stats")), 0U);
    const auto json = nlohmann::json::parse(net.dump("JSON", "keepalived.json"));
    EXPECT_EQ(json[0]["data"]["state"], 2);
    EXPECT_EQ(json[0]["data"]["vips"][0], "192.168.1.100/24 dev eth0 scope global set");
    for (const auto* name : {"keepalived.data", "keepalived.stats", "keepalived.json"})
        EXPECT_EQ(mode_of(net.file(name)), 0600U) << name;
    EXPECT_EQ(std::distance(fs::directory_iterator(net.directory.path()), {}), 3);
}

TEST_F(DumpSignals, write_where_the_configuration_wants_the_files_and_for_whom) {
    Dumping net;
    const auto at = net.directory.path();
    net.lead(global_defs("    state_dump_file " + at + "/state\n    stats_dump_file " + at +
                         "/stats\n    json_dump_file " + at + "/json\n    json_version 2\n    umask 0133\n") +
             Instance{}.text());
    net.dump("DATA", "state");
    net.dump("STATS", "stats");
    EXPECT_EQ(nlohmann::json::parse(net.dump("JSON", "json"))["vrrp"][0]["data"]["iname"], "VI_1");
    for (const auto* name : {"state", "stats", "json"})
        EXPECT_EQ(mode_of(net.file(name)), 0644U) << name;
}

TEST_F(DumpSignals, replace_a_link_and_do_not_follow_it) {
    Dumping net;
    net.lead();
    net.directory.write("shadow", "precious");
    fs::create_symlink(net.file("shadow"), net.file("keepalived.data"));
    net.ask("DATA");
    EXPECT_TRUE(wait_until([&] { return !fs::is_symlink(net.file("keepalived.data")); }));
    EXPECT_NE(net.read("keepalived.data").find("VRRP Instance = VI_1"), std::string::npos);
    EXPECT_EQ(net.read("shadow"), "precious");
}

TEST_F(DumpSignals, tell_in_the_log_why_there_is_no_file) {
    Dumping net;
    net.lead();
    fs::create_directory(net.file("keepalived.json"));
    net.ask("JSON");
    EXPECT_TRUE(net.host.daemon().says("warning: write the dump " + net.file("keepalived.json")))
        << net.host.log();
    EXPECT_EQ(net.host.instance()["state"], "MASTER");
}

TEST_F(DumpSignals, begin_to_count_at_zero_after_the_one_that_clears) {
    Dumping net;
    net.lead();
    ASSERT_TRUE(wait_until([&] { return net.host.counter("advertisement-sent") > 10; }));
    const auto before = sent_in(net.dump("STATS_CLEAR", "keepalived.stats"));
    EXPECT_GT(before, 0U);
    const auto counted = net.host.counter("advertisement-sent");
    EXPECT_LT(sent_in(net.dump("STATS", "keepalived.stats")), before);
    EXPECT_GE(counted, before); // the status goes on
    EXPECT_NE(net.read("keepalived.stats").find("  Became master: 0\n"), std::string::npos);
}

TEST_F(DumpSignals, may_come_in_any_number_at_any_time) {
    Dumping net;
    net.lead();
    const auto run_for = system_clock::now() + milliseconds(1500);
    std::vector<int> numbers;
    for (const auto* name : kNames)
        numbers.push_back(std::stoi(net.host.netns().must(XVRRPD " --signum=" + std::string(name))));
    while (system_clock::now() < run_for) {
        for (const auto number : numbers)
            net.host.daemon().signal(number);
        for (const auto* name : {"keepalived.json"}) {
            const auto text = net.read(name);
            ASSERT_TRUE(text.empty() || nlohmann::json::accept(text)) << text;
        }
    }
    EXPECT_EQ(net.host.instance()["state"], "MASTER") << net.host.log();
    EXPECT_EQ(net.host.counter("master-transitions"), 1U);
}

namespace {

constexpr int kLinks = 16;
constexpr int kOnLink = 250;
constexpr milliseconds kInterval{100};
constexpr milliseconds kBound{15};

// The signals and their files. Counters and states of all are in them.
const std::vector<std::pair<std::string, std::string>> kAllDumps{
    {"DATA", "keepalived.data"}, {"STATS", "keepalived.stats"}, {"JSON", "keepalived.json"}};

// 4,000 owners that say something every ten seconds, beside one that does so ten times a second.
std::string four_thousand() {
    std::string text = Instance{.advert_int = "0.1"}.text();
    for (int link = 0; link < kLinks; ++link) {
        for (int vrid = 1; vrid <= kOnLink; ++vrid) {
            const auto name = std::to_string(link) + "_" + std::to_string(vrid);
            text += "vrrp_instance M" + name + " {\n interface veth" + std::to_string(link) +
                    "\n virtual_router_id " + std::to_string(vrid) +
                    "\n version 3\n priority 255\n state MASTER\n advert_int 10\n garp_master_delay 0\n"
                    " garp_master_repeat 1\n virtual_ipaddress {\n  10." +
                    std::to_string(link) + "." + std::to_string(vrid) + ".1/32\n }\n}\n";
        }
    }
    return text;
}

milliseconds largest_gap(Port& wire, const core::IpAddress& from) {
    const auto seen = adverts(wire.frames(), from);
    milliseconds largest{0};
    for (std::size_t i = 1; i < seen.size(); ++i)
        largest = std::max(largest, std::chrono::ceil<milliseconds>(seen[i].time - seen[i - 1].time));
    return largest;
}

} // namespace

// A dump that is made on the loop delays an advert by more than the bound each time. A busy machine does so once.
TEST_F(DumpSignals, of_4000_virtual_routers_delay_no_advert) {
    Dumping net;
    VrrpHost bystander{net.lan, "bystander", "192.168.1.3/24"};
    Port wire{bystander.netns(), "eth0"};
    for (int link = 0; link < kLinks; ++link) {
        const auto number = std::to_string(link);
        net.host.netns().must("ip link add veth" + number + " type veth peer name peer" + number +
                              " && ip addr add 172.16." + number + ".1/24 dev veth" + number +
                              " && ip link set veth" + number + " up && ip link set peer" + number + " up");
    }
    net.host.run_xvrrpd(four_thousand());
    ASSERT_TRUE(net.host.daemon().says("Startup complete", std::chrono::seconds(30))) << net.host.log();
    ASSERT_TRUE(wait_until([&] { return net.host.has_vip(); }));
    ASSERT_TRUE(wait_until(
        [&] { return net.dump("STATS", "keepalived.stats").find("M15_250") != std::string::npos; }));
    milliseconds smallest = std::chrono::hours(1);
    for (int i = 0; i < 3 && smallest >= kInterval + kBound; ++i) {
        wire.clear();
        for (const auto& [signal, name] : kAllDumps)
            EXPECT_NE(net.dump(signal, name).find("M15_250"), std::string::npos) << name;
        EXPECT_TRUE(wait_until([&] { return adverts(wire.frames(), net.host.address()).size() > 3; }));
        smallest = std::min(smallest, largest_gap(wire, net.host.address()));
    }
    RecordProperty("largest_gap_ms", static_cast<int>(smallest.count()));
    EXPECT_LT(smallest, kInterval + kBound);
}

} // namespace xvrrp::test
