// SPDX-License-Identifier: GPL-2.0-or-later
// A real Prometheus watches a pair through two exporters, with our alerts and the queries of our dashboard.
#include "support/http.h"
#include "support/vrrp_host.h"

#include <array>
#include <fstream>
#include <regex>
#include <set>

namespace xvrrp::test {

namespace {

using nlohmann::json;

constexpr std::uint16_t kPrometheusPort = 9090;

std::string percent_encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        std::array<char, 4> code{};
        std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned char>(c));
        out += code.data();
    }
    return out;
}

// The bystander of a pair runs it.
class Prometheus {
public:
    explicit Prometheus(const VrrpHost& host) : host_(host), process_(start()) {
        EXPECT_TRUE(wait_until([&] {
            return http_get(host_.netns(), kPrometheusPort, "/-/ready").status == 200;
        })) << process_.output();
    }

    json get(const std::string& path) const {
        const auto reply = http_get(host_.netns(), kPrometheusPort, "/api/v1/" + path);
        return reply.status == 200 ? json::parse(reply.body) : json{{"data", {{"result", json::array()}}}};
    }

    json query(const std::string& expression) const {
        return get("query?query=" + percent_encoded(expression));
    }

    // The label "instance" of each series that the expression has now.
    std::set<std::string> instances(const std::string& expression) const {
        std::set<std::string> found;
        const auto reply = query(expression);
        for (const auto& series : reply.at("data").at("result"))
            found.insert(series.at("metric").value("instance", ""));
        return found;
    }

private:
    Process start() {
        directory_.write("prometheus.yml", std::string(R"(
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
rule_files: [)") + XVRRP_ALERTS + R"(]
scrape_configs:
  - job_name: xvrrp
    static_configs: [{targets: ["192.168.1.1:10112", "192.168.1.2:10112"]}]
)");
        return host_.netns().start({"prometheus", "--config.file=" + directory_.path() + "/prometheus.yml",
                                    "--storage.tsdb.path=" + directory_.path() + "/data",
                                    "--web.listen-address=127.0.0.1:9090", "--log.level=warn"});
    }

    const VrrpHost& host_;
    TemporaryDirectory directory_{"prometheus"};
    Process process_;
};

Process exporter_at(const VrrpHost& host) {
    return host.netns().start(
        {XVRRP_EXPORTER, "--runtime-dir", host.runtime_dir(), "--listen", host.address().text() + ":10112"});
}

std::vector<std::string> dashboard_queries() {
    std::ifstream file(XVRRP_DASHBOARD);
    std::vector<std::string> found;
    const auto dashboard = json::parse(file);
    for (const auto& panel : dashboard.at("panels")) {
        for (const auto& target : panel.value("targets", json::array())) {
            auto query =
                std::regex_replace(target.at("expr").get<std::string>(), std::regex(R"(\$__\w+)"), "1m");
            found.push_back(std::regex_replace(query, std::regex(R"(\$\w+)"), ".*"));
        }
    }
    return found;
}

const std::string kMasters = R"(vrrp_state{state="master"} == 1)";
const std::string kLeft = "192.168.1.1:10112";
const std::string kRight = "192.168.1.2:10112";

struct WatchedPair {
    TwoRouters net;
    ::testing::AssertionResult elected = net.elect({.priority = 100}, {.priority = 90});
    Process left = exporter_at(net.a);
    Process right = exporter_at(net.b);
    Prometheus prometheus{net.bystander};
};

class Watched : public RootTest {};

} // namespace

TEST_F(Watched, is_told_by_prometheus_who_is_master_before_and_after_a_death) {
    WatchedPair pair;
    ASSERT_TRUE(pair.elected);
    const auto& prometheus = pair.prometheus;
    EXPECT_TRUE(wait_until([&] { return prometheus.instances("xvrrp_up == 1") == std::set{kLeft, kRight}; }));
    EXPECT_EQ(prometheus.instances(kMasters), std::set{kLeft});

    pair.net.a.die();
    EXPECT_TRUE(wait_until([&] { return prometheus.instances(kMasters) == std::set{kRight}; }));
    EXPECT_EQ(prometheus.instances("xvrrp_up == 0"), std::set{kLeft});
    EXPECT_EQ(prometheus.instances("vrrp_state"), std::set{kRight});
    EXPECT_TRUE(wait_until(
        [&] { return prometheus.instances(R"(ALERTS{alertname="XvrrpDaemonDown"})") == std::set{kLeft}; }));
    const auto rules = prometheus.get("rules");
    for (const auto& rule : rules.at("data").at("groups").at(0).at("rules"))
        EXPECT_EQ(rule.at("health"), "ok") << rule;
}

TEST_F(Watched, has_a_dashboard_whose_queries_prometheus_answers) {
    WatchedPair pair;
    ASSERT_TRUE(pair.elected);
    const auto& prometheus = pair.prometheus;
    ASSERT_TRUE(wait_until([&] {
        return prometheus.instances("rate(vrrp_advertisements_sent_total[1m]) > 0") == std::set{kLeft};
    }));
    std::size_t answered = 0;
    const auto queries = dashboard_queries();
    for (const auto& query : queries) {
        const auto reply = prometheus.query(query);
        EXPECT_EQ(reply.value("status", ""), "success") << query << '\n' << reply;
        answered += reply.at("data").at("result").empty() ? 0 : 1;
    }
    EXPECT_GT(answered, queries.size() / 2); // the others are about troubles
}

} // namespace xvrrp::test
