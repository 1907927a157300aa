// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/links.h"

#include <utility>

namespace xvrrp::core {

namespace {

using Kind = LinkOperation::Kind;

// Returns how it differs from ours, or an empty text if it is ours.
std::string difference(const MadeLink& wanted, const Link& found, const Link* base) {
    if (found.kind != kind_of(wanted))
        return found.kind.empty() ? "is no " + kind_of(wanted) : "is a " + found.kind;
    if (base != nullptr && found.parent != base->index)
        return "stands on another interface than " + wanted.base;
    if (found.ipvlan != wanted.ipvlan)
        return "is in another mode";
    if (!wanted.ipvlan && found.mac != wanted.mac)
        return "has the MAC " + found.mac.text();
    return {};
}

// The link after an operation that it outlives.
void change(Link& link, const LinkOperation& done) {
    if (done.kind == Kind::Raise)
        link.enabled = true;
    else
        link.vrf = done.vrf;
}

std::string conflict(const MadeLink& wanted, const std::string& found) {
    return Error{wanted.ipvlan ? "make the ipvlan on " + wanted.base
                               : "carry the virtual MAC " + wanted.mac.text(),
                 "interface \"" + wanted.name + "\" is not ours, it " + found,
                 std::string("rename it, or choose another name with '") +
                     (wanted.ipvlan ? "use_ipvlan" : "use_vmac") + " NAME'",
                 0}
        .text();
}

// The macvlan answers ARP for its own addresses only. It receives packets of its own network, although the
// route to that network leads through another interface; the kernel uses the stricter one of rp_filter and
// that of "all". It has no address but the virtual ones, because an address made from the virtual MAC would be
// the same on every router (RFC 9568 section 7.4). The base interface leaves ARP for the virtual addresses to
// the macvlan. It also must not send ARP requests from these addresses, because the neighbours would learn its
// own MAC for them.
std::vector<Setting> settings_of(const MadeLink& link) {
    const auto own = [&](const std::string& family, const std::string& name, const std::string& value) {
        return Setting{Setting::Kind::Own, family + "/conf/" + link.name + '/' + name, value};
    };
    const auto of_base = [&](const std::string& name, const std::string& value) {
        return Setting{Setting::Kind::Borrowed, "ipv4/conf/" + link.base + '/' + name, value};
    };
    if (link.ipvlan) // it has no address but the configured one
        return {own("ipv6", "addr_gen_mode", "1"), own("ipv6", "accept_ra", "0")};
    return {own("ipv4", "arp_ignore", "1"),
            own("ipv4", "accept_local", "1"),
            own("ipv4", "rp_filter", "0"),
            own("ipv6", "addr_gen_mode", "1"),
            own("ipv6", "accept_ra", "0"),
            of_base("arp_ignore", "1"),
            of_base("arp_filter", "1"),
            of_base("arp_announce", "2"),
            {Setting::Kind::Forbidden, "ipv4/conf/all/rp_filter", "1"}};
}

} // namespace

std::string kind_of(const MadeLink& link) {
    return link.ipvlan ? "ipvlan" : "macvlan";
}

void Links::want(const std::set<MadeLink>& links, Settings& settings) {
    const auto before = std::exchange(wanted_, {});
    carried_.clear();
    for (const auto& each : links) {
        left_.erase(each);
        wanted_.emplace(each.name, each);
        carried_.emplace(each.base, each.name);
        compare(each.name);
    }
    for (const auto& [name, link] : before) {
        if (links.contains(link))
            continue;
        left_.insert(link);
        settings.forget(name);
        prepared_.erase(name);
        said_.erase(name);
        compare(name);
    }
}

void Links::inherit(const std::set<MadeLink>& links) {
    for (const auto& each : links) {
        const auto want = wanted_.find(each.name);
        if (want != wanted_.end() && want->second == each)
            continue;
        left_.insert(each);
        compare(each.name);
    }
}

const Link* Links::find(const std::string& name) const {
    const auto found = there_.find(name);
    return found == there_.end() ? nullptr : &found->second;
}

const Link* Links::find(InterfaceIndex index) const {
    const auto name = names_.find(index);
    return name == names_.end() ? nullptr : find(name->second);
}

// ---- Observation --------------------------------------------------------------------------------------------

void Links::observe(const Link& link, bool gone, TimePoint now) {
    const auto* known = find(link.index);
    if (gone || (known != nullptr && known->name != link.name))
        erase(link.index, now);
    if (gone)
        return;
    created_.erase(link.name);
    there_[link.name] = link;
    names_[link.index] = link.name;
    if (wanted_.contains(link.name))
        compare(link.name);
    const auto [first, last] = carried_.equal_range(link.name);
    for (auto each = first; each != last; ++each)
        compare(each->second);
}

// A link also goes together with its base interface. It is made again at once, but not for ever.
void Links::erase(InterfaceIndex index, TimePoint now) {
    const auto node = names_.extract(index);
    if (node.empty())
        return;
    const auto& name = node.mapped();
    there_.erase(name);
    prepared_.erase(name);
    if (!wanted_.contains(name))
        return;
    const auto turn = repairs_.removed(name, now);
    if (turn.backs_off)
        news_.warnings.push_back("interface " + name +
                                 " is removed again and again, so it is made again after growing pauses");
    if (turn.at <= now)
        compare(name);
}

void Links::observe_all(const std::vector<Link>& links) {
    there_.clear();
    names_.clear();
    created_.clear();
    for (const auto& each : links) {
        there_[each.name] = each;
        names_[each.index] = each.name;
    }
    for (const auto& [name, link] : wanted_)
        compare(name);
    for (const auto& each : left_)
        compare(each.name);
}

// ---- Comparison ---------------------------------------------------------------------------------------------

const MadeLink* Links::leftover_of(const std::string& name, const Link& found) const {
    for (auto each = left_.lower_bound({name, {}, {}}); each != left_.end() && each->name == name; ++each) {
        if (difference(*each, found, find(each->base)).empty())
            return &*each;
    }
    return nullptr;
}

std::vector<LinkOperation> Links::plan(std::size_t most, Settings& settings) {
    std::vector<LinkOperation> operations;
    while (operations.size() < most && !due_.empty()) {
        const auto name = due_.pop();
        const auto* found = find(name);
        if (found != nullptr && leftover_of(name, *found) != nullptr) {
            leaving_.push(name);
            continue;
        }
        std::erase_if(left_, [&](const auto& each) { return each.name == name; });
        const auto want = wanted_.find(name);
        if (want == wanted_.end())
            said_.erase(name);
        else if (auto operation = step(want->second, settings))
            operations.push_back(std::move(*operation));
    }
    return operations;
}

// A step that is not possible yet, because the base interface does not exist or is not up, is left for later.
std::optional<LinkOperation> Links::step(const MadeLink& wanted, Settings& settings) {
    const auto& name = wanted.name;
    const auto* base = find(wanted.base);
    const auto* found = find(name);
    if (found == nullptr) {
        const bool is_fought_over = repairs_.waits(name) && !said_.contains(name);
        if (base == nullptr || created_.contains(name) || is_fought_over)
            return {};
        return LinkOperation{Kind::Create, wanted, base->index, {}};
    }
    if (const auto different = difference(wanted, *found, base); !different.empty()) {
        tell(name, conflict(wanted, different));
        return {};
    }
    if (base == nullptr)
        return {};
    if (found->vrf != base->vrf)
        return LinkOperation{Kind::Join, wanted, found->index, base->vrf};
    if (!base->enabled)
        return {};
    if (prepared_[name] != found->index) {
        prepared_[name] = found->index;
        settings.hold(name, settings_of(wanted));
    }
    if (!settings.are_in_place(name) || found->enabled)
        return {};
    return LinkOperation{Kind::Raise, wanted, found->index, {}};
}

std::vector<LinkOperation> Links::plan_leaving(std::size_t most) {
    std::vector<LinkOperation> operations;
    while (operations.size() < most && !leaving_.empty()) {
        const auto name = leaving_.pop();
        const auto* found = find(name);
        const auto* leftover = found != nullptr ? leftover_of(name, *found) : nullptr;
        if (leftover != nullptr)
            operations.push_back({Kind::Remove, *leftover, found->index, {}});
    }
    return operations;
}

// The kernel reports the same changes. If the next slice waited for the reports, it would plan this work again.
void Links::applied(std::span<const LinkOperation> operations, std::span<const FailedLink> failed,
                    TimePoint now) {
    std::set<std::string> unchanged;
    for (const auto& [operation, error] : failed) {
        const auto& name = operation.target.name;
        unchanged.insert(name);
        repairs_.failed(name, now);
        tell(name, error.text());
    }
    for (const auto& operation : operations) {
        const auto& target = operation.target;
        if (unchanged.contains(target.name))
            continue;
        said_.erase(target.name);
        if (operation.kind == Kind::Create) {
            created_.insert(target.name);
        } else if (operation.kind == Kind::Remove) {
            there_.erase(target.name);
            names_.erase(operation.index);
            left_.erase(target);
            compare(target.name);
        } else if (const auto found = there_.find(target.name); found != there_.end()) {
            change(found->second, operation);
            compare(target.name);
        }
    }
}

void Links::tell(const std::string& name, std::string problem) {
    auto& said = said_[name];
    if (said == problem)
        return;
    said = std::move(problem);
    news_.alarms.push_back(said);
}

void Links::tick(TimePoint now) {
    for (const auto& each : repairs_.due(now))
        compare(each);
}

} // namespace xvrrp::core
