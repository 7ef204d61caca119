// docs/reliability.md: its tables are made from the grid.
#pragma once

#include <string>

namespace faults {

/// The part of the page between its two markers.
std::string reliability_tables();
/// The page as it is. @throws std::runtime_error when it can't be read, or has no markers.
std::string tables_on_page();
/// Writes the tables into the page.
void renew_page();

}  // namespace faults
