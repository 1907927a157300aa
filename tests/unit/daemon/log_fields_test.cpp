// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of each event, and the catalogue of the messages.
#include "core/vrrp/names.h"
#include "daemon/log_fields.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

std::shared_ptr<const core::VirtualRouterConfig> configured(const std::string& group = {}) {
    core::VirtualRouterConfig config;
    config.name = "VI_1";
    config.interface = "eth0";
    config.vrid = 51;
    config.sync_group = group;
    return std::make_shared<const core::VirtualRouterConfig>(std::move(config));
}

core::Transitioned changing(core::State from, core::State to, core::Reason reason) {
    core::Transitioned out;
    out.name = "VI_1";
    out.from = from;
    out.to = to;
    out.reason = reason;
    out.priority = 100;
    out.config = configured();
    return out;
}

std::string_view event_of(core::State from, core::State to, core::Reason reason) {
    return beside(changing(from, to, reason)).message->name;
}

// The explanations of the catalogue by their ids: the subject, and then the text.
std::multimap<std::string, std::string> catalogue() {
    std::multimap<std::string, std::string> entries;
    std::ifstream file(XVRRP_CATALOG);
    auto entry = entries.end();
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("-- "))
            entry = entries.emplace(line.substr(3), "");
        else if (entry != entries.end() && !line.starts_with("#"))
            entry->second += line + '\n';
    }
    return entries;
}

} // namespace

TEST(LogFields, of_a_transition_say_who_where_what_and_why) {
    const auto [message, fields] =
        beside(changing(core::State::Backup, core::State::Master, core::Reason::MasterDown));
    EXPECT_EQ(message->name, "master");
    EXPECT_EQ(fields, (Fields{{"VRRP_INSTANCE", "VI_1"},
                              {"VRRP_VRID", "51"},
                              {"VRRP_INTERFACE", "eth0"},
                              {"VRRP_FAMILY", "ipv4"},
                              {"VRRP_STATE", "MASTER"},
                              {"VRRP_STATE_BEFORE", "BACKUP"},
                              {"VRRP_REASON", "master_down"},
                              {"VRRP_PRIORITY", "100"}}));
}

TEST(LogFields, of_a_member_name_its_sync_group) {
    core::FaultChanged change;
    change.config = configured("G");
    change.reason = core::Reason::TrackedScript;
    const auto [message, fields] = beside(change);
    EXPECT_EQ(message->name, "fault_tracked_script");
    EXPECT_TRUE(std::ranges::count(fields, std::pair<std::string, std::string>("VRRP_GROUP", "G")));
}

TEST(LogFields, have_a_message_for_each_state_and_for_the_end_of_a_fault) {
    using enum core::State;
    EXPECT_EQ(event_of(Init, Backup, core::Reason::Startup), "backup");
    EXPECT_EQ(event_of(Master, Backup, core::Reason::HigherPriority), "backup");
    EXPECT_EQ(event_of(Fault, Backup, core::Reason::FaultCleared), "fault_over");
    EXPECT_EQ(event_of(Master, Init, core::Reason::Shutdown), "init");
}

TEST(LogFields, have_a_message_of_its_own_for_each_reason_of_a_fault) {
    std::set<const Message*> messages;
    std::size_t reasons = 0;
    for (auto reason = core::Reason::InterfaceMissing; reason <= core::Reason::Drained;
         reason = static_cast<core::Reason>(static_cast<int>(reason) + 1), ++reasons) {
        const auto* const message = beside(changing(core::State::Backup, core::State::Fault, reason)).message;
        ASSERT_NE(message, nullptr) << core::name(reason);
        messages.insert(message);
    }
    EXPECT_EQ(messages.size(), reasons);
}

TEST(LogFields, of_a_refused_advert_have_the_name_of_the_drop_reason) {
    core::Noticed notice;
    notice.kind = core::Noticed::Kind::PacketRefused;
    notice.name = "VI_1";
    notice.priority = 90;
    notice.refused = VRRP_DROP_TTL;
    EXPECT_EQ(beside(notice).fields,
              (Fields{{"VRRP_INSTANCE", "VI_1"}, {"VRRP_PRIORITY", "90"}, {"VRRP_REASON", "ttl"}}));
}

TEST(LogFields, have_a_message_of_its_own_for_each_kind_of_notice) {
    std::set<const Message*> messages;
    core::Noticed notice;
    const auto kinds = static_cast<std::size_t>(core::Noticed::Kind::StillMaster) + 1;
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        notice.kind = static_cast<core::Noticed::Kind>(kind);
        messages.insert(beside(notice).message);
    }
    EXPECT_EQ(messages.size(), kinds);
}

TEST(LogFields, of_a_priority_and_of_a_group_say_what_it_was_and_is) {
    EXPECT_EQ(beside(core::PriorityChanged{{0}, "VI_1", 100, 80, "", core::State::Master}).fields,
              (Fields{{"VRRP_INSTANCE", "VI_1"},
                      {"VRRP_STATE", "MASTER"},
                      {"VRRP_PRIORITY", "80"},
                      {"VRRP_PRIORITY_BEFORE", "100"}}));
    EXPECT_EQ(beside(core::GroupSynced{"G", core::State::Backup}).fields,
              (Fields{{"VRRP_GROUP", "G"}, {"VRRP_STATE", "BACKUP"}}));
}

TEST(Messages, have_names_and_ids_of_their_own) {
    std::set<std::string_view> names;
    std::set<std::string_view> ids;
    for (const auto& [name, id] : kMessages) {
        names.insert(name);
        ids.insert(id);
        EXPECT_EQ(id.size(), 32U) << name;
        EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string_view::npos) << name;
    }
    EXPECT_EQ(names.size(), kMessages.size());
    EXPECT_EQ(ids.size(), kMessages.size());
}

TEST(Messages, are_all_explained_by_the_catalogue_which_explains_no_other) {
    auto entries = catalogue();
    for (const auto& [name, id] : kMessages) {
        ASSERT_EQ(entries.count(std::string(id)), 1U) << name;
        const auto text = entries.extract(std::string(id)).mapped();
        EXPECT_TRUE(text.starts_with("Subject: ")) << name;
        const auto body = text.find("\n\n");
        ASSERT_NE(body, std::string::npos) << name;
        EXPECT_GT(text.size() - body, 60U) << name << " is not explained";
    }
    for (const auto& [id, text] : entries)
        ADD_FAILURE() << "nobody writes " << id << ": " << text;
}

// A journal that replaces no @FIELD@ would show it as it is.
TEST(Messages, are_explained_by_fields_that_exist) {
    const std::set<std::string> fields{
        "VRRP_INSTANCE", "VRRP_VRID",   "VRRP_INTERFACE",       "VRRP_GROUP",  "VRRP_STATE",
        "VRRP_PRIORITY", "VRRP_SCRIPT", "VRRP_PRIORITY_BEFORE", "VRRP_PROCESS"};
    for (const auto& [id, text] : catalogue()) {
        for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at)) {
            const auto end = text.find('@', at + 1);
            ASSERT_NE(end, std::string::npos) << text;
            EXPECT_TRUE(fields.contains(text.substr(at + 1, end - at - 1))) << text;
            at = end + 1;
        }
    }
}

} // namespace xvrrp::daemon
