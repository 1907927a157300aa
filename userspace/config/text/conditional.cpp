// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/conditional.h"

#include <algorithm>

namespace xvrrp::config {

bool is_conditional(const Written& line) {
    return line.text().starts_with('@');
}

Condition read_condition(const Written& line, Diagnostics& out) {
    const std::string_view text = line.text();
    const bool unless = text.starts_with("@^");
    const std::size_t begin = unless ? 2 : 1;
    const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
    const std::string_view id = text.substr(begin, end - begin);
    if (id.empty())
        out.push_back(note(line.span(0, begin), "this condition has no ID", "no blank in front of the ID"));
    else if (id.find_first_of("{}\"") != std::string_view::npos)
        out.push_back(
            note(line.span(begin, end), "all of this is the ID of the condition", "it ends with a blank"));
    return {id, unless, end};
}

} // namespace xvrrp::config
