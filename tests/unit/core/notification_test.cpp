// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts and FIFOs are told in keepalived's words.
#include "core/notify/notification.h"

#include <gtest/gtest.h>

namespace xvrrp::core {
namespace {

constexpr auto kInstance = Subject::Kind::Instance;
constexpr auto kGroup = Subject::Kind::Group;

using Arguments = std::vector<std::string>;

Transitioned to(State state, Reason reason = Reason::MasterDown, const Notify& notify = {}) {
    Transitioned output;
    output.name = "VI_1";
    output.to = state;
    output.reason = reason;
    output.priority = 110;
    output.notify = std::make_shared<const Notify>(notify);
    return output;
}

Notify with_all() {
    Notify notify;
    for (const auto event : {NotifyEvent::Master, NotifyEvent::Backup, NotifyEvent::Fault, NotifyEvent::Stop,
                             NotifyEvent::Deleted, NotifyEvent::MasterRxLowerPri})
        notify.scripts.insert({event, {{"/on", std::string(name(event))}, "", ""}});
    notify.any = Script{{"/any", "an argument"}, "nobody", "nogroup"};
    return notify;
}

std::vector<Arguments> arguments_of(const Notification& notification, const Notify& notify) {
    std::vector<Arguments> all;
    for (const auto& script : scripts_for(notification, notify))
        all.push_back(script.arguments);
    return all;
}

TEST(Notification, of_a_transition_is_the_new_state_with_the_effective_priority) {
    EXPECT_EQ(fifo_line(notification_of(to(State::Master))), "INSTANCE \"VI_1\" MASTER 110\n");
    EXPECT_EQ(fifo_line(notification_of(to(State::Backup))), "INSTANCE \"VI_1\" BACKUP 110\n");
    EXPECT_EQ(fifo_line(notification_of(to(State::Fault))), "INSTANCE \"VI_1\" FAULT 110\n");
    EXPECT_EQ(fifo_line(notification_of(to(State::Init, Reason::Shutdown))), "INSTANCE \"VI_1\" STOP 110\n");
}

TEST(Notification, of_a_removed_instance_is_fault_unless_it_tells_deleted) {
    EXPECT_EQ(notification_of(to(State::Init, Reason::Removed)).event, NotifyEvent::Fault);
    Notify notify;
    notify.tells_deleted = true;
    EXPECT_EQ(notification_of(to(State::Init, Reason::Removed, notify)).event, NotifyEvent::Deleted);
    EXPECT_EQ(notification_of(to(State::Init, Reason::Shutdown, notify)).event, NotifyEvent::Stop);
    EXPECT_EQ(notification_of(to(State::Fault, Reason::InterfaceDown, notify)).event, NotifyEvent::Fault);
}

TEST(Notification, of_a_master_that_nobody_has_replaced_is_master_once_more) {
    Noticed notice;
    notice.kind = Noticed::Kind::StillMaster;
    notice.name = "VI_1";
    notice.priority = 70;
    EXPECT_EQ(fifo_line(*notification_of(notice)), "INSTANCE \"VI_1\" MASTER 70\n");
    notice.kind = Noticed::Kind::FarewellOver;
    EXPECT_FALSE(notification_of(notice));
}

TEST(Notification, of_a_group_has_the_priority_zero) {
    EXPECT_EQ(fifo_line(notification_of(GroupChanged{"SG1", State::Master})), "GROUP \"SG1\" MASTER 0\n");
    EXPECT_EQ(fifo_line(notification_of(GroupChanged{"SG1", State::Init})), "GROUP \"SG1\" STOP 0\n");
    EXPECT_EQ(fifo_line(notification_of(GroupChanged{"SG1", State::Init, true})), "GROUP \"SG1\" FAULT 0\n");
}

TEST(Notification, of_a_priority_is_told_only_if_it_was_asked_for) {
    PriorityChanged output;
    output.name = "VI_3";
    output.to = 115;
    output.state = State::Master;
    EXPECT_FALSE(notification_of(output));
    output.notify = std::make_shared<const Notify>();
    EXPECT_FALSE(notification_of(output));
    Notify notify;
    notify.priority_changes = true;
    output.notify = std::make_shared<const Notify>(notify);
    EXPECT_EQ(fifo_line(*notification_of(output)), "INSTANCE \"VI_3\" MASTER_PRIORITY 115\n");
    for (const auto state : {State::Backup, State::Fault}) {
        output.state = state;
        EXPECT_EQ(fifo_line(*notification_of(output)), "INSTANCE \"VI_3\" BACKUP_PRIORITY 115\n");
    }
}

TEST(Notification, of_a_notice_is_only_that_of_another_master_that_loses) {
    Noticed output;
    output.name = "VI_1";
    output.priority = 110;
    for (int kind = 0; kind <= static_cast<int>(Noticed::Kind::AuthenticationFailed); ++kind) {
        output.kind = static_cast<Noticed::Kind>(kind);
        EXPECT_EQ(notification_of(output).has_value(),
                  output.kind == Noticed::Kind::LowerPriorityWhileMaster);
    }
    output.kind = Noticed::Kind::LowerPriorityWhileMaster;
    EXPECT_EQ(fifo_line(*notification_of(output)), "INSTANCE \"VI_1\" MASTER_RX_LOWER_PRI 110\n");
}

TEST(ScriptsOf, a_state_are_its_own_as_it_is_written_and_then_the_one_of_every_state) {
    const Notification master{{kInstance, "VI_1"}, NotifyEvent::Master, 110};
    EXPECT_EQ(arguments_of(master, with_all()),
              (std::vector<Arguments>{{"/on", "MASTER"},
                                      {"/any", "an argument", "INSTANCE", "VI_1", "MASTER", "110"}}));
    const Notification fault{{kGroup, "SG 1"}, NotifyEvent::Fault, 0};
    EXPECT_EQ(
        arguments_of(fault, with_all()),
        (std::vector<Arguments>{{"/on", "FAULT"}, {"/any", "an argument", "GROUP", "SG 1", "FAULT", "0"}}));
    EXPECT_EQ(scripts_for(master, with_all()).back().user, "nobody");
    EXPECT_EQ(scripts_for(master, with_all()).back().group, "nogroup");
}

TEST(ScriptsOf, every_state_are_one_of_it_and_one_of_all) {
    for (const auto event : {NotifyEvent::Master, NotifyEvent::Backup, NotifyEvent::Fault, NotifyEvent::Stop,
                             NotifyEvent::Deleted}) {
        const auto all = arguments_of({{kInstance, "A"}, event, 1}, with_all());
        ASSERT_EQ(all.size(), 2u) << name(event);
        EXPECT_EQ(all.at(0).at(1), name(event));
        EXPECT_EQ(all.at(1).at(4), name(event));
    }
}

TEST(ScriptsOf, another_master_is_its_own_alone) {
    EXPECT_EQ(arguments_of({{kInstance, "A"}, NotifyEvent::MasterRxLowerPri, 1}, with_all()),
              (std::vector<Arguments>{{"/on", "MASTER_RX_LOWER_PRI"}}));
}

TEST(ScriptsOf, a_priority_or_of_nothing_configured_are_none) {
    EXPECT_TRUE(scripts_for({{kInstance, "A"}, NotifyEvent::MasterPriority, 1}, with_all()).empty());
    EXPECT_TRUE(scripts_for({{kInstance, "A"}, NotifyEvent::Master, 1}, {}).empty());
}

} // namespace
} // namespace xvrrp::core
