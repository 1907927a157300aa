// SPDX-License-Identifier: GPL-2.0-or-later
// The pinned objects of a daemon that is dead: the leases under which the kernel may still send, the fences, and the
// attachments. No program is loaded for it.
#pragma once

#include "core/clean_up.h"
#include "datapath/leases.h"
#include "datapath/pins.h"

#include <xvrrp/bpf_abi.h>

#include <optional>
#include <string>
#include <vector>

namespace xvrrp::datapath {

class Remains {
public:
    // Changes nothing, so a daemon may run there. Without pins there are no remains.
    static std::optional<Remains> open(const std::string& bpf_dir);

    // Nothing if its maps are not there, or are those of another version.
    std::optional<core::TimePoint> last_sign() const;

    std::vector<core::LeftLease> leases() const { return leases_.left(); }

    Leases& to_end() { return leases_; }

    // The attachments pass everything from here on, and stay.
    Result<> pass_everything();
    // Removes the attachments and the pins.
    void detach();

private:
    explicit Remains(Pins pins) : pins_(std::move(pins)) {}

    Pins pins_;
    Leases leases_;
    MappedArray<vrrp_control> control_;
};

} // namespace xvrrp::datapath
