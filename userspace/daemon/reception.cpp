// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/reception.h"

#include "daemon/log_line.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kRetry = std::chrono::seconds(2);

} // namespace

// Name and index are both compared, because an interface may get the name of another one.
bool Reception::serves(const core::Link& link) const {
    return std::ranges::any_of(attachments_, [&](const auto& each) {
        return each.interface == link.name && each.attachment.index == link.index && each.trouble.empty();
    });
}

// An interface may go and another one get its name between two reads of netlink. No event reports the first
// one then.
void Reception::drop_replaced(const core::Link& link) {
    std::erase_if(attachments_, [&](const auto& each) {
        if (each.interface != link.name || each.attachment.index == link.index)
            return false;
        membership_.leave_all_but({}, each.attachment.index);
        datapath_.detach(each.attachment.index);
        return true;
    });
}

Result<> Reception::attach(const core::Link& link) {
    drop_replaced(link);
    std::erase_if(unused_, [&](const auto& each) { return each.attachment.index == link.index; });
    auto attached = datapath_.attach(link.index, link.name, options_.attach_mode(link.name));
    if (!attached)
        return failure(attached.error());
    spdlog::info("{}: adverts are received by {} ({}); --datapath {}=auto|native|generic|tc chooses",
                 link.name, datapath::name(attached->mode), attached->why, link.name);
    std::erase_if(attachments_, [&](const auto& each) { return each.interface == link.name; });
    attachments_.push_back({link.name, *attached, {}});
    return {};
}

core::ReceptionObserved Reception::receive(const core::Receive& wanted, core::TimePoint now) {
    wanted_.insert_or_assign(wanted.router, wanted);
    const auto done = serve(wanted);
    if (done) {
        deaf_.erase(wanted.router);
        return {wanted.router, {}};
    }
    deaf_[wanted.router] = now + kRetry;
    return {wanted.router, done.error().text()};
}

Result<> Reception::serve(const core::Receive& wanted) {
    if (!serves(*wanted.link)) {
        if (auto attached = attach(*wanted.link); !attached)
            return attached;
    }
    if (auto joined = join(wanted); !joined)
        return joined;
    const auto slot = core::slot_of(wanted.router);
    if (auto done = datapath_.configure(slot, wanted.link->index, wanted.expected); !done)
        return done;
    datapath_.set_priority(slot, wanted.priority);
    return {};
}

Result<> Reception::join(const core::Receive& wanted) {
    if (wanted.expected.hmac == VRRP_HMAC_AH) {
        if (auto quiet = membership_.keep_quiet_for_ah(); !quiet)
            return quiet;
    }
    return wanted.group ? membership_.join(*wanted.group, wanted.link->index, wanted.link->name)
                        : membership_.keep_quiet(wanted.expected.family);
}

Result<> Reception::stop(core::RouterId router) {
    wanted_.erase(router);
    deaf_.erase(router);
    return datapath_.release(core::slot_of(router));
}

core::TimePoint Reception::retry_at() const {
    auto earliest = core::kNever;
    for (const auto& [router, when] : deaf_)
        earliest = std::min(earliest, when);
    return earliest;
}

std::vector<core::RouterId> Reception::deaf_on_one_interface(core::TimePoint now) const {
    std::vector<core::RouterId> routers;
    for (const auto& [router, when] : deaf_) {
        const auto interface = wanted_.at(router).link->key();
        if (when <= now && (routers.empty() || wanted_.at(routers.front()).link->key() == interface))
            routers.push_back(router);
    }
    return routers;
}

// If the first attempt does not attach to the interface, the others would not either.
std::vector<core::ReceptionObserved> Reception::retry(core::TimePoint now) {
    std::vector<core::ReceptionObserved> news;
    for (const auto router : deaf_on_one_interface(now)) {
        const auto wanted = wanted_.at(router);
        if (!news.empty() && !serves(*wanted.link)) {
            deaf_[router] = now + kRetry;
            news.push_back({router, news.front().trouble});
        } else {
            news.push_back(receive(wanted, now));
        }
    }
    return news;
}

core::TimePoint Reception::deadline() const {
    if (!unused_.empty())
        return core::TimePoint::min();
    return std::min(retry_at(), datapath_.watch().looks().deadline());
}

bool Reception::is_deaf(const core::InterfaceKey& interface) const {
    return std::ranges::any_of(
        deaf_, [&](const auto& each) { return wanted_.at(each.first).link->key() == interface; });
}

Result<> Reception::refuse_from(const core::LocalAddresses& local, std::uint64_t revision) {
    if (std::exchange(local_revision_, revision) == revision)
        return {};
    return datapath_.set_local(local);
}

void Reception::release_unused() {
    std::map<core::InterfaceIndex, std::set<core::IpAddress>> groups; // by the interface that somebody needs
    for (const auto& [id, wanted] : wanted_) {
        auto& needed = groups[wanted.link->index];
        if (wanted.group)
            needed.insert(*wanted.group);
    }
    for (const auto& each : attachments_) {
        const auto found = groups.find(each.attachment.index);
        const auto needed = found == groups.end() ? std::set<core::IpAddress>() : found->second;
        membership_.leave_all_but({needed.begin(), needed.end()}, each.attachment.index);
        if (found == groups.end())
            unused_.push_back(each);
    }
    std::erase_if(attachments_, [&](const auto& each) { return !groups.contains(each.attachment.index); });
}

void Reception::detach_one() {
    if (unused_.empty())
        return;
    const auto& last = unused_.back();
    datapath_.detach(last.attachment.index);
    spdlog::info("{}: no virtual router is left, adverts are not received any more", last.interface);
    unused_.pop_back();
}

// The last one goes first. That frees files, which the removal of a qdisc needs.
void Reception::undo_attachments() {
    std::for_each(attachments_.rbegin(), attachments_.rend(), [this](const auto& each) {
        if (!each.attachment.reused)
            datapath_.detach(each.attachment.index);
    });
    std::erase_if(attachments_, [](const auto& each) { return !each.attachment.reused; });
}

std::vector<core::ReceptionObserved> Reception::look(const std::set<core::InterfaceKey>& before_takeover,
                                                     core::TimePoint now) {
    detach_one();
    std::vector<core::ReceptionObserved> news;
    auto& looks = datapath_.watch().looks();
    const auto due = looks.due(now);
    if (before_takeover.empty() && due.empty())
        return news;
    const std::set<core::InterfaceIndex> in_turn(due.begin(), due.end());
    for (auto& each : attachments_) {
        const auto index = each.attachment.index;
        if (!each.trouble.empty() ||
            (!before_takeover.contains({each.interface}) && !in_turn.contains(index)))
            continue;
        looks.looked(index, now);
        if (const auto trouble = datapath_.trouble_of(index); !trouble.empty())
            put_right(each, trouble, now, news);
    }
    return news;
}

void Reception::put_right(NamedAttachment& each, const std::string& trouble, core::TimePoint now,
                          std::vector<core::ReceptionObserved>& news) {
    const auto index = each.attachment.index;
    const auto again = datapath_.attach(index, each.interface, options_.attach_mode(each.interface));
    if (again) {
        write_line(spdlog::level::warn, message("reception_restored"),
                   fmt::format("{}: adverts were not received any more: {}; they are received again, by {}",
                               each.interface, trouble, datapath::name(again->mode)),
                   {{"VRRP_INTERFACE", each.interface}});
        each.attachment = *again;
    } else {
        each.trouble = trouble + "; " + again.error().text();
        write_line(spdlog::level::err, message("reception_lost"),
                   fmt::format("{}: adverts are not received any more: {}", each.interface, each.trouble),
                   {{"VRRP_INTERFACE", each.interface}});
    }
    for (const auto& [id, wanted] : wanted_) {
        if (wanted.link->index != index)
            continue;
        if (!again)
            deaf_[id] = now + kRetry;
        news.push_back({id, again ? trouble : each.trouble, again.has_value()});
    }
}

} // namespace xvrrp::daemon
