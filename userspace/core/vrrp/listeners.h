// SPDX-License-Identifier: GPL-2.0-or-later
// The BACKUPs with what a look at them needs, in a few bytes each.
//
// Thousands of them are looked at several times a second, and nearly all of them only hear the known advert again. That
// changes no more than two times, which are kept here until something else touches the virtual router. So a look reads
// one line of the cache and not the whole virtual router.
#pragma once

#include "core/types.h"

#include <optional>
#include <vector>

namespace xvrrp::core {

class Listeners {
public:
    // The known advert at this time, and the time from it to the master-down deadline.
    struct Quiet {
        TimePoint heard{};
        Duration patience{0}; // zero: the virtual router itself knows all that was heard

        TimePoint deadline() const { return heard + patience; }
    };

    // Makes room for more ids. There is never less room than before.
    void grow(std::size_t count);

    // The virtual router is a BACKUP with this advertisement interval. Zero: the virtual router is no BACKUP.
    void set(RouterId id, Duration interval) { entries_[id.value] = {interval, {}}; }

    Duration interval(RouterId id) const { return entries_[id.value].interval; }

    // From here on hear_again() takes what this BACKUP hears.
    void set_quiet(RouterId id, Quiet quiet) { entries_[id.value].quiet = quiet; }

    // Returns the new master-down deadline, or nothing if the virtual router has to be asked.
    std::optional<TimePoint> hear_again(RouterId id, TimePoint keepalive);

    // Returns what the virtual router has not been told yet.
    std::optional<Quiet> take(RouterId id);

private:
    struct Entry {
        Duration interval{0};
        Quiet quiet;
    };

    std::vector<Entry> entries_; // by id
};

} // namespace xvrrp::core
