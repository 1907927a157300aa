// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/render_priority.h"

#include "daemon/render.h"

namespace xvrrp::daemon {

using nlohmann::json;

json priority_of(const core::RouterSnapshot& router) {
    json terms = json::array();
    for (const auto& term : router.priority.terms)
        terms.push_back({{"points", term.points}, {"reason", term.sentence}});
    return {{"base", router.priority.base}, {"effective", router.priority.value()}, {"terms", terms}};
}

json order_of(const core::RouterSnapshot& router) {
    if (!router.order)
        return nullptr;
    return {{"priority", router.order->priority},
            {"promotes", router.order->promotes},
            {"until", wall_clock(router.order->until)}};
}

} // namespace xvrrp::daemon
