// SPDX-License-Identifier: GPL-2.0-or-later
// Processes that decide: a real program that is killed and started again, and the ways in which the runner hears of it.
#include "os/companion.h"
#include "runner/message.h"
#include "support/process.h"
#include "support/vrrp_host.h"

#include <xvrrp/runner.h>

#include <filesystem>

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

class TrackedProcess : public RootTest {
protected:
    TemporaryDirectory files_{"process"};

    // A program with a name that nobody else on this host has.
    std::string name() const { return "xvt" + std::to_string(::getpid()) + "x"; }

    std::string program() const {
        const auto path = files_.path() + "/" + name();
        if (!fs::exists(path))
            fs::copy_file("/bin/sleep", path);
        return path;
    }

    std::string config(const std::string& more = {}) const {
        return "vrrp_track_process web {\n    process " + name() + "\n    " + more + "\n}\n" +
               Instance{.priority = 110, .more = "    track_process {\n        web\n    }\n"}.text();
    }
};

// A runner of the test's own, in the first network namespace, and the numbers that it tells of one watch.
class Counter {
public:
    explicit Counter(core::ProcessPattern pattern) {
        auto started =
            os::Companion::start(fs::path(XVRRPD).parent_path() / "xvrrp-runner", XVRRP_RUNNER_SOCKET);
        EXPECT_TRUE(started);
        runner_ = std::move(*started);
        const auto packet = *runner::encode(runner::Watch{1, std::move(pattern)});
        EXPECT_EQ(::send(runner_.socket.get(), packet.data(), packet.size(), 0),
                  static_cast<ssize_t>(packet.size()));
    }

    Counter(const Counter&) = delete;
    Counter& operator=(const Counter&) = delete;

    ~Counter() { os::Companion::bury(runner_.pid); }

    bool tells(std::size_t number) {
        return wait_until([&] {
            core::Bytes packet(XVRRP_RUNNER_MESSAGE_MAX);
            const auto size = ::recv(runner_.socket.get(), packet.data(), packet.size(), MSG_DONTWAIT);
            if (size > 0) {
                packet.resize(static_cast<std::size_t>(size));
                last_ = std::get<runner::Counted>(*runner::decode_answer(packet)).processes;
            }
            return last_ == number;
        });
    }

private:
    os::Companion runner_;
    std::optional<std::size_t> last_;
};

} // namespace

TEST_F(TrackedProcess, moves_the_address_when_it_is_killed_and_back_when_it_is_started_again) {
    TwoRouters net;
    std::optional<Process> web(std::in_place, std::vector<std::string>{program(), "1000"}, "");
    net.a.run_xvrrpd(config());
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(leads(net.a, net.b)) << net.a.log();
    web->signal(SIGKILL);
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip() && !net.a.has_vip(); }, std::chrono::seconds(8)));
    EXPECT_EQ(net.a.instance()["fault_reasons"][0],
              "process web fails: 0 processes of " + name() + " run, at least 1 must");
    EXPECT_NE(net.a.log().find("Quorum lost for tracked process web"), std::string::npos) << net.a.log();
    web.emplace(std::vector<std::string>{program(), "1000"}, "");
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(TrackedProcess, is_a_fault_from_the_start_if_it_does_not_run) {
    TwoRouters net;
    net.a.run_xvrrpd(config());
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }, std::chrono::seconds(8))) << net.a.log();
    EXPECT_EQ(net.a.state(), "FAULT");
}

TEST_F(TrackedProcess, is_waited_for_as_long_as_its_delay_says) {
    TwoRouters net;
    std::optional<Process> web(std::in_place, std::vector<std::string>{program(), "1000"}, "");
    net.a.run_xvrrpd(config("terminate_delay 30"));
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(leads(net.a, net.b)) << net.a.log();
    web->signal(SIGKILL);
    wait_until([] { return false; }, std::chrono::seconds(1));
    web.emplace(std::vector<std::string>{program(), "1000"}, "");
    wait_until([] { return false; }, std::chrono::seconds(2));
    EXPECT_EQ(net.b.instance()["counters"]["master-transitions"], 0);
}

// No script is run here, whose result would be missing.
TEST_F(TrackedProcess, is_counted_again_when_the_runner_stood_still) {
    TwoRouters net;
    std::optional<Process> web(std::in_place, std::vector<std::string>{program(), "1000"}, "");
    net.a.run_xvrrpd(config());
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(leads(net.a, net.b)) << net.a.log();
    net.a.signal_runner(SIGSTOP);
    web.reset();
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip() && !net.a.has_vip(); }, std::chrono::seconds(20)))
        << net.a.log();
    EXPECT_NE(net.a.log().find("xvrrp-runner does not answer and is started again"), std::string::npos);
    web.emplace(std::vector<std::string>{program(), "1000"}, "");
    EXPECT_TRUE(leads(net.a, net.b)) << net.a.log();
}

// Something is heard of the runner only when a process starts or ends.
TEST_F(TrackedProcess, leaves_the_runner_alone_as_long_as_it_answers) {
    TwoRouters net;
    const Process web({program(), "1000"}, "");
    net.a.run_xvrrpd(config());
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(leads(net.a, net.b)) << net.a.log();
    wait_until([] { return false; }, std::chrono::seconds(13));
    EXPECT_EQ(net.a.log().find("started again"), std::string::npos) << net.a.log();
}

TEST_F(TrackedProcess, fails_when_more_run_than_may) {
    TwoRouters net;
    const Process web({program(), "1000"}, "");
    net.a.run_xvrrpd(config("quorum_max 1"));
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(leads(net.a, net.b)) << net.a.log();
    {
        const Process one_more({program(), "1000"}, "");
        EXPECT_TRUE(wait_until([&] { return net.a.state() == "FAULT"; })) << net.a.log();
        EXPECT_EQ(net.a.instance()["fault_reasons"][0],
                  "process web fails: 2 processes of " + name() + " run, at most 1 may");
    }
    EXPECT_TRUE(leads(net.a, net.b)) << net.a.log();
}

// Two real processes, whose command lines are PROGRAM 1000 and PROGRAM 1000 1.
TEST_F(TrackedProcess, is_counted_by_its_parameters_and_by_the_first_word_of_its_command) {
    const Process first({program(), "1000"}, "");
    const Process second({program(), "1000", "1"}, "");
    using Parameters = core::ProcessPattern::Parameters;

    struct Case {
        core::ProcessPattern pattern;
        std::size_t counted;
    };

    for (const auto& [pattern, counted] : std::vector<Case>{{{name(), {"1000"}, Parameters::Same}, 1},
                                                            {{name(), {"1000"}, Parameters::Begin}, 2},
                                                            {{name(), {"100"}, Parameters::Begin}, 0},
                                                            {{name(), {"100"}, Parameters::Longer}, 2},
                                                            {{name(), {}, Parameters::Same}, 0},
                                                            {{program(), {}, Parameters::Any, true}, 2},
                                                            {{name(), {}, Parameters::Any, true}, 0}}) {
        Counter counter(pattern);
        EXPECT_TRUE(counter.tells(counted))
            << pattern.program << ' ' << testing::PrintToString(pattern.parameters);
    }
}

TEST_F(TrackedProcess, is_counted_as_it_starts_and_ends) {
    Counter counter({name()});
    EXPECT_TRUE(counter.tells(0));
    {
        const Process first({program(), "1000"}, "");
        EXPECT_TRUE(counter.tells(1));
        const Process second({program(), "1000"}, "");
        EXPECT_TRUE(counter.tells(2));
    }
    EXPECT_TRUE(counter.tells(0));
}

} // namespace xvrrp::test
