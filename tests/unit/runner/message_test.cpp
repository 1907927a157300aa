// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/message.h"

#include <xvrrp/runner.h>

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::runner {

namespace {

using namespace std::chrono_literals;

const Job kCheck{.id = 7,
                 .script = {{"/bin/check", "an argument", "", "last"}, "nobody", "nogroup"},
                 .interval = 2500ms,
                 .timeout = 1s,
                 .after = 6,
                 .secure = true};

const Delivery kDelivery{11,
                         {.server = "192.0.2.25",
                          .port = 65535,
                          .helo = "",
                          .timeout = 30s,
                          .sender = "a@b",
                          .recipients = {"c@d", "e@f"},
                          .text = "Subject: x\r\n\r\nbody\r\n"}};

using Parameters = core::ProcessPattern::Parameters;

std::vector<Request> requests(const Job& run) {
    std::vector<Request> all{kCheck,
                             run,
                             Forget{9},
                             Ping{12},
                             ReadFile{14, "/etc/a b.conf"},
                             FindFiles{15, "/etc/*.conf"},
                             OpenPipe{16, "/run/pipe", "nobody", ""},
                             CleanUp{13, {"/usr/sbin/xvrrpd", "-a", ""}},
                             Watch{3, {"/bin/x", {}, Parameters::Any, true}}};
    all.emplace_back(kDelivery);
    for (const auto match : {Parameters::Same, Parameters::Begin, Parameters::Longer})
        all.emplace_back(Watch{4, {"x", {"-a", "b c", ""}, match, false}});
    return all;
}

core::Bytes encoded(const Request& request) {
    return *encode(request);
}

} // namespace

TEST(Message, arrives_as_it_was_sent) {
    Job run = kCheck;
    run.interval = 0s;
    run.secure = false;
    run.supplementary_groups = true;
    run.script.user = run.script.group = "";
    for (const Request& request : requests(run)) {
        const auto read = decode_request(encoded(request));
        ASSERT_TRUE(read);
        EXPECT_EQ(*read, request);
    }
    const Finished finished{8, {core::RunOutcome::End::Killed, 9, "its last line"}};
    for (const auto& answer : std::vector<Answer>{finished, Counted{3, 0}, Counted{3, 70'000}, Pong{12},
                                                  Opened{14}, Found{15, {}}, Found{15, {"/a", "", "/b c"}},
                                                  Refused{16, {"open /a", "it is not there", "", ENOENT}}})
        EXPECT_EQ(*decode_answer(encode(answer)), answer);
}

TEST(Message, that_is_cut_off_or_of_another_kind_is_an_error) {
    const auto whole = encoded(kCheck);
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_NE(decode_request({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
                  Request(kCheck));
    EXPECT_FALSE(decode_request({}));
    EXPECT_FALSE(decode_request(encode(Finished{})));
    EXPECT_FALSE(decode_answer(whole));
    auto unended = encode(Finished{1, {core::RunOutcome::End::Exited, 0, "a line"}});
    unended.pop_back();
    EXPECT_FALSE(decode_answer(unended));
}

TEST(Message, for_root_with_a_string_too_few_or_too_many_is_an_error) {
    for (const Request& request :
         {Request(ReadFile{14, "/a"}), Request(FindFiles{15, "/a"}), Request(OpenPipe{16, "/a", "b", "c"})}) {
        auto packet = encoded(request);
        packet.insert(packet.end(), {'x', 0});
        EXPECT_FALSE(decode_request(packet));
        packet.resize(sizeof(xvrrp_runner_message));
        EXPECT_FALSE(decode_request(packet));
    }
    for (const Answer& answer : {Answer(Opened{14}), Answer(Refused{16, {"a", "b", "c", 1}})}) {
        auto packet = encode(answer);
        packet.insert(packet.end(), {'x', 0});
        EXPECT_FALSE(decode_answer(packet));
    }
    EXPECT_FALSE(decode_answer(encoded(ReadFile{14, "/a"})));
    EXPECT_FALSE(decode_request(encode(Opened{14})));
}

TEST(Message, with_more_files_than_a_packet_takes_says_that) {
    const Found most{1, std::vector<std::string>(1000, std::string(64, 'x'))};
    EXPECT_EQ(*decode_answer(encode(most)), Answer(most));
    const auto answer = decode_answer(encode(Found{1, std::vector<std::string>(1010, std::string(64, 'x'))}));
    ASSERT_TRUE(answer);
    ASSERT_TRUE(std::holds_alternative<Refused>(*answer));
    EXPECT_EQ(std::get<Refused>(*answer).id, 1u);
    EXPECT_EQ(std::get<Refused>(*answer).error.code, E2BIG);
}

TEST(Message, of_a_mail_without_a_port_or_a_recipient_is_an_error) {
    auto mail = kDelivery;
    mail.mail.recipients.clear();
    EXPECT_FALSE(decode_request(encoded(mail)));
    mail.mail.recipients = {"c@d"};
    auto packet = encoded(mail);
    const std::string port = "65535";
    const auto at = std::search(packet.begin(), packet.end(), port.begin(), port.end());
    ASSERT_NE(at, packet.end());
    for (const char bad : {'6', 'x', '-'}) {
        *at = static_cast<std::uint8_t>(bad);
        EXPECT_EQ(decode_request(packet).has_value(), bad == '6') << bad;
    }
}

TEST(Message, with_recipients_that_are_too_many_is_refused_by_its_sender) {
    auto mail = kDelivery;
    mail.mail.recipients.assign(10'000, "somebody@example.com");
    const auto refused = encode(mail);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(), "send a mail by 192.0.2.25: it has too many recipients (use a list)");
}

TEST(Message, with_arguments_that_are_too_long_is_refused_by_its_sender) {
    Job job = kCheck;
    job.script.arguments.emplace_back(XVRRP_RUNNER_MESSAGE_MAX, 'x');
    const auto refused = encode(job);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(),
              "run or watch /bin/check: its arguments are too long (put them into a file)");
}

} // namespace xvrrp::runner
