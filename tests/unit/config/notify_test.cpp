// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts and the named pipes that are told what happens.
#include "config/grammar/script.h"
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::Notify;
using core::NotifyEvent;

std::string two_members(const std::string& in_group, const std::string& in_first = "") {
    return "vrrp_sync_group G {\ngroup { A B }\n" + in_group + "\n}\n" +
           instance("virtual_ipaddress { 192.0.2.1/24 }\n" + in_first) +
           "vrrp_instance B {\ninterface eth0\nvirtual_router_id 2\nvirtual_ipaddress { 192.0.2.2/24 }\n}\n";
}

Notify notify_of(const std::string& statements) {
    return only_router(instance(statements)).notify;
}

Notifying notifying_of(const std::string& statements) {
    const auto parsed = parse_text(global_defs(statements));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    return parsed.config.notifying;
}

// The shown configuration is read back as the same one, without a finding.
void expect_round_trip(const std::string& text) {
    const auto parsed = parse_text(text);
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_TRUE(again.clean()) << testing::PrintToString(findings(again.diagnostics))
                               << show(parsed.config, Secrets::Shown);
    EXPECT_EQ(again.config.routers, parsed.config.routers) << show(parsed.config, Secrets::Shown);
    EXPECT_EQ(again.config.sync_groups, parsed.config.sync_groups);
    EXPECT_EQ(again.config.notifying, parsed.config.notifying);
}

TEST(Notify, has_a_script_for_each_event) {
    const auto notify = notify_of("notify_master \"/m a 'b c'\"\nnotify_backup /b\nnotify_fault /f nobody\n"
                                  "notify_stop /s nobody nogroup\nnotify_master_rx_lower_pri /l\nnotify /n");
    EXPECT_EQ(notify.scripts,
              (std::map<NotifyEvent, core::Script>{{NotifyEvent::Master, {{"/m", "a", "b c"}, "", ""}},
                                                   {NotifyEvent::Backup, {{"/b"}, "", ""}},
                                                   {NotifyEvent::Fault, {{"/f"}, "nobody", ""}},
                                                   {NotifyEvent::Stop, {{"/s"}, "nobody", "nogroup"}},
                                                   {NotifyEvent::MasterRxLowerPri, {{"/l"}, "", ""}}}));
    EXPECT_EQ(notify.any, (core::Script{{"/n"}, "", ""}));
    EXPECT_FALSE(notify.tells_deleted);
    EXPECT_FALSE(notify.priority_changes);
    EXPECT_EQ(notify_of(""), Notify{});
}

TEST(Notify, tells_deleted_with_a_script_or_without_one) {
    EXPECT_TRUE(notify_of("notify_deleted").tells_deleted);
    EXPECT_TRUE(notify_of("notify_deleted").scripts.empty());
    const auto with_script = notify_of("notify_deleted \"/d x\" nobody");
    EXPECT_TRUE(with_script.tells_deleted);
    EXPECT_EQ(with_script.scripts.at(NotifyEvent::Deleted), (core::Script{{"/d", "x"}, "nobody", ""}));
}

TEST(Notify, takes_the_first_script_of_a_kind) {
    const auto text = instance("virtual_ipaddress { 192.0.2.1/24 }\nnotify /a\nnotify /b\nnotify_stop "
                               "/a\nnotify_stop /b");
    EXPECT_EQ(findings(text),
              (Findings{"warning 7:1 'notify' was set on line 6 already, ignoring this one",
                        "warning 9:1 'notify_stop' was set on line 8 already, ignoring this one"}));
    const auto notify = parse_text(text).config.routers.at(0).notify;
    EXPECT_EQ(notify.any->arguments.front(), "/a");
    EXPECT_EQ(notify.scripts.at(NotifyEvent::Stop).arguments.front(), "/a");
}

TEST(Notify, leaves_out_a_script_that_cannot_be_run_as_it_is_written) {
    const auto parsed = parse_text(instance("notify_master \"\"\nnotify_backup /b"));
    EXPECT_TRUE(parsed.usable());
    EXPECT_FALSE(parsed.config.routers.at(0).notify.scripts.contains(NotifyEvent::Master));
    EXPECT_TRUE(parsed.config.routers.at(0).notify.scripts.contains(NotifyEvent::Backup));
}

TEST(Notify, of_a_group_is_its_own) {
    const auto parsed = parse_text(two_members("notify_master \"/g m\"\nnotify_stop /s\nnotify /any"));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    const auto& notify = parsed.config.sync_groups.at(0).notify;
    EXPECT_EQ(notify.scripts.at(NotifyEvent::Master).arguments, (std::vector<std::string>{"/g", "m"}));
    EXPECT_EQ(notify.scripts.size(), 2u);
    EXPECT_EQ(notify.any->arguments.front(), "/any");
    EXPECT_EQ(parsed.config.routers.at(0).notify, Notify{});
}

TEST(Notify, of_priorities_is_said_by_the_instance_or_its_group_or_for_all) {
    const auto told = [](const std::string& text) {
        return parse_text(text).config.routers.at(0).notify.priority_changes;
    };
    EXPECT_TRUE(told(two_members("", "notify_priority_changes")));
    EXPECT_TRUE(told(two_members("notify_priority_changes on")));
    EXPECT_FALSE(told(two_members("notify_priority_changes on", "notify_priority_changes off")));
    const auto everywhere = global_defs("vrrp_notify_priority_changes on");
    EXPECT_TRUE(told(everywhere + two_members("")));
    EXPECT_FALSE(told(everywhere + two_members("notify_priority_changes off")));
    EXPECT_FALSE(told(two_members("")));
}

TEST(NotifyPipe, has_a_path_an_owner_and_a_reader) {
    const auto notifying = notifying_of("notify_fifo /run/a nobody nogroup\nnotify_fifo_script \"/r x\"\n"
                                        "vrrp_notify_fifo /run/b\nfifo_write_vrrp_states_on_reload");
    EXPECT_EQ(notifying.fifo, (NotifyFifo{"/run/a", "nobody", "nogroup", core::Script{{"/r", "x"}, "", ""}}));
    EXPECT_EQ(notifying.vrrp_fifo, (NotifyFifo{"/run/b", "", "", std::nullopt}));
    EXPECT_TRUE(notifying.states_on_reload);
    EXPECT_EQ(notifying_of(""), Notifying{});
}

TEST(NotifyPipe, that_is_named_twice_gets_each_line_once) {
    const auto text = global_defs("notify_fifo /run/a\nvrrp_notify_fifo /run/a");
    EXPECT_EQ(findings(text),
              Findings{"warning 3:18 vrrp_notify_fifo is that of notify_fifo too, ignoring this one"});
    EXPECT_FALSE(parse_text(text).config.notifying.vrrp_fifo);
}

TEST(NotifyPipe, that_is_missing_leaves_its_reader_without_work) {
    EXPECT_EQ(findings(global_defs("notify_fifo_script /r")),
              Findings{"warning 2:1 there is no notify_fifo, ignoring its script"});
}

TEST(AwaitedScript, has_a_limit_of_its_own) {
    const auto notifying = notifying_of("startup_script \"/a b\" nobody\nstartup_script_timeout 1000\n"
                                        "shutdown_script /c\nshutdown_script_timeout 1");
    EXPECT_EQ(notifying.startup.script, (core::Script{{"/a", "b"}, "nobody", ""}));
    EXPECT_EQ(notifying.startup.timeout, std::chrono::seconds(1000));
    EXPECT_EQ(notifying.shutdown.script, (core::Script{{"/c"}, "", ""}));
    EXPECT_EQ(notifying.shutdown.timeout, std::chrono::seconds(1));
    EXPECT_EQ(notifying_of("").startup.timeout, std::chrono::seconds(10));
    EXPECT_EQ(findings(global_defs("shutdown_script_timeout 1001")),
              Findings{"warning 2:25 shutdown_script_timeout 1001 is not in 1..1000, ignoring it"});
}

TEST(NotifyText, is_read_back_as_it_was_written) {
    expect_round_trip(
        global_defs("notify_fifo /run/a nobody nogroup\nnotify_fifo_script \"/r x\" root\nvrrp_notify_fifo "
                    "/run/b\nvrrp_notify_fifo_script /q\nfifo_write_vrrp_states_on_reload\n"
                    "startup_script \"/a b\" nobody\nstartup_script_timeout 7\nshutdown_script /c\n"
                    "shutdown_script_timeout 8") +
        two_members("notify_master \"/g m\"\nnotify_backup /g\nnotify_fault /g\nnotify_stop /g\nnotify /any\n"
                    "notify_priority_changes on",
                    "notify_master \"/m a\" nobody nogroup\nnotify_deleted\nnotify /n\nnotify_stop /s"));
    expect_round_trip(instance("virtual_ipaddress { 192.0.2.1/24 }\nnotify_deleted \"/d e\""));
}

TEST(NotifyText, keeps_the_arguments_of_scripts_whatever_is_in_them) {
    std::string every;
    for (int c = 1; c < 256; ++c)
        every += static_cast<char>(c);
    const std::vector<std::vector<std::string>> some{{"/x"},
                                                     {"/x", "a b", " ", ""},
                                                     {"/x", "it's", "\"quoted\"", "\\"},
                                                     {"/x", every},
                                                     {"/x", "$VAR ${V}", "~SEQ(a,1,2)"},
                                                     {"/x", "#no", "!comment", "{", "}"},
                                                     {"/with blank", "7", "\n7"}};
    for (const auto& arguments : some) {
        const core::Script script{arguments, "nobody", ""};
        const auto parsed =
            parse_text(instance("virtual_ipaddress { 192.0.2.1/24 }\nnotify " + written_script(script)));
        EXPECT_TRUE(parsed.clean()) << written_script(script)
                                    << testing::PrintToString(findings(parsed.diagnostics));
        EXPECT_EQ(parsed.config.routers.at(0).notify.any, script) << written_script(script);
    }
}

TEST(NotifyText, differs_where_a_script_does) {
    const auto before = only_router(instance("virtual_ipaddress { 192.0.2.1/24 }\nnotify /a"));
    const auto after = only_router(instance("virtual_ipaddress { 192.0.2.1/24 }\nnotify /b"));
    EXPECT_EQ(differences(before, after), std::vector<std::string>{"notify \"/a\" -> \"/b\""});
}

} // namespace
} // namespace xvrrp::config
