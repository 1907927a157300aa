// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/reception.h"

#include "daemon/perform.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kRetry = std::chrono::seconds(2);

} // namespace

// By name and index: an interface may get the name of another one.
bool Reception::serves(const core::Link& link) const {
    return std::ranges::any_of(attachments_, [&](const auto& each) {
        return each.interface == link.name && each.attachment.ifindex == link.ifindex;
    });
}

Result<> Reception::attach(const core::Link& link) {
    auto attached = datapath_.attach(link.ifindex, link.name, options_.attach_mode(link.name));
    if (!attached)
        return failure(attached.error());
    spdlog::info("{}: adverts are received by {} ({}); --datapath {}=auto|native|generic|tc chooses",
                 link.name, datapath::name(attached->mode), attached->why, link.name);
    std::erase_if(attachments_, [&](const auto& each) { return each.interface == link.name; });
    attachments_.push_back({link.name, *attached});
    return {};
}

std::vector<core::ReceptionObserved> Reception::serve(const core::Link& link, core::TimePoint now) {
    deaf_.erase(link.name);
    const auto attached = serves(link) ? Result<>() : attach(link);
    std::vector<core::ReceptionObserved> news;
    for (const auto id : router_.concerned(link.name)) {
        if (router_.routers().at(id).config().interface == link.name)
            news.push_back(attached ? admit(id, link, now) : observed(id, link, attached, now));
    }
    return news;
}

core::ReceptionObserved Reception::admit(core::RouterId id, const core::Link& link, core::TimePoint now) {
    return observed(id, link, configure(id, link), now);
}

core::ReceptionObserved Reception::join_again(core::RouterId id, const core::Link& link,
                                              core::TimePoint now) {
    return observed(id, link, join(router_.routers().at(id).config(), link), now);
}

core::ReceptionObserved Reception::observed(core::RouterId id, const core::Link& link, const Result<>& done,
                                            core::TimePoint now) {
    if (done)
        return {id, {}};
    deaf_.insert(link.name);
    retry_at_ = now + kRetry;
    return {id, done.error().text()};
}

Result<> Reception::configure(core::RouterId id, const core::Link& link) {
    const auto& router = router_.routers().at(id);
    if (auto joined = join(router.config(), link); !joined)
        return joined;
    if (auto done = datapath_.configure(Perform::slot(id), link.ifindex, router.expectation()); !done)
        return done;
    datapath_.set_priority(Perform::slot(id), router.effective_priority());
    return {};
}

Result<> Reception::join(const core::VirtualRouterConfig& config, const core::Link& link) {
    return config.unicast_peers.empty() ? membership_.join(config.multicast_group(), link.ifindex, link.name)
                                        : membership_.keep_quiet(config.family);
}

void Reception::lose(const std::string& interface) {
    std::erase_if(attachments_, [&](const auto& each) {
        if (each.interface != interface)
            return false;
        membership_.leave_all_but({}, each.attachment.ifindex);
        datapath_.detach(each.attachment.ifindex);
        return true;
    });
    deaf_.erase(interface); // it is served when it comes
}

void Reception::release_unused() {
    const auto served_on = [&](const std::string& name) {
        std::vector<core::RouterId> ids;
        std::ranges::copy_if(router_.concerned(name), std::back_inserter(ids), [&](core::RouterId id) {
            return router_.routers().at(id).config().interface == name;
        });
        return ids;
    };
    for (const auto& each : attachments_) {
        std::set<core::IpAddress> groups;
        for (const auto id : served_on(each.interface)) {
            const auto& config = router_.routers().at(id).config();
            if (config.unicast_peers.empty())
                groups.insert(config.multicast_group());
        }
        membership_.leave_all_but({groups.begin(), groups.end()}, each.attachment.ifindex);
    }
    std::erase_if(deaf_, [&](const auto& name) { return served_on(name).empty(); });
    std::erase_if(attachments_, [&](const auto& each) {
        if (!served_on(each.interface).empty())
            return false;
        datapath_.detach(each.attachment.ifindex);
        spdlog::info("{}: no virtual router is left, adverts are not received any more", each.interface);
        return true;
    });
}

} // namespace xvrrp::daemon
