// SPDX-License-Identifier: GPL-2.0-or-later
// What the virtual routers of one simulated host leave to those of the next daemon, as in vrrp_records. It is kept after
// each turn.
#pragma once

#include "core/vrrp/vrrp_router.h"

#include <map>
#include <vector>

namespace xvrrp::sim {

class HostRecords {
public:
    void keep(const core::VrrpRouter& router, core::TimePoint now) {
        kept_at_ = now;
        records_.clear();
        for (const auto& [id, each] : router.routers())
            records_.emplace(id, each.record());
    }

    void drop() { records_.clear(); } // an orderly end leaves nothing

    std::vector<core::Remembered> remembered(core::TimePoint now) const {
        std::vector<core::Remembered> out;
        for (const auto& [id, record] : records_) {
            out.push_back({id, record});
            if (now - kept_at_ > kStillTrue)
                out.back().record.followed.reset();
        }
        return out;
    }

private:
    static constexpr auto kStillTrue = std::chrono::seconds(10);

    std::map<core::RouterId, core::RouterRecord> records_;
    core::TimePoint kept_at_{};
};

} // namespace xvrrp::sim
