// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/origin.h"

#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

std::string words(const Origin& origin) {
    switch (origin.cause) {
    case Cause::Included:
        return "included at";
    case Cause::Used:
        return fmt::format("in ${}, used at", origin.name);
    case Cause::Defined:
        return fmt::format("from ${}, defined at", origin.name);
    case Cause::Repeated:
        return fmt::format("from ${}, repeated at", origin.name);
    }
    return {};
}

} // namespace

std::uint32_t Origins::add(Cause cause, std::string name, const Span& where) {
    origins_.push_back({cause, std::move(name), where, depth(where.origin) + 1});
    return static_cast<std::uint32_t>(origins_.size());
}

const Origin* Origins::find(std::uint32_t origin) const {
    return origin == 0 ? nullptr : &origins_[origin - 1];
}

bool Origins::has(std::uint32_t origin, bool file, std::string_view name) const {
    for (const Origin* step = find(origin); step != nullptr; step = find(step->where.origin)) {
        if ((step->cause == Cause::Included) == file && step->name == name)
            return true;
    }
    return false;
}

unsigned Origins::depth(std::uint32_t origin) const {
    const Origin* step = find(origin);
    return step == nullptr ? 0 : step->depth;
}

Span Origins::root(Span where) const {
    for (const Origin* step = find(where.origin); step != nullptr; step = find(where.origin))
        where = step->where;
    return where;
}

std::vector<Step> Origins::trail(std::uint32_t origin) const {
    std::vector<Step> steps;
    for (const Origin* step = find(origin); step != nullptr; step = find(step->where.origin))
        steps.push_back({words(*step), step->where});
    return steps;
}

} // namespace xvrrp::config
