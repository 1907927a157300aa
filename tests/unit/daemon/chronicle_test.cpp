// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/chronicle.h"
#include "daemon/log_sink.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;

core::TimePoint at(core::Duration since_start) {
    return core::TimePoint{} + 1000s + since_start;
}

core::Transitioned to_master(core::TimePoint last_heard) {
    core::Transitioned out;
    out.name = "VI_1";
    out.from = core::State::Backup;
    out.to = core::State::Master;
    out.last_heard = last_heard;
    return out;
}

TEST(Chronicle, keeps_the_first_times_after_a_takeover_until_the_next_one) {
    Chronicle chronicle;
    chronicle.tell(to_master(at(0s)), at(3s));
    chronicle.placed({0}, at(4s));
    chronicle.placed({0}, at(5s)); // it was removed and put back
    chronicle.announced({0}, at(6s));
    chronicle.announced({0}, at(7s));
    const auto& timeline = chronicle.timelines().at({0});
    EXPECT_EQ(timeline.last_advert, at(0s));
    EXPECT_EQ(timeline.master, at(3s));
    EXPECT_EQ(timeline.addresses, at(4s));
    EXPECT_EQ(timeline.announced, at(6s));
    chronicle.tell(to_master(at(8s)), at(9s));
    EXPECT_EQ(chronicle.timelines().at({0}).addresses, core::TimePoint{});
}

TEST(Chronicle, measures_a_takeover_from_the_deadline_to_the_first_gratuitous_arp) {
    Chronicle chronicle;
    chronicle.announced({1}, at(1s)); // it leads on, so this was no takeover
    auto transition = to_master(at(0s));
    transition.deadline = at(3s);
    chronicle.tell(transition, at(3s));
    chronicle.announced({0}, at(3s + 40ms));
    chronicle.announced({0}, at(9s));
    EXPECT_EQ(chronicle.takeovers().sum(), 40ms);
}

TEST(Chronicle, measures_a_takeover_without_a_deadline_from_its_transition) {
    Chronicle chronicle;
    chronicle.tell(to_master({}), at(3s));
    chronicle.announced({0}, at(3s + 7ms));
    EXPECT_EQ(chronicle.takeovers().sum(), 7ms);
}

TEST(Chronicle, keeps_the_history_with_causes) {
    Chronicle chronicle;
    auto transition = to_master(at(0s));
    transition.detail = "no advert from 192.0.2.2 for 3.609 s";
    chronicle.tell(transition, at(3s));
    chronicle.tell(core::FaultChanged{{0}, "VI_1", "eth0 is gone"}, at(4s));
    chronicle.tell(core::PriorityChanged{{0}, "VI_1", 100, 80, "100, -20 (eth1 is down)"}, at(5s));
    chronicle.tell(core::GroupSynced{"G", core::State::Backup}, at(6s));
    chronicle.tell_errors({"it fails"}, at(7s));
    chronicle.tell_warnings({"it was removed"}, at(8s));
    chronicle.note_daemon("started", "here", at(9s));
    const auto& events = chronicle.events();
    std::vector<std::string> seen;
    for (auto number = events.first(); number < events.end(); ++number)
        seen.push_back(events[number].name + ": " + events[number].what + ": " + events[number].cause);
    EXPECT_EQ(seen, (std::vector<std::string>{"VI_1: BACKUP -> MASTER: no advert from 192.0.2.2 for 3.609 s",
                                              "VI_1: FAULT goes on: eth0 is gone",
                                              "VI_1: priority 100 -> 80: 100, -20 (eth1 is down)",
                                              "G: group to BACKUP: ", ": error: it fails",
                                              ": warning: it was removed", ": started: here"}));
    EXPECT_EQ(events[events.first() + 1].at - events[events.first()].at > 900ms, true);
}

// A flood of forged adverts does not drive the history out.
TEST(Chronicle, keeps_one_notice_in_ten_seconds) {
    Chronicle chronicle;
    for (int i = 0; i < 5000; ++i)
        chronicle.tell(core::Noticed{core::Noticed::Kind::PacketRefused, {0}, "VI_1", "wrong"}, at(i * 1ms));
    EXPECT_EQ(chronicle.events().end() - chronicle.events().first(), 1u);
}

// The log of this test alone, as journald would get it.
class ChronicleLog : public testing::Test {
protected:
    ChronicleLog() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC), 0);
        reader_.reset(ends[0]);
        writer_.reset(ends[1]);
        const auto dress = [](const auto& /*message*/, std::string line, const Beside& beside) {
            line.pop_back();
            if (beside.message != nullptr)
                line += " #" + std::string(beside.message->name);
            return line + '\n';
        };
        auto logger = std::make_shared<spdlog::logger>(
            "test", std::make_shared<LogSink>(os::PromptOutput::to(writer_.get()), dress));
        logger->set_pattern("%v");
        spdlog::set_default_logger(std::move(logger));
    }

    ~ChronicleLog() override { spdlog::set_default_logger(before_); }

    std::string read() const {
        std::string text(65536, '\0');
        const auto got = ::read(reader_.get(), text.data(), text.size());
        return text.substr(0, got < 0 ? 0 : static_cast<std::size_t>(got));
    }

    static core::Noticed refused(vrrp_drop_reason reason, const std::string& detail) {
        core::Noticed notice{core::Noticed::Kind::PacketRefused, {0}, "VI_1", detail};
        notice.refused = reason;
        return notice;
    }

    static core::Transitioned changing(core::State to, core::Reason reason) {
        core::Transitioned out;
        out.name = "VI_1";
        out.to = to;
        out.reason = reason;
        out.detail = "why";
        return out;
    }

    std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
    os::Fd reader_;
    os::Fd writer_;
    Chronicle chronicle_;
};

TEST_F(ChronicleLog, writes_keepalived_s_words_with_the_message_beside_them) {
    chronicle_.tell(changing(core::State::Master, core::Reason::MasterDown), at(0s));
    EXPECT_EQ(read(), "(VI_1) Entering MASTER STATE (why) #master\n");
}

TEST_F(ChronicleLog, limits_refusals_by_router_and_by_reason) {
    for (int i = 0; i < 1000; ++i) {
        chronicle_.tell(refused(VRRP_DROP_TTL, "wrong TTL"), at(i * 1ms));
        chronicle_.tell(refused(VRRP_DROP_CHECKSUM, "wrong checksum"), at(i * 1ms));
    }
    EXPECT_EQ(read(), "(VI_1) packet refused: wrong TTL #packet_refused\n"
                      "(VI_1) packet refused: wrong checksum #packet_refused\n");
    EXPECT_EQ(chronicle_.deadline(), at(10s));
    chronicle_.tell_left_out(at(9s));
    EXPECT_EQ(read(), "");
    chronicle_.tell_left_out(at(10s));
    EXPECT_EQ(read(),
              "(VI_1) packet refused: wrong checksum: 999 more of this in the last 10 s #packet_refused\n"
              "(VI_1) packet refused: wrong TTL: 999 more of this in the last 10 s #packet_refused\n");
}

TEST_F(ChronicleLog, limits_a_fault_that_flaps_and_the_history_has_all_of_it) {
    for (int i = 0; i < 50; ++i) {
        chronicle_.tell(changing(core::State::Fault, core::Reason::InterfaceDown), at(i * 1s));
        chronicle_.tell(changing(core::State::Backup, core::Reason::FaultCleared), at(i * 1s));
    }
    const auto log = read();
    EXPECT_EQ(std::ranges::count(log, '\n'), 40);
    EXPECT_EQ(chronicle_.events().end() - chronicle_.events().first(), 100U);
    chronicle_.tell_left_out(at(60s));
    EXPECT_EQ(read(), "(VI_1) BACKUP (why): 30 more of this in the last 60 s #fault_over\n"
                      "(VI_1) FAULT (why): 30 more of this in the last 60 s #fault_interface_down\n");
}

TEST_F(ChronicleLog, tells_at_the_end_what_it_has_left_out) {
    chronicle_.tell_errors({"one", "two", "three"}, at(0s));
    EXPECT_EQ(read(), "one #operation_failed\n");
    chronicle_.tell_all_left_out(at(2s));
    EXPECT_EQ(read(), "three: 2 more of this in the last 2 s #operation_failed\n");
}

TEST(Chronicle, forgets_who_is_gone) {
    Chronicle chronicle;
    chronicle.tell(to_master(at(0s)), at(3s));
    chronicle.forget({0});
    EXPECT_TRUE(chronicle.timelines().empty());
}

} // namespace

} // namespace xvrrp::daemon
