// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/view.h"

#include <optional>

namespace xvrrp::daemon {

namespace {

void find_places(DumpView& view) {
    for (const auto& [name, seen] : view.interfaces)
        view.placed[name].insert(seen.addresses.begin(), seen.addresses.end());
    for (const auto& each : view.routers) {
        for (const auto& address : each.router.config->placed())
            view.virtual_addresses.insert(address.address);
    }
}

void find_accounts(DumpView& view, const ResolveAccount& resolve) {
    const auto add = [&](const core::Script& script) {
        auto& account = view.accounts[account_key(script)];
        if (!account.empty())
            return;
        const bool is_named = !script.user.empty();
        account = is_named ? resolve(script.user, script.group)
                           : resolve(view.globals.scripts.user, view.globals.scripts.group);
    };
    const auto add_all = [&](const core::Notify& notify) {
        for (const auto& [event, script] : notify.scripts)
            add(script);
        if (notify.any)
            add(*notify.any);
    };
    add({});
    for (const auto& fifo : {view.globals.notifying.fifo, view.globals.notifying.vrrp_fifo}) {
        if (fifo)
            add({{}, fifo->user, fifo->group});
    }
    for (const auto& check : view.globals.checks)
        add(check.script);
    for (const auto& group : view.globals.sync_groups)
        add_all(group.notify);
    for (const auto& each : view.routers)
        add_all(each.router.config->notify);
}

} // namespace

std::string account_key(const core::Script& script) {
    return script.user + ' ' + script.group;
}

void prepare(DumpView& view, const ResolveAccount& resolve) {
    find_places(view);
    find_accounts(view, resolve);
}

} // namespace xvrrp::daemon
