// SPDX-License-Identifier: GPL-2.0-or-later
// The maps of a former daemon that this one cannot go on with: they are too small, or others among them have another layout.
// The leases and what belongs to them are copied.
//
// The former programs run on until those of this daemon take their place, so a gate that they shut meanwhile is copied after
// that.
#pragma once

#include "core/result.h"
#include "datapath/pins.h"
#include "datapath/room.h"
#include "os/fd.h"

#include <map>
#include <optional>
#include <string>

struct rx;

namespace xvrrp::datapath {

class Former {
public:
    // Nothing if there are no such maps, or if the leases themselves have another layout than in these.
    static std::optional<Former> find(const Pins& pins, const rx& ours);

    const Room& room() const { return room_; }

    // Ours are as large as these at least.
    Result<> copy_to(const rx& ours) const;
    // The former token dies at its next turn.
    void end_token() const;
    // No former program runs any more.
    Result<> copy_shut_gates_to(const rx& ours) const;

private:
    Former() = default;

    std::map<std::string, os::Fd> maps_; // by name
    Room room_{};
};

} // namespace xvrrp::datapath
