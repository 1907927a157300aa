// SPDX-License-Identifier: GPL-2.0-or-later
// Every accepted docs/examples/*.conf runs on the interfaces that it names, alone or as one of its pair.
#include "config/config.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <set>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

fs::path example(const std::string& name) {
    return fs::path(XVRRP_EXAMPLES_DIR) / (name + ".conf");
}

std::vector<fs::path> accepted_examples() {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(XVRRP_EXAMPLES_DIR)) {
        if (entry.is_regular_file() &&
            config::parse({{entry.path().string(), text_of(entry.path())}}).usable())
            paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    return paths;
}

struct Placed {
    std::string interface;
    core::IpAddress address;
};

std::vector<Placed> placed(const config::Config& config) {
    std::vector<Placed> all;
    for (const auto& router : config.routers) {
        const auto& own = router.vmac ? router.vmac->interface : router.interface;
        for (const auto& each : router.placed())
            all.push_back({each.interface.empty() ? own : each.interface, each.address});
    }
    return all;
}

// The interfaces that must exist. The daemon makes those of virtual MACs.
std::set<std::string> interfaces(const config::Config& config) {
    std::set<std::string> names;
    for (const auto& each : placed(config))
        names.insert(each.interface);
    for (const auto& router : config.routers) {
        names.insert(router.interface);
        if (router.vmac)
            names.erase(router.vmac->interface);
    }
    return names;
}

// The host for which an example is written: each interface is on a LAN of its own and has an address.
class Site {
public:
    explicit Site(const config::Config& config) {
        for (const auto& name : interfaces(config)) {
            auto& lan = lans_.emplace_back("lan" + std::to_string(lans_.size()));
            lan.plug(netns_, name);
            netns_.ip("addr add 10.0." + std::to_string(lans_.size()) + ".1/24 dev " + name);
        }
        for (const auto& router : config.routers) {
            if (router.source)
                netns_.ip("addr add " + router.source->text() + "/24 dev " + router.interface);
        }
    }

    const NetNs& netns() const { return netns_; }

    bool has(const Placed& each) const {
        const auto shown = netns_.run("ip -o addr show dev " + each.interface + " to " + each.address.text());
        return shown.status == 0 && !shown.output.empty();
    }

private:
    NetNs netns_{"host"};
    std::list<Lan> lans_;
};

class Examples : public RootTest, public ::testing::WithParamInterface<fs::path> {};

std::vector<std::string> states(const std::string& runtime_dir) {
    Process client({XVRRPCTL, "--runtime-dir", runtime_dir, "-j", "status"});
    client.wait();
    const auto status = nlohmann::json::parse(client.output(), nullptr, false);
    std::vector<std::string> all;
    for (const auto& each : status.is_object() ? status["instances"] : nlohmann::json::array())
        all.push_back(each.value("state", ""));
    return all;
}

} // namespace

TEST_P(Examples, become_master_alone_place_their_addresses_and_take_them_away) {
    const auto parsed = config::parse({{GetParam().string(), text_of(GetParam())}});
    const Site site(parsed.config);
    const TemporaryDirectory directory;
    const BpfDirectory pins("host");
    const auto runtime_dir = directory.path() + "/run";
    Process daemon = site.netns().start({XVRRPD, "-n", "-l", "-f", GetParam().string(), "--runtime-dir",
                                         runtime_dir, "--bpf-dir", pins.path()});
    ASSERT_TRUE(daemon.says("Entering BACKUP STATE")) << daemon.output();
    const std::vector<std::string> masters(parsed.config.routers.size(), "MASTER");
    EXPECT_TRUE(wait_until([&] { return states(runtime_dir) == masters; }, std::chrono::seconds(15)))
        << daemon.output();
    for (const auto& each : placed(parsed.config))
        EXPECT_TRUE(wait_until([&] { return site.has(each); }))
            << each.address.text() << " on " << each.interface;
    daemon.terminate();
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    for (const auto& each : placed(parsed.config))
        EXPECT_FALSE(site.has(each)) << each.address.text() << " on " << each.interface;
}

INSTANTIATE_TEST_SUITE_P(Files, Examples, ::testing::ValuesIn(accepted_examples()),
                         [](const auto& param) { return param.param.stem().string(); });

class ExamplePair : public RootTest {};

// The preferred router leads, and the other one takes over from it.
void serve_in_turn(const std::string& preferred, const std::string& other) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.0.2.1/24");
    VrrpHost b(lan, "b", "192.0.2.2/24");
    a.run_xvrrpd(text_of(example(preferred)));
    b.run_xvrrpd(text_of(example(other)));
    const auto address = core::IpAddress::v4(192, 0, 2, 100);
    EXPECT_TRUE(leads(a, b, std::chrono::seconds(15), address));
    a.daemon().terminate();
    EXPECT_TRUE(b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return b.netns().has(address) && !a.netns().has(address); }));
}

TEST_F(ExamplePair, of_the_guides_has_one_master_and_one_backup) {
    serve_in_turn("master", "backup");
}

TEST_F(ExamplePair, without_multicast_has_one_master_and_one_backup) {
    serve_in_turn("unicast_left", "unicast_right");
}

} // namespace xvrrp::test
